"""Peru writes 1 234.5, unlike the Spanish that Django ships, and 28 de noviembre de 2026: one form everywhere."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = "\xa0"
DATE_FORMAT = SHORT_DATE_FORMAT = r"j \d\e F \d\e Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = r"j \d\e F \d\e Y \a \l\a\s H:i"
YEAR_MONTH_FORMAT = r"F \d\e Y"

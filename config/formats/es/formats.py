"""Peru writes 1 234.5: the decimal point, unlike the Spanish that Django ships."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = "\xa0"

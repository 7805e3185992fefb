"""Words for search are made with 28 patterns instead of 34, and with the same outcome.

A connection keeps the last 32 patterns that it compiled. With more of them each was compiled anew for each text: 1.9 ms
instead of 0.2 for the words of a paragraph, at each save and at each question. Only a word that has an apostrophe and is
hyphenated where a line ends is put together in another way.
"""

from importlib import import_module

from django.db import migrations

FIRST = import_module("lessons.migrations.0013_words_for_search")
NUMBERS = import_module("lessons.migrations.0019_long_numbers")
LAST = import_module("lessons.migrations.0020_small_k_and_numbers_of_laws")

# Not of a word whose last letter is an n after one with a mark of its own: “ṕn°”.
NUMBER_SIGN = (r"(^|[^[:alnum:]\u0300-\u036f])n(?:ro|um)?s?\.? ?[°ºª]", r"\1 ")
[_made_of_letters, _number_sign, _soft_hyphen, _hyphen_of_pdfium, _invisible] = FIRST.RULES_BEFORE
BEFORE = [_made_of_letters, NUMBER_SIGN, (r"\u00ad(?=\s*[\r\n])|[\u0002\ufffe]", "-\n"), _invisible]
[_letter_digit, _digit_letter, *THOUSANDS_AND_LETTERS] = FIRST.RULES_AFTER
AFTER = [
    (r"([[:alpha:]](?=[[:digit:]])|[[:digit:]](?=[[:alpha:]]))", r"\1 "),
    *THOUSANDS_AND_LETTERS,
    (
        r"\m(?:(?:00)?51[ )-]*(?=9[[:digit:]]{2}[ -]?[[:digit:]]{3}[ -]?[[:digit:]]{3}\M)"
        r"|nros?\.? ?(?=[[:digit:]])|0+(?=[1-9]/|[1-9][[:digit:]]/))",
        "",
    ),
]
[_across, _addressed, _apostrophe, _wrapped, _hyphen, *INITIALS, _thousands, _telephone] = NUMBERS.JOINED
JOINED = [
    *LAST.OF_A_DECREE,
    _across,
    _addressed,
    _wrapped,
    (r"([[:alpha:]]+)['-]([[:alpha:]]+)", r"\1\2"),
    *INITIALS,
    (
        r"\m(?:([1-9][[:digit:]]{0,2}) ([[:digit:]]{3})(?: ([[:digit:]]{3}))?|([[:digit:]]{3}) ([[:digit:]]{4}))\M",
        r"\1\2\3\4\5",
    ),
]


def signs() -> str:
    sql: str = NUMBERS._function("memoria_signs", "t", FIRST.signs_of(BEFORE, AFTER))
    return sql.replace(LAST.WITH_LETTERS, LAST.WITHOUT_LETTERS)


class Migration(migrations.Migration):
    dependencies = [("lessons", "0020_small_k_and_numbers_of_laws")]

    operations = [
        migrations.RunSQL(signs(), LAST.signs()),
        migrations.RunSQL(NUMBERS.joined(JOINED), NUMBERS.joined([*LAST.OF_A_DECREE, *NUMBERS.JOINED])),
    ]

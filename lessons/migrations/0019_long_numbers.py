"""A telephone, and other long numbers, are found however they are grouped, with the code of Peru or without it.

Both functions give what they gave before (0013) for all else: 29.785 is one number, 2021-2026 are two.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("lessons.migrations.0013_words_for_search")

# +51 987 654 321, 0051-987654321: a mobile's own nine digits are its number.
WITHOUT_COUNTRY = [
    (r"\m(?:00)?51[ )-]*(?=9[[:digit:]]{2}[ -]?[[:digit:]]{3}[ -]?[[:digit:]]{3}\M)", ""),
]
YEARS = "(?:19|20)[[:digit:]]{2}"
JOINED = [
    # 987-654-321, 345-6789, 191-12345678-0-12; of two years nobody makes one number.
    (
        rf"\m(?!{YEARS}-{YEARS}\M)([[:digit:]]{{2,}})-([[:digit:]]{{2,}})(?:-([[:digit:]]+))?(?:-([[:digit:]]+))?\M",
        r"\1\2\3\4",
    ),
    *BEFORE.JOINED,
    # 345 6789, where no thousands end
    (r"\m([[:digit:]]{3}) ([[:digit:]]{4})\M", r"\1\2"),
]


def _function(name: str, argument: str, body: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION {name}({argument} text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT {body}
$$
"""


def signs(rules: list[tuple[str, str]]) -> str:
    return _function("memoria_signs", "t", BEFORE.signs_of(BEFORE.RULES_BEFORE, [*BEFORE.RULES_AFTER, *rules]))


def joined(rules: list[tuple[str, str]]) -> str:
    marked = [(pattern, f"§{whole}§") for pattern, whole in rules]
    return _function("memoria_joined", "signs", BEFORE.replaced(f"signs {BEFORE.OF_ITS_OWN}", marked))


class Migration(migrations.Migration):
    dependencies = [("lessons", "0018_no_rows_of_written_imports")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, BEFORE.REBUILD),
        migrations.RunSQL(signs(WITHOUT_COUNTRY), signs([])),
        migrations.RunSQL(joined(JOINED), joined(BEFORE.JOINED)),
        migrations.RunSQL(BEFORE.REBUILD, migrations.RunSQL.noop),
    ]

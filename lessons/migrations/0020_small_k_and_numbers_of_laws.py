"""Small k and å are letters in words again, and a law or a day is found however its number is written.

Among the signs that are made of letters stand those of kelvin, ångström and ohm. Compared whatever the case they are
k, å and ω: each small k became a word of its own, and nobody found Shipibo-Konibo. As letters they are right.
"""

from importlib import import_module

from django.db import migrations

FIRST = import_module("lessons.migrations.0013_words_for_search")
BEFORE = import_module("lessons.migrations.0019_long_numbers")

WITH_LETTERS, WITHOUT_LETTERS = r"\u2100-\u218f", r"\u2100-\u2125\u2127-\u2129\u212c-\u218f"
CLEANED = [
    # Ley nro 28983, without the sign for which N.º is known
    (r"\mnros?\.? ?(?=[[:digit:]])", " "),
    # 01/03/2025
    (r"\m0+(?=[1-9]/|[1-9][[:digit:]]/)", ""),
]
# 004-2019, found as 4-2019 too; elsewhere a zero may be that of a telephone.
OF_A_DECREE = [(r"\m0+([1-9][[:digit:]]*)-(?=(?:19|20)[[:digit:]]{2}\M)", r"\1")]


def signs() -> str:
    sql: str = BEFORE.signs([*BEFORE.WITHOUT_COUNTRY, *CLEANED])
    return sql.replace(WITH_LETTERS, WITHOUT_LETTERS)


class Migration(migrations.Migration):
    dependencies = [("lessons", "0019_long_numbers")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, FIRST.REBUILD),
        migrations.RunSQL(signs(), BEFORE.signs(BEFORE.WITHOUT_COUNTRY)),
        migrations.RunSQL(BEFORE.joined([*OF_A_DECREE, *BEFORE.JOINED]), BEFORE.joined(BEFORE.JOINED)),
        migrations.RunSQL(FIRST.REBUILD, migrations.RunSQL.noop),
    ]

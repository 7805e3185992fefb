"""What is searched is cleaned before PostgreSQL's parser sees it: texts and questions in the same way.

The parser takes `<<…>>`, which `unaccent` makes of «…», for a tag and drops what is in it; `Lima/Callao` for a path,
`acta.Luego` for a host, `2021-2026` for a number below zero. Here it gets nothing but letters, digits and spaces.
"""

from django.db import migrations, models

# Signs that are seen by nobody; of Unicode, those that a program may ignore (Default_Ignorable_Code_Point).
INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
# Signs that normalization turns to letters: Redes™ is not “redestm”.
MADE_OF_LETTERS = (
    r"\u20a8\u2100-\u218f\u2460-\u24ff\u2e80-\u2fdf\u3038-\u303a\u3190-\u319f\u3200-\u33ff\ufdfc\U0001f100-\U0001f2ff"
)
QUOTES, APOSTROPHES, HYPHENS, DASHES = "«»“”„‟‹›", "’‘’‛ʼʻ´`′", "‐", "–—―−§"

RULES_BEFORE = [  # pattern, replacement
    (f"[{MADE_OF_LETTERS}]", r" \& "),
    # The mark of a number, before it turns to letters: Nº30364, N.° 29.785, nros. 5.
    (r"\mn(?:ro|um)?s?\.? ?[°ºª]", " "),
    # A word that is hyphenated where it wraps; PDFium tells of one by a sign of its own.
    (r"\u00ad(?=\s*[\r\n])", "-"),
    (r"[\u0002\ufffe]", "-\n"),
    (f"[{INVISIBLE}]", ""),
]
RULES_AFTER = [
    # Letters and digits stand apart, as in “covid 19”.
    (r"([[:alpha:]])(?=[[:digit:]])", r"\1 "),
    (r"([[:digit:]])(?=[[:alpha:]])", r"\1 "),
    # 29.785, 5,000 and 1'500,000 are one number. (To look back would read all before it, each time.)
    (r"\m([[:digit:]]{1,3})[.,'](?=[[:digit:]]{3}(?![[:digit:]]))", r"\1"),
    # S.A.C.
    (r"\m([[:alpha:]])\.(?=[[:alpha:]]\M)", r"\1"),
]
# What is written in one word by some, in parts by others: found either way.
JOINED = [
    # niñ@s, but no address
    (r"([[:alpha:]]+)@(s?)(?![[:alnum:]]|[.-][[:alnum:]])", r"\1o\2"),
    # q'eros, network's
    (r"([[:alpha:]]+)'([[:alpha:]]+)", r"\1\2"),
    # ministra where a line ends, ex-ministra
    (r"([[:alpha:]]+)-\s*[\r\n]\s*([[:alpha:]]+)", r"\1\2"),
    (r"([[:alpha:]]+)-([[:alpha:]]+)", r"\1\2"),
    # EE.UU., DD. HH.
    (r"\m(([[:alpha:]])\2)\. ?(([[:alpha:]])\4)\M", r"\1\3"),
    # E. P. S.
    (r"\m([[:alpha:]])\. ([[:alpha:]])\.(?: ([[:alpha:]])\.)?(?: ([[:alpha:]])\.)?", r"\1\2\3\4"),
    # 5 000, 1 500 000, 987 654 321
    (r"\m([1-9][[:digit:]]{0,2}) ([[:digit:]]{3})(?: ([[:digit:]]{3}))?\M", r"\1\2\3"),
]
# A collation that each database has: what is a letter does not depend on the server's own.
OF_ITS_OWN = 'COLLATE "pg_unicode_fast"'


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def replaced(text: str, rules: list[tuple[str, str]]) -> str:
    for pattern, replacement in rules:
        text = f"regexp_replace({text}, {quoted(pattern)}, {quoted(replacement)}, 'gi')"
    return text


def signs_of(rules_before: list[tuple[str, str]], rules_after: list[tuple[str, str]]) -> str:
    before = f"normalize({replaced(f't {OF_ITS_OWN}', rules_before[:2])}, NFKC)"
    before = replaced(before, rules_before[2:])
    ours = '"' * len(QUOTES) + "'" * len(APOSTROPHES) + "-" * len(HYPHENS) + " " * len(DASHES)
    plain = f"translate({before}, {quoted(QUOTES + APOSTROPHES + HYPHENS + DASHES)}, {quoted(ours)})"
    return replaced(f"lower(public.unaccent('public.unaccent'::regdictionary, {plain}))", rules_after)


SIGNS = f"""
CREATE FUNCTION memoria_signs(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT {signs_of(RULES_BEFORE, RULES_AFTER)}
$$
"""

# Each word that was made of parts stands between two §: no other is left.
WITH_JOINED = f"""
CREATE FUNCTION memoria_joined(signs text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT {replaced(f"signs {OF_ITS_OWN}", [(pattern, f"§{whole}§") for pattern, whole in JOINED])}
$$
"""

# All parts in their order, for phrases; then the words that they make.
PLAIN = r"""
CREATE FUNCTION memoria_plain(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    signs || ' ' || regexp_replace(public.memoria_joined(signs) || '§§', '[^§]*§([^§]*)§', '\1 ', 'g'),
    '[^[:alnum:]]+', ' ', 'g')
  FROM (SELECT public.memoria_signs(t) COLLATE "pg_unicode_fast" AS signs) AS cleaned
$$
"""

# Quotation marks, and the minus before a word or before one of them, say something there; many a minus without one
# overflows the parser.
ASKED = r"""
CREATE FUNCTION memoria_asked(signs text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(
    signs COLLATE "pg_unicode_fast", '[^[:alnum:]"-]+', ' ', 'g'),
    '(?<=[[:alnum:]])-+|-+(?![[:alnum:]"])|-+(?=-)', ' ', 'g')
$$
"""

# What stands after a minus is one phrase: -covid-19 must not ask for 19.
QUERY = r"""
CREATE FUNCTION memoria_query(language text, t text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN parts = whole THEN public.memoria_asks(language, parts)
    ELSE public.memoria_asks(language, parts) || public.memoria_asks(language, whole) END
  FROM (
    SELECT public.memoria_asked(signs) AS parts, public.memoria_asked(public.memoria_joined(signs)) AS whole
    FROM (
      SELECT public.memoria_signs(regexp_replace(t, '(^|\s)-+([^\s"-][^\s"]*)', '\1-"\2"', 'g')) AS signs
    ) AS cleaned
  ) AS asked
$$
"""

ASKS = """
CREATE FUNCTION memoria_asks(language text, asked text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN language = 'en' THEN websearch_to_tsquery('pg_catalog.english', asked)
    ELSE websearch_to_tsquery('pg_catalog.spanish', public.memoria_fold(asked)) END
$$
"""


def _words(text: str, plain: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION memoria_words(language text, t text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN language = 'en'
    THEN to_tsvector('pg_catalog.english', {plain})
    ELSE to_tsvector('pg_catalog.spanish', public.memoria_fold({text})) END
$$
"""


WORDS = _words("public.memoria_plain(t)", "public.memoria_plain(t)")
WORDS_BEFORE = _words("t", "public.unaccent('public.unaccent'::regdictionary, t)")

LESSON = "language, title, what_happened, insight, recommendation, context, applies_when, does_not_apply_when"
AGAIN = "ALTER TABLE {} ALTER COLUMN search SET EXPRESSION AS ({})"
# The words of what is there already; the indexes go with them.
REBUILD = [
    AGAIN.format("lessons_lesson", f"memoria_lesson_vector({LESSON})"),
    AGAIN.format("lessons_translation", f"memoria_lesson_vector({LESSON})"),
    AGAIN.format("lessons_attachment", "memoria_words(language, text)"),
]


# What was read before nobody asked why it has no words.
READ_AGAIN = """
UPDATE lessons_attachment SET read_at = NULL, readings = 0
  WHERE kind = 'pdf' AND text = '' AND read_at IS NOT NULL AND removed_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("lessons", "0012_collection_audience")]

    operations = [
        migrations.RunSQL(SIGNS, "DROP FUNCTION memoria_signs(text)"),
        migrations.RunSQL(WITH_JOINED, "DROP FUNCTION memoria_joined(text)"),
        migrations.RunSQL(PLAIN, "DROP FUNCTION memoria_plain(text)"),
        migrations.RunSQL(ASKED, "DROP FUNCTION memoria_asked(text)"),
        migrations.RunSQL(ASKS, "DROP FUNCTION memoria_asks(text, text)"),
        migrations.RunSQL(QUERY, "DROP FUNCTION memoria_query(text, text)"),
        migrations.RunSQL(migrations.RunSQL.noop, REBUILD),
        migrations.RunSQL(WORDS, WORDS_BEFORE),
        migrations.RunSQL(REBUILD, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="attachment",
            name="without_words",
            field=models.CharField(
                blank=True,
                choices=[
                    ("locked", "Its words cannot be searched: it opens with a password. Add a copy without one."),
                    (
                        "scanned",
                        "Its words cannot be searched: its pages are pictures. If you have it as text, add that.",
                    ),
                    (
                        "damaged",
                        "Its words cannot be searched: it is damaged, or a part is missing. Send it again.",
                    ),
                    ("unreadable", "Its words cannot be searched: it could not be read."),
                ],
                default="",
                help_text="Why.",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(READ_AGAIN, migrations.RunSQL.noop),
    ]

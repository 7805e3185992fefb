"""A vector says that its text is English, so that one condition asks for words in either language.

With two conditions, each on the language too, PostgreSQL reads the row and the vector of every lesson that has the
word: for a word of a third of 20,000 lessons six times the pages, and eight times the time.
"""

from django.db import migrations

from lessons.migrations._search import TEXTS, VECTOR, function

# No text makes this word: words of texts have letters and digits alone.
ENGLISH = "'''memoria:english'''"
MARKED = f"""{VECTOR}
      || CASE WHEN language = 'en' THEN {ENGLISH}::tsvector ELSE '' END"""
OF_TITLE = f"""SELECT public.memoria_words(language, title)
      || CASE WHEN language = 'en' THEN {ENGLISH}::tsvector ELSE '' END"""
# Of words that one language leaves out, the other alone is asked.
ASKS = f"""SELECT coalesce(
    CASE WHEN numnode(es) > 0 AND numnode(en) > 0 THEN (es && !!{ENGLISH}::tsquery) || (en && {ENGLISH}::tsquery) END,
    CASE WHEN numnode(es) > 0 THEN es && !!{ENGLISH}::tsquery END,
    CASE WHEN numnode(en) > 0 THEN en && {ENGLISH}::tsquery END,
    '')
  FROM (SELECT public.memoria_query('es', words) AS es, public.memoria_query('en', words) AS en) AS asked"""
# By the index, whatever a plan without it seems to cost: PostgreSQL does not count that to read all lessons is to fetch
# and unpack the vector of each.
SAYING = """
CREATE FUNCTION memoria_lessons_saying(words text) RETURNS SETOF bigint
LANGUAGE sql STABLE STRICT SET enable_seqscan TO off AS $$
    SELECT l.id FROM public.lessons_lesson l WHERE l.search @@ public.memoria_asks_lessons(words)
$$
"""
MAKE_VECTORS = "".join(
    f"""
ALTER TABLE {table} ALTER COLUMN search SET EXPRESSION AS (
    memoria_lesson_vector(language, title, what_happened, insight, recommendation, context, applies_when,
        does_not_apply_when));
"""
    for table in ("lessons_lesson", "lessons_translation")
)


def replaced(body: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION memoria_lesson_vector({TEXTS}) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  {body}
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0003_refusals_by_name"),
    ]

    operations = [
        migrations.RunSQL(replaced(MARKED), replaced(VECTOR)),
        migrations.RunSQL(MAKE_VECTORS, MAKE_VECTORS),
        function("memoria_title_vector", "language text, title text", "tsvector", OF_TITLE, strict=""),
        function("memoria_asks_lessons", "words text", "tsquery", ASKS),
        migrations.RunSQL(SAYING, "DROP FUNCTION memoria_lessons_saying(text)"),
    ]

"""The SQL functions under search: how a Spanish word finds its family, with or without accents."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# The Spanish stemmer of PostgreSQL reads accents, and people do not write them. Taking the accents away before it
# breaks it (organización, organizaciones: two stems). So: take all accents away, then give the stemmer what it needs,
# the accent of -ción, -sión, -xión; and put plurals that it stems apart from their singular (mujer, mujeres) into the
# singular. Every name is qualified: a restore from a dump runs with an empty search path.
FOLD = r"""
CREATE FUNCTION memoria_fold(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      public.unaccent('public.unaccent'::regdictionary, lower(t)),
      '([aeiu][csx])ion\M', '\1ión', 'g'),
      '(\w[aeiou])ces\M', '\1z', 'g'),
      '(\w{2}(?:[ae]r|en|es))es\M', '\1', 'g'),
      '\m(region)al(?:es)?\M', '\1', 'g'),
      '\manos\M', 'ano', 'g')
$$
"""

# A lesson is stemmed by its own language. The title weighs most, then what was learned and what is recommended.
VECTOR = """
CREATE FUNCTION memoria_lesson_vector(
  language text, title text, what_happened text, insight text, recommendation text,
  context text, applies_when text, does_not_apply_when text
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector(c, public.memoria_fold(title)), 'A')
      || setweight(to_tsvector(c, public.memoria_fold(insight || ' ' || recommendation)), 'B')
      || setweight(to_tsvector(c, public.memoria_fold(
           what_happened || ' ' || context || ' ' || applies_when || ' ' || does_not_apply_when)), 'C')
  FROM (SELECT CASE WHEN language = 'en' THEN 'pg_catalog.english' ELSE 'pg_catalog.spanish' END::regconfig) AS l(c)
$$
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(FOLD, "DROP FUNCTION memoria_fold(text)"),
        migrations.RunSQL(VECTOR, "DROP FUNCTION memoria_lesson_vector(text, text, text, text, text, text, text, text)"),
    ]

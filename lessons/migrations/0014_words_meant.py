"""Words have synonyms, a lesson has a standing, and words in use are kept, so that the right one is found first."""

import json
from importlib import import_module
from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func

from lessons.migrations._search import TEXTS, function

SAYING = import_module("lessons.migrations.0004_search_in_one_condition").SAYING

ENGLISH = "'''memoria:english'''"
# All terms in one text. One that is nothing but words that a language leaves out asks for nothing in it.
QUERY_OF_TERMS = """SELECT coalesce(string_agg('(' || asked || ')', ' & ')::tsquery, ''::tsquery) FROM (
    SELECT public.memoria_query(language, term)::text AS asked FROM unnest(terms) AS term
  ) AS each WHERE asked <> ''"""
# As `memoria_asks_lessons` asks for the words as they were typed.
ASKS = f"""SELECT public.memoria_asks_lessons(words) || coalesce(
    CASE WHEN numnode(es) > 0 AND numnode(en) > 0 THEN (es && !!{ENGLISH}::tsquery) || (en && {ENGLISH}::tsquery) END,
    CASE WHEN numnode(es) > 0 THEN es && !!{ENGLISH}::tsquery END,
    CASE WHEN numnode(en) > 0 THEN en && {ENGLISH}::tsquery END,
    '')
  FROM (SELECT public.memoria_query_of('es', terms) AS es, public.memoria_query_of('en', terms) AS en) AS asked"""
# By the index, whatever a plan without it seems to cost: to read all lessons is to fetch and unpack each vector.
ASKED = """
CREATE FUNCTION memoria_lessons_asked(asked tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE STRICT SET enable_seqscan TO off AS $$
    SELECT l.id FROM public.lessons_lesson l WHERE l.search @@ asked
$$
"""
# What a lesson names as its sources is found too, but for addresses: the last of all.
WITH_SOURCES = r"""SELECT public.memoria_lesson_vector(
      language, title, what_happened, insight, recommendation, context, applies_when, does_not_apply_when)
    || setweight(public.memoria_words(language, regexp_replace(sources, 'https?://\S+', '', 'gi')), 'D')"""
TEXTS_SEARCHED = (
    *("language", "title", "what_happened", "insight", "recommendation", "context"),
    *("applies_when", "does_not_apply_when", "sources"),
)
MAKE_VECTORS = """
ALTER TABLE lessons_lesson ALTER COLUMN search SET EXPRESSION AS ({function}(
    language, title, what_happened, insight, recommendation, context, applies_when, does_not_apply_when{more}));
"""
OF_DOCUMENTS = "ALTER TABLE lessons_attachment ALTER COLUMN search SET EXPRESSION AS ({}(language, text))"
# Independent organisations and persons, uses, and that somebody verified it since it was published.
STANDING = """SELECT least(10 * (confirming + cardinality(voices)), 50) + least(5 * used, 25) + CASE
    WHEN review_on > (published_at AT TIME ZONE 'UTC')::date + make_interval(months => review_months, days => 7)
    THEN 25 ELSE 0 END"""


def seed(apps, schema_editor):
    groups = json.loads((Path(__file__).parents[1] / "search" / "synonyms.json").read_text(encoding="utf-8"))
    apps.get_model("lessons", "SynonymGroup").objects.bulk_create(
        apps.get_model("lessons", "SynonymGroup")(**group) for group in groups
    )


class Migration(migrations.Migration):

    dependencies = [
        ('lessons', '0013_published_seen'),
        ('networks', '0005_published'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        function("memoria_query_of", "language text, terms text[]", "tsquery", QUERY_OF_TERMS),
        function("memoria_asks_for", "words text, terms text[]", "tsquery", ASKS),
        migrations.RunSQL("DROP FUNCTION memoria_lessons_saying(text)", SAYING),
        migrations.RunSQL(ASKED, "DROP FUNCTION memoria_lessons_asked(tsquery)"),
        function("memoria_lesson_search", f"{TEXTS}, sources text", "tsvector", WITH_SOURCES, strict=""),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    MAKE_VECTORS.format(function="memoria_lesson_search", more=", sources"),
                    MAKE_VECTORS.format(function="memoria_lesson_vector", more=""),
                )
            ],
            [
                migrations.AlterField(
                    "lesson",
                    "search",
                    models.GeneratedField(
                        expression=Func(*map(F, TEXTS_SEARCHED), function="memoria_lesson_search"),
                        output_field=SearchVectorField(),
                        db_persist=True,
                    ),
                )
            ],
        ),
        # A document says that it is English as a lesson does, so that one condition asks for words in all of them.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(OF_DOCUMENTS.format("memoria_title_vector"), OF_DOCUMENTS.format("memoria_words"))],
            [
                migrations.AlterField(
                    "attachment",
                    "search",
                    models.GeneratedField(
                        expression=Func(F("language"), F("text"), function="memoria_title_vector"),
                        output_field=SearchVectorField(),
                        db_persist=True,
                    ),
                )
            ],
        ),
        function(
            "memoria_standing",
            "confirming int, voices text[], used int, published_at timestamptz, review_on date, review_months smallint",
            "int",
            STANDING,
            strict="",
        ),
        migrations.CreateModel(
            name='SynonymGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('acronym', 'acronym'), ('renamed', 'new and old name'), ('near', 'nearly the same'), ('english', 'Spanish and English')], max_length=8, verbose_name='kind')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=12, verbose_name='terms')),
                ('one_way', models.BooleanField(default=False, help_text='An acronym finds its long forms; who searches for one of those is not shown all that the acronym is.', verbose_name='the first is not found by the others')),
                ('careful', models.BooleanField(default=False, help_text='The short form is a common word too: the others are looked for if it is typed in capitals, or if the words as typed find too little.', verbose_name='with care')),
            ],
            options={
                'verbose_name': 'group of synonyms',
                'verbose_name_plural': 'groups of synonyms',
                'ordering': ['pk'],
            },
        ),
        # Before there is a history: nobody made them here.
        migrations.RunPython(seed, migrations.RunPython.noop),
        migrations.CreateModel(
            name='SynonymGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('acronym', 'acronym'), ('renamed', 'new and old name'), ('near', 'nearly the same'), ('english', 'Spanish and English')], max_length=8, verbose_name='kind')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=12, verbose_name='terms')),
                ('one_way', models.BooleanField(default=False, help_text='An acronym finds its long forms; who searches for one of those is not shown all that the acronym is.', verbose_name='the first is not found by the others')),
                ('careful', models.BooleanField(default=False, help_text='The short form is a common word too: the others are looked for if it is typed in capitals, or if the words as typed find too little.', verbose_name='with care')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UsedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40, verbose_name='word')),
                ('lessons', models.PositiveIntegerField(verbose_name='lessons that say it')),
            ],
            options={
                'verbose_name': 'word in use',
                'verbose_name_plural': 'words in use',
                'default_permissions': (),
            },
        ),
        migrations.RemoveIndex(
            model_name='lesson',
            name='lesson_with_facets',
        ),
        migrations.AddField(
            model_name='lesson',
            name='standing',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('confirming'), models.F('confirming_voices'), models.F('used'), models.F('published_at'), models.F('review_on'), models.F('review_months'), function='memoria_standing'), help_text='How much others and time have borne it out, 0 to 100: what search ranks first among equals.', output_field=models.PositiveSmallIntegerField()),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=models.Index(condition=models.Q(('state', 'published'), ('taken_down_at', None)), fields=['-published_at', '-id'], include=('audience', 'network', 'author', 'steward', 'result', 'sector', 'facets', 'standing'), name='lesson_with_facets'),
        ),
        migrations.AddConstraint(
            model_name='synonymgroup',
            constraint=models.CheckConstraint(condition=models.Q(('terms__len__gte', 2)), name='synonymgroup_two_terms'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonymgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_synonymgroupevent" ("careful", "id", "kind", "one_way", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms") VALUES (NEW."careful", NEW."id", NEW."kind", NEW."one_way", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."terms"); RETURN NULL;', hash='f22e8cf10d92dda1770b36bb4d7ff9887f7c65f6', operation='INSERT', pgid='pgtrigger_insert_insert_8e36f', table='lessons_synonymgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonymgroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_synonymgroupevent" ("careful", "id", "kind", "one_way", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "terms") VALUES (NEW."careful", NEW."id", NEW."kind", NEW."one_way", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."terms"); RETURN NULL;', hash='59764003bf8708947aa85e37b13b9ce1b5f15026', operation='UPDATE', pgid='pgtrigger_update_update_02ab1', table='lessons_synonymgroup', when='AFTER')),
        ),
        migrations.AddField(
            model_name='synonymgroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='synonymgroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.synonymgroup'),
        ),
        migrations.AddField(
            model_name='usedword',
            name='audience',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.audience', verbose_name='audience'),
        ),
        migrations.AddIndex(
            model_name='usedword',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('word', name='gin_trgm_ops'), name='usedword_similar'),
        ),
        migrations.AddConstraint(
            model_name='usedword',
            constraint=models.UniqueConstraint(fields=('audience', 'word'), name='usedword_once'),
        ),
        migrations.CreateModel(
            name='SeenSynonymGroup',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('lessons.synonymgroup',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seensynonymgroup',
            trigger=pgtrigger.compiler.Trigger(name='visitors_see', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF true THEN INSERT INTO public.lessons_change (xid, at, changes) VALUES (pg_current_xact_id()::text::bigint, now(), 1) ON CONFLICT DO NOTHING; END IF; RETURN NULL;', hash='e2df11e84421b09bd938e6bf173d62dcc5a3f9f9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_visitors_see_09b7e', table='lessons_synonymgroup', when='AFTER')),
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A moment that has not come was set by a clock that ran ahead: then what came after the last mail, or after they
# joined, is new. The hour is how far one looked back until now; what was told is not told again.
SINCE = """
    UPDATE digests_subscription s SET since = GREATEST(
        CASE WHEN s.since <= now() THEN s.since - interval '1 hour' ELSE COALESCE(
            (SELECT max(d.composed_at) FROM digests_digest d
                WHERE d.subscription_id = s.id AND d.state IN ('sent', 'empty') AND d.composed_at <= now()),
            '-infinity') END,
        u.joined_at)
    FROM networks_user u WHERE u.id = s.user_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('digests', '0003_notices'),
        ('lessons', '0011_photograph_described'),
    ]

    operations = [
        migrations.RenameField('subscription', 'told_until', 'since'),
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='ChosenNetworkThatWidens',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('lessons.lessonsharing',),
        ),
        migrations.CreateModel(
            name='LessonThatWidens',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('lessons.lesson',),
        ),
        migrations.CreateModel(
            name='Widening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('before', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.lesson')),
            ],
            options={
                'verbose_name': 'widening',
                'verbose_name_plural': 'lessons that came to reach more people',
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chosennetworkthatwidens',
            trigger=pgtrigger.compiler.Trigger(name='notes_widening', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE lesson bigint; chosen bigint[]; before text[]; after text[]; l public.lessons_lesson;', func="\n                    lesson := NEW.lesson_id;\n                    SELECT * INTO l FROM public.lessons_lesson WHERE id = NEW.lesson_id;\n                    chosen := ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = NEW.lesson_id);\n                    after := public.memoria_circles(l.published_at, l.visibility, l.network_id, l.organisation_id, chosen);\n                    chosen := array_remove(chosen, NEW.network_id);\n                    before := public.memoria_circles(l.published_at, l.visibility, l.network_id, l.organisation_id, chosen);\n                    \n    IF before <> '{}' AND NOT before && ARRAY['everyone'] AND NOT before @> after THEN\n        INSERT INTO public.digests_widening (lesson_id, at, before) VALUES (lesson, now(), before);\n    END IF;\n    RETURN NULL;\n\n                ", hash='55ed868e6d721946f5843fa37c74fd412dea3b7d', operation='INSERT', pgid='pgtrigger_notes_widening_296e5', table='lessons_lesson_shared_with', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonthatwidens',
            trigger=pgtrigger.compiler.Trigger(name='notes_widening', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."network_id" IS DISTINCT FROM (NEW."network_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))', declare='DECLARE lesson bigint; chosen bigint[]; before text[]; after text[];', func="\n                    lesson := NEW.id;\n                    chosen := ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = NEW.id);\n                    before := public.memoria_circles(OLD.published_at, OLD.visibility, OLD.network_id, OLD.organisation_id, chosen);\n                    after := public.memoria_circles(NEW.published_at, NEW.visibility, NEW.network_id, NEW.organisation_id, chosen);\n                    \n    IF before <> '{}' AND NOT before && ARRAY['everyone'] AND NOT before @> after THEN\n        INSERT INTO public.digests_widening (lesson_id, at, before) VALUES (lesson, now(), before);\n    END IF;\n    RETURN NULL;\n\n                ", hash='a35628f71e87bd00c7a3495f9b4fc342bedd84c4', operation='UPDATE', pgid='pgtrigger_notes_widening_853b0', table='lessons_lesson', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='widening',
            index=models.Index(fields=['lesson', 'at'], name='widening_of_lesson'),
        ),
    ]

"""This migration makes digests as version 0.2.0 has them: what 0.1 did in 4 steps.

A database of 0.1 has done all of it under the old names, and is left as it is.
"""

from django.conf import settings
from django.db import migrations, models
from networks.migrations._triggers import CreateTriggers
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ('digests', '0001_initial'),
        ('digests', '0002_frequency_without_a_day'),
        ('digests', '0003_notices'),
        ('digests', '0004_since_and_widening'),
    ]

    dependencies = [
        ('lessons', '0001_schema'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.TextField()),
                ('subject', models.CharField(max_length=500)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('headers', models.JSONField(default=dict)),
                ('kept_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'kept mail',
                'verbose_name_plural': 'kept mail',
                'ordering': ['-pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frequency', models.CharField(choices=[('off', 'Never'), ('weekly', 'Every week, at 7:00 in the morning'), ('monthly', 'Every month, at 7:00 in the morning')], default='weekly', max_length=10, verbose_name='digest')),
                ('next_at', models.DateTimeField(db_index=True, null=True)),
                ('since', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='subscription', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'indexes': [],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('frequency', 'off'), ('next_at', None)), models.Q(models.Q(('frequency', 'off'), _negated=True), ('next_at__isnull', False)), _connector='OR'), name='subscription_off_has_no_next_moment')],
            },
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
                'indexes': [models.Index(fields=['lesson', 'at'], name='widening_of_lesson')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ChosenNetworkThatWidens',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
                'triggers': [pgtrigger.compiler.Trigger(name='notes_widening', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE lesson bigint; chosen bigint[]; before text[]; after text[]; l public.lessons_lesson;', func="\n                    lesson := NEW.lesson_id;\n                    SELECT * INTO l FROM public.lessons_lesson WHERE id = NEW.lesson_id;\n                    chosen := ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = NEW.lesson_id);\n                    after := public.memoria_circles(l.published_at, l.visibility, l.network_id, l.organisation_id, chosen);\n                    chosen := array_remove(chosen, NEW.network_id);\n                    before := public.memoria_circles(l.published_at, l.visibility, l.network_id, l.organisation_id, chosen);\n                    \n    IF before <> '{}' AND NOT before && ARRAY['everyone'] AND NOT before @> after THEN\n        INSERT INTO public.digests_widening (lesson_id, at, before) VALUES (lesson, now(), before);\n    END IF;\n    RETURN NULL;\n\n                ", hash='55ed868e6d721946f5843fa37c74fd412dea3b7d', operation='INSERT', pgid='pgtrigger_notes_widening_296e5', table='lessons_lesson_shared_with', when='AFTER'))],
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
                'triggers': [pgtrigger.compiler.Trigger(name='notes_widening', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."network_id" IS DISTINCT FROM (NEW."network_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))', declare='DECLARE lesson bigint; chosen bigint[]; before text[]; after text[];', func="\n                    lesson := NEW.id;\n                    chosen := ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = NEW.id);\n                    before := public.memoria_circles(OLD.published_at, OLD.visibility, OLD.network_id, OLD.organisation_id, chosen);\n                    after := public.memoria_circles(NEW.published_at, NEW.visibility, NEW.network_id, NEW.organisation_id, chosen);\n                    \n    IF before <> '{}' AND NOT before && ARRAY['everyone'] AND NOT before @> after THEN\n        INSERT INTO public.digests_widening (lesson_id, at, before) VALUES (lesson, now(), before);\n    END IF;\n    RETURN NULL;\n\n                ", hash='a35628f71e87bd00c7a3495f9b4fc342bedd84c4', operation='UPDATE', pgid='pgtrigger_notes_widening_853b0', table='lessons_lesson', when='AFTER'))],
            },
            bases=('lessons.lesson',),
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period_end', models.DateTimeField()),
                ('state', models.CharField(choices=[('pending', 'pending'), ('sent', 'sent'), ('empty', 'nothing to tell'), ('failed', 'could not be delivered'), ('cancelled', 'no longer wanted')], default='pending', max_length=10)),
                ('composed_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('try_after', models.DateTimeField(default=django.utils.timezone.now)),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='digests.subscription')),
            ],
            options={
                'verbose_name': 'digest',
                'verbose_name_plural': 'digests',
                'ordering': ['-period_end', '-pk'],
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('subscription', 'period_end'), name='digest_one_per_person_and_period'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='digest_finished_unless_pending')],
            },
        ),
        migrations.CreateModel(
            name='DigestItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='digests.digest')),
                ('lesson', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.lesson')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.notice')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='digests.subscription')),
            ],
            options={
                'indexes': [],
                'constraints': [models.UniqueConstraint(fields=('subscription', 'lesson'), name='digestitem_told_once'), models.UniqueConstraint(fields=('subscription', 'notice'), name='digestitem_noticed_once'), models.CheckConstraint(condition=models.Q(models.Q(('lesson', None), ('notice__isnull', False)), models.Q(('lesson__isnull', False), ('notice', None)), _connector='OR'), name='digestitem_of_a_lesson_or_a_notice')],
            },
        ),
        migrations.AddField(
            model_name='digest',
            name='lessons',
            field=models.ManyToManyField(related_name='+', through='digests.DigestItem', to='lessons.lesson'),
        ),
        CreateTriggers([
            "chosennetworkthatwidens",
            "lessonthatwidens",
        ]),
    ]

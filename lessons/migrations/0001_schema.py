"""Lessons and all that hangs on them, as version 0.2.0 has them: what 0.1 did in 20 steps.

A memory of 0.1 has done all of it under the old names, and is left as it is.
"""

from django.conf import settings
from django.db import migrations, models
from lessons.migrations._audiences import FUNCTIONS_OF_AUDIENCES
from lessons.migrations._search import FUNCTIONS_OF_SEARCH
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.utils.timezone
import lessons.files.models.attachment
import lessons.files.models.upload
import lessons.printouts.models
import lessons.workshops.models
import pgtrigger.compiler
import pgtrigger.migrations
import uuid

class Migration(migrations.Migration):
    initial = True

    replaces = [
        ('lessons', '0001_search'),
        ('lessons', '0002_initial'),
        ('lessons', '0003_voices_places_photographs'),
        ('lessons', '0004_readers_and_stewards'),
        ('lessons', '0005_unnamed_help'),
        ('lessons', '0006_life'),
        ('lessons', '0007_who_took_an_import_back'),
        ('lessons', '0008_said_to_whom'),
        ('lessons', '0009_printouts'),
        ('lessons', '0010_longer_codes'),
        ('lessons', '0011_photograph_described'),
        ('lessons', '0012_collection_audience'),
        ('lessons', '0013_words_for_search'),
        ('lessons', '0014_import_chosen'),
        ('lessons', '0016_english_of_the_study'),
        ('lessons', '0017_taken_down'),
        ('lessons', '0018_no_rows_of_written_imports'),
        ('lessons', '0019_long_numbers'),
        ('lessons', '0020_small_k_and_numbers_of_laws'),
        ('lessons', '0021_fewer_patterns'),
    ]

    dependencies = [
        ('networks', '0001_schema'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *FUNCTIONS_OF_SEARCH,
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='text')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('result', models.CharField(choices=[('worked', 'It worked'), ('partly', 'It worked in part'), ('failed', 'It did not work'), ('too_early', 'Too early to say')], max_length=10, verbose_name='result')),
                ('used_on', models.DateField(blank=True, help_text='The first day of the month.', null=True, verbose_name='when it was used')),
                ('for_what', models.CharField(blank=True, max_length=160, verbose_name='used for')),
                ('adapted', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what was adapted')),
                ('told_at', models.DateTimeField(editable=False, help_text='If it came later.', null=True, verbose_name='result told')),
                ('ask_on', models.DateField(blank=True, null=True, verbose_name='ask for the result from')),
                ('asked', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
            ],
            options={
                'verbose_name': 'use',
                'verbose_name_plural': 'uses',
                'ordering': ['-created_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ApplicationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='text')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('result', models.CharField(choices=[('worked', 'It worked'), ('partly', 'It worked in part'), ('failed', 'It did not work'), ('too_early', 'Too early to say')], max_length=10, verbose_name='result')),
                ('used_on', models.DateField(blank=True, help_text='The first day of the month.', null=True, verbose_name='when it was used')),
                ('for_what', models.CharField(blank=True, max_length=160, verbose_name='used for')),
                ('adapted', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what was adapted')),
                ('told_at', models.DateTimeField(editable=False, help_text='If it came later.', null=True, verbose_name='result told')),
                ('ask_on', models.DateField(blank=True, null=True, verbose_name='ask for the result from')),
                ('asked', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('note', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='note')),
                ('made_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
            ],
            options={
                'verbose_name': 'self-assessment',
                'verbose_name_plural': 'self-assessments',
                'ordering': ['-made_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AssessmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('note', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='note')),
                ('made_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Made with the form: sent twice, kept once.', unique=True)),
                ('title', models.CharField(max_length=160, verbose_name='what it is')),
                ('file_name', models.CharField(help_text='As it was sent; shown to nobody.', max_length=200, verbose_name='name of the file')),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('image', 'Picture'), ('audio', 'Recording'), ('office', 'Office document')], max_length=6, verbose_name='kind of file')),
                ('extension', models.CharField(max_length=5)),
                ('mime', models.CharField(max_length=80)),
                ('size', models.PositiveIntegerField(help_text='Of what is kept, in bytes.', verbose_name='size')),
                ('sha256', models.CharField(help_text='Of what was sent: a picture is encoded anew.', max_length=64)),
                ('content', models.FileField(blank=True, max_length=80, upload_to=lessons.files.models.attachment._place)),
                ('thumbnail', models.BinaryField(default=bytes, help_text='A small WebP of a picture, or of a first page.')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', help_text="The lesson's: its words are stemmed by it.", max_length=2)),
                ('text', models.TextField(blank=True, help_text='What a PDF says, to be searched.')),
                ('without_words', models.CharField(blank=True, choices=[('locked', 'Its words cannot be searched: it opens with a password. Add a copy without one.'), ('scanned', 'Its words cannot be searched: its pages are pictures. If you have it as text, add that.'), ('damaged', 'Its words cannot be searched: it is damaged, or a part is missing. Send it again.'), ('unreadable', 'Its words cannot be searched: it could not be read.')], help_text='Why.', max_length=10)),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, help_text='When a worker was done with its words.', null=True)),
                ('readings', models.PositiveSmallIntegerField(default=0)),
                ('search', models.GeneratedField(db_persist=True, expression=models.Func(models.F('language'), models.F('text'), function='memoria_words'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ['added_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('circles', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, unique=True)),
            ],
            options={
                'verbose_name': 'audience',
                'verbose_name_plural': 'audiences',
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('introduction', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='introduction')),
                ('visibility', models.CharField(choices=[('private', 'Only me'), ('own_network', 'The network it belongs to'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='private', max_length=20, verbose_name='who may read it')),
                ('share_token', models.CharField(editable=False, max_length=43, null=True, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
            ],
            options={
                'verbose_name': 'collection',
                'verbose_name_plural': 'collections',
                'ordering': ['-updated_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CollectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('introduction', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='introduction')),
                ('visibility', models.CharField(choices=[('private', 'Only me'), ('own_network', 'The network it belongs to'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='private', max_length=20, verbose_name='who may read it')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CollectionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('note', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it is here')),
            ],
            options={
                'verbose_name': 'lesson of a collection',
                'verbose_name_plural': 'lessons of collections',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='CollectionItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('position', models.PositiveIntegerField(verbose_name='position')),
                ('note', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it is here')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='text')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Made with the form: sent twice, kept once.', unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('taken_back_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('hidden_at', models.DateTimeField(editable=False, null=True, verbose_name='hidden')),
                ('hidden_reason', models.TextField(blank=True, editable=False, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it was hidden')),
            ],
            options={
                'verbose_name': 'comment',
                'verbose_name_plural': 'comments',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CommentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Made with the form: sent twice, kept once.')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('taken_back_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                ('hidden_at', models.DateTimeField(editable=False, null=True, verbose_name='hidden')),
                ('hidden_reason', models.TextField(blank=True, editable=False, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it was hidden')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommentMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'mention',
                'verbose_name_plural': 'mentions',
            },
        ),
        migrations.CreateModel(
            name='CommentReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='reason')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CommentReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField(validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='reason')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Consideration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_what', models.CharField(blank=True, max_length=160, verbose_name='used for')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
            ],
            options={
                'verbose_name': 'lesson considered',
                'verbose_name_plural': 'lessons considered',
                'ordering': ['for_what', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Corroboration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='text')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('stance', models.CharField(choices=[('confirms', 'It happened to us too'), ('differs', 'It went differently for us')], max_length=10, verbose_name='stance')),
                ('context', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='context')),
            ],
            options={
                'verbose_name': 'confirmation',
                'verbose_name_plural': 'confirmations',
                'ordering': ['-created_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CorroborationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('text', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='text')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('stance', models.CharField(choices=[('confirms', 'It happened to us too'), ('differs', 'It went differently for us')], max_length=10, verbose_name='stance')),
                ('context', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=3, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('challenge', 'challenge'), ('best_practice', 'best practice'), ('emerging_theme', 'emerging theme'), ('recommendation', 'recommendation'), ('way_of_support', 'way of support')], max_length=20, verbose_name='kind')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text_es', models.CharField(max_length=300, verbose_name='text in Spanish')),
                ('text_en', models.CharField(max_length=300, verbose_name='text in English')),
                ('pole_one_es', models.CharField(blank=True, max_length=120)),
                ('pole_one_en', models.CharField(blank=True, max_length=120)),
                ('pole_two_es', models.CharField(blank=True, max_length=120)),
                ('pole_two_en', models.CharField(blank=True, max_length=120)),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('position', models.PositiveSmallIntegerField(editable=False)),
            ],
            options={
                'verbose_name': 'finding',
                'verbose_name_plural': 'findings',
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Made with the form: sent twice, saved once.', unique=True)),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('what_happened', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what happened')),
                ('insight', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what we learned')),
                ('recommendation', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what you would tell another network')),
                ('context', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='context')),
                ('applies_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='applies when')),
                ('does_not_apply_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='does not apply when')),
                ('result', models.CharField(blank=True, choices=[('worked', 'It worked'), ('partly', 'It worked in part'), ('failed', 'It did not work')], max_length=10, verbose_name='result')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='when it happened')),
                ('evidence', models.CharField(choices=[('own_experience', 'Own experience'), ('several_cases', 'Several cases'), ('evaluation', 'Evaluation'), ('research', 'Research')], default='own_experience', max_length=20, verbose_name='type of evidence')),
                ('sources', models.TextField(blank=True, help_text='One per line: a web address, a document, a person who was there.', validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='sources')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', max_length=2, verbose_name='language of the text')),
                ('visibility', models.CharField(choices=[('own_organisation', 'Only my organisation'), ('own_network', 'Only my network'), ('chosen_networks', 'My network and others I choose'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='own_network', max_length=20, verbose_name='who may read it')),
                ('is_unnamed', models.BooleanField(default=False, help_text="Your name and your organisation's are seen only by the secretariat of your network and by admins. The name of the network stays: check whether the text or the photograph names anyone else.", verbose_name='share it without naming us')),
                ('speaker', models.CharField(blank=True, help_text='For a lesson from the study: who said it, and in what capacity.', max_length=200, verbose_name='said by')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('wording', models.PositiveIntegerField(default=1, editable=False, help_text='Counts the changes of its words; a form says from which one it started.')),
                ('edit_note', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was changed')),
                ('edit_changes_meaning', models.BooleanField(default=False, editable=False)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('superseded', 'Superseded'), ('archived', 'Archived')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='handed in')),
                ('review_on', models.DateField(editable=False, null=True, verbose_name='to be verified again')),
                ('review_months', models.PositiveSmallIntegerField(default=12, editable=False, help_text='How long it is trusted after its publication or a verification.')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('end_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why it is no longer in force')),
                ('taken_down_at', models.DateTimeField(editable=False, null=True, verbose_name='hidden since')),
                ('take_down_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why it was hidden, or shown again')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
                ('search', models.GeneratedField(db_persist=True, expression=models.Func(models.F('language'), models.F('title'), models.F('what_happened'), models.F('insight'), models.F('recommendation'), models.F('context'), models.F('applies_when'), models.F('does_not_apply_when'), function='memoria_lesson_vector'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'verbose_name': 'lesson',
                'verbose_name_plural': 'lessons',
            },
        ),
        migrations.CreateModel(
            name='LessonEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Made with the form: sent twice, saved once.')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('what_happened', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what happened')),
                ('insight', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what we learned')),
                ('recommendation', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what you would tell another network')),
                ('context', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='context')),
                ('applies_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='applies when')),
                ('does_not_apply_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='does not apply when')),
                ('result', models.CharField(blank=True, choices=[('worked', 'It worked'), ('partly', 'It worked in part'), ('failed', 'It did not work')], max_length=10, verbose_name='result')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='when it happened')),
                ('evidence', models.CharField(choices=[('own_experience', 'Own experience'), ('several_cases', 'Several cases'), ('evaluation', 'Evaluation'), ('research', 'Research')], default='own_experience', max_length=20, verbose_name='type of evidence')),
                ('sources', models.TextField(blank=True, help_text='One per line: a web address, a document, a person who was there.', validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='sources')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', max_length=2, verbose_name='language of the text')),
                ('visibility', models.CharField(choices=[('own_organisation', 'Only my organisation'), ('own_network', 'Only my network'), ('chosen_networks', 'My network and others I choose'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='own_network', max_length=20, verbose_name='who may read it')),
                ('is_unnamed', models.BooleanField(default=False, help_text="Your name and your organisation's are seen only by the secretariat of your network and by admins. The name of the network stays: check whether the text or the photograph names anyone else.", verbose_name='share it without naming us')),
                ('speaker', models.CharField(blank=True, help_text='For a lesson from the study: who said it, and in what capacity.', max_length=200, verbose_name='said by')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('edit_note', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was changed')),
                ('edit_changes_meaning', models.BooleanField(default=False, editable=False)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('superseded', 'Superseded'), ('archived', 'Archived')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='handed in')),
                ('review_on', models.DateField(editable=False, null=True, verbose_name='to be verified again')),
                ('review_months', models.PositiveSmallIntegerField(default=12, editable=False, help_text='How long it is trusted after its publication or a verification.')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('end_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why it is no longer in force')),
                ('taken_down_at', models.DateTimeField(editable=False, null=True, verbose_name='hidden since')),
                ('take_down_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why it was hidden, or shown again')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LessonFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.CharField(choices=[('supports', 'supports'), ('contradicts', 'contradicts')], default='supports', max_length=12, verbose_name='stance')),
            ],
            options={
                'verbose_name': 'stance on a finding',
                'verbose_name_plural': 'stances on findings',
                'ordering': ['finding__position'],
            },
        ),
        migrations.CreateModel(
            name='LessonFindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('stance', models.CharField(choices=[('supports', 'supports'), ('contradicts', 'contradicts')], default='supports', max_length=12, verbose_name='stance')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LessonImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('content', models.BinaryField(default=bytes)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('chosen', models.JSONField(default=dict)),
                ('headings', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('words', models.JSONField(default=dict)),
                ('found', models.JSONField(default=dict)),
                ('faulty', models.JSONField(default=list)),
                ('trouble', models.CharField(blank=True, max_length=200)),
                ('written', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('reading', 'being read'), ('read', 'waiting for you to confirm it'), ('writing', 'being written'), ('written', 'saved'), ('broken', 'could not be read'), ('undoing', 'being undone'), ('undone', 'undone')], default='reading', max_length=8)),
                ('publishes', models.BooleanField(default=False)),
                ('whole', models.BooleanField(default=False)),
                ('visibility', models.CharField(choices=[('own_organisation', 'Only my organisation'), ('own_network', 'Only my network'), ('chosen_networks', 'My network and others I choose'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='own_network', max_length=20)),
                ('written_at', models.DateTimeField(null=True)),
                ('removed', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LessonMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='LessonRegionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LessonRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('related', 'related'), ('part_of', 'part of')], max_length=8, verbose_name='kind')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='end')),
            ],
            options={
                'verbose_name': 'relation between lessons',
                'verbose_name_plural': 'relations between lessons',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LessonRelationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('related', 'related'), ('part_of', 'part of')], max_length=8, verbose_name='kind')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='end')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LessonSharingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('confirmed', 'confirmed'), ('differed', 'saw it differently'), ('used', 'used'), ('result_told', 'what came of a use'), ('result_asked', 'what came of your use?'), ('handed_in', 'handed in'), ('returned', 'returned'), ('published', 'published'), ('edited', 'edited'), ('objected', 'objected'), ('reviewed', 'commented in review'), ('due', 'is it still true?'), ('ended', 'no longer in force'), ('meaning_changed', 'its meaning changed'), ('translated', 'translated'), ('commented', 'commented'), ('mentioned', 'mentioned you'), ('reported', 'reported'), ('dead_link', 'a source no longer answers'), ('widened', 'more people read it')], max_length=16)),
                ('about', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('alt', models.CharField(max_length=200, verbose_name='what it shows')),
                ('small', models.BinaryField()),
                ('large', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('added_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'photograph',
                'verbose_name_plural': 'photographs',
            },
        ),
        migrations.CreateModel(
            name='Printout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('learning-pdf', 'Learning pack as PDF'), ('learning-docx', 'Learning pack for Word'), ('handover-pdf', 'Handover pack')], max_length=13, verbose_name='kind of document')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('fingerprint', models.CharField(blank=True, help_text='Of all that is in it, and of how it looks.', max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'waiting its turn'), ('making', 'is being made'), ('made', 'is made'), ('failed', 'could not be made')], default='waiting', max_length=7)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('claimed_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('content', models.FileField(blank=True, max_length=80, upload_to=lessons.printouts.models._place)),
                ('size', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='asked')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
            ],
            options={
                'verbose_name': 'question whether it is still true',
                'verbose_name_plural': 'questions whether it is still true',
            },
        ),
        migrations.CreateModel(
            name='ReviewNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(blank=True, max_length=24, verbose_name='field')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='text')),
                ('kind', models.CharField(choices=[('comment', 'Comment'), ('returned', 'Returned'), ('objection', 'Objection')], default='comment', max_length=10, verbose_name='kind')),
                ('revision', models.PositiveSmallIntegerField(default=0, verbose_name='version')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled')),
            ],
            options={
                'verbose_name': 'note of a review',
                'verbose_name_plural': 'notes of reviews',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('superseded', 'Superseded'), ('archived', 'Archived')], max_length=10, verbose_name='state')),
                ('texts', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('changes_meaning', models.BooleanField(default=False, verbose_name='it changes the meaning')),
                ('at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['lesson', '-number'],
            },
        ),
        migrations.CreateModel(
            name='SourceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500)),
                ('last_checked_at', models.DateTimeField(null=True)),
                ('ok', models.BooleanField(help_text='Unknown until it was asked once.', null=True)),
                ('status', models.PositiveSmallIntegerField(help_text='What it answered; none if it did not.', null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(help_text='When it was passed on that it is dead.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='TalkPreference',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('chosen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='chosen')),
            ],
            options={
                'verbose_name': 'e-mail about conversations',
                'verbose_name_plural': 'e-mail about conversations',
            },
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('what_happened', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what happened')),
                ('insight', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what we learned')),
                ('recommendation', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what you would tell another network')),
                ('context', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='context')),
                ('applies_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='applies when')),
                ('does_not_apply_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='does not apply when')),
                ('speaker', models.CharField(blank=True, max_length=200, verbose_name='said by')),
                ('sources', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='sources')),
                ('of_revision', models.PositiveSmallIntegerField(verbose_name='version of the original')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='when')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('set_aside_at', models.DateTimeField(editable=False, null=True, verbose_name='set aside')),
                ('search', models.GeneratedField(db_persist=True, expression=models.Func(models.F('language'), models.F('title'), models.F('what_happened'), models.F('insight'), models.F('recommendation'), models.F('context'), models.F('applies_when'), models.F('does_not_apply_when'), function='memoria_lesson_vector'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'verbose_name': 'translation',
                'verbose_name_plural': 'translations',
                'ordering': ['lesson', 'language'],
            },
        ),
        migrations.CreateModel(
            name='TranslationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('what_happened', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what happened')),
                ('insight', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what we learned')),
                ('recommendation', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='what you would tell another network')),
                ('context', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='context')),
                ('applies_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='applies when')),
                ('does_not_apply_when', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='does not apply when')),
                ('speaker', models.CharField(blank=True, max_length=200, verbose_name='said by')),
                ('sources', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(6000)], verbose_name='sources')),
                ('of_revision', models.PositiveSmallIntegerField(verbose_name='version of the original')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='when')),
                ('set_aside_at', models.DateTimeField(editable=False, null=True, verbose_name='set aside')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('size', models.PositiveIntegerField()),
                ('mark', models.CharField(blank=True, max_length=40)),
                ('offset', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(default=lessons.files.models.upload.in_a_week)),
            ],
            options={
                'ordering': ['-begun_at'],
            },
        ),
        migrations.CreateModel(
            name='UploadSlice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('offset', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
            ],
            options={
                'ordering': ['offset'],
            },
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreed_at', models.DateTimeField(editable=False, null=True, verbose_name='shown to more readers')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('outcome', models.CharField(choices=[('still_true', 'Still true'), ('needs_change', 'It needs a change'), ('no_longer', 'No longer true')], max_length=12, verbose_name='answer')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('revision', models.PositiveSmallIntegerField(verbose_name='version')),
            ],
            options={
                'verbose_name': 'verification',
                'verbose_name_plural': 'verifications',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Workshop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('code', models.CharField(default=lessons.workshops.models.new_code, editable=False, max_length=8, unique=True, verbose_name='code')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened')),
                ('closes_at', models.DateTimeField(default=lessons.workshops.models.end_of_tomorrow, verbose_name='closes')),
            ],
            options={
                'verbose_name': 'workshop',
                'verbose_name_plural': 'workshops',
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='WorkshopEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened')),
                ('closes_at', models.DateTimeField(default=lessons.workshops.models.end_of_tomorrow, verbose_name='closes')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkshopNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Made by the phone: sent twice, saved once.')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='note')),
                ('question', models.CharField(blank=True, choices=[('what_happened', 'What happened?'), ('insight', 'What did we learn?'), ('recommendation', 'What would we tell another network?')], max_length=14, verbose_name='question it answers')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name of its author')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('set_aside_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='set aside')),
            ],
            options={
                'verbose_name': 'note of a workshop',
                'verbose_name_plural': 'notes of workshops',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='WorkshopNoteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('set_aside_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='set aside')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountOfSteward',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('networks.user',),
        ),
        migrations.CreateModel(
            name='RoleOfSteward',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('networks.membership',),
        ),
        migrations.AddField(
            model_name='application',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='application',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='application',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.application'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='made_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.assessment'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='removed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='audience',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='application',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='audience',
            trigger=pgtrigger.compiler.Trigger(name='is_never_rewritten', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='8ac35f09b83b2d98408f3891fe81f49a00a3774e', operation='UPDATE', pgid='pgtrigger_is_never_rewritten_a7d22', table='lessons_audience', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='collection',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='collection',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='collectionevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='collectionevent',
            name='network',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='collectionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='collectionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.collection'),
        ),
        migrations.AddField(
            model_name='collectionitem',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='collectionitem',
            name='by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='collectionitem',
            name='collection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='lessons.collection'),
        ),
        migrations.AddField(
            model_name='collectionitem',
            name='collection_audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='audience',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='collection',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.collection'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='collection_audience',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.collectionitem'),
        ),
        migrations.AddField(
            model_name='comment',
            name='answering',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='lessons.comment', verbose_name='it answers'),
        ),
        migrations.AddField(
            model_name='comment',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='comment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='comment',
            name='hidden_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='answering',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.comment', verbose_name='it answers'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='audience',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='hidden_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.comment'),
        ),
        migrations.AddField(
            model_name='commentmention',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentioned', to='lessons.comment', verbose_name='comment'),
        ),
        migrations.AddField(
            model_name='commentmention',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='comment',
            name='mentions',
            field=models.ManyToManyField(related_name='+', through='lessons.CommentMention', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentreport',
            name='answered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentreport',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='commentreport',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='lessons.comment', verbose_name='comment'),
        ),
        migrations.AddField(
            model_name='commentreportevent',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentreportevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='commentreportevent',
            name='comment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.comment', verbose_name='comment'),
        ),
        migrations.AddField(
            model_name='commentreportevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='commentreportevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.commentreport'),
        ),
        migrations.AddField(
            model_name='consideration',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='considerations', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='corroboration',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='corroboration',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='corroboration',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='corroboration',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='corroboration',
            name='regions',
            field=models.ManyToManyField(blank=True, related_name='+', to='networks.region', verbose_name='departments'),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='audience',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.corroboration'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='finding_number_once_per_kind'),
        ),
        migrations.AddField(
            model_name='assessmentevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.finding', verbose_name='finding'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='lessons.finding', verbose_name='finding'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='edited_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lesson',
            name='ended_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lesson',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='published_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lesson',
            name='regions',
            field=models.ManyToManyField(blank=True, related_name='lessons', to='networks.region', verbose_name='departments'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='sector',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='networks.sector', verbose_name='sector'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='shared_with',
            field=models.ManyToManyField(blank=True, help_text='Counts while the visibility is CHOSEN_NETWORKS.', related_name='+', to='networks.network', verbose_name='networks it is shared with'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='steward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept_lessons', to=settings.AUTH_USER_MODEL, verbose_name='responsible'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='superseded_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='lessons.lesson', verbose_name='superseded by'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='taken_down_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='corroborationevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='corroboration',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corroborations', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='consideration',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='considerations', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='comment',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='collectionitemevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='collectionitem',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='collection',
            name='lessons',
            field=models.ManyToManyField(related_name='+', through='lessons.CollectionItem', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='applicationevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='application',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='author',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='edited_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='network',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='published_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='sector',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.sector', verbose_name='sector'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='steward',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsible'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='superseded_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='superseded by'),
        ),
        migrations.AddField(
            model_name='lessonevent',
            name='taken_down_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonfinding',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stances', to='lessons.finding', verbose_name='finding'),
        ),
        migrations.AddField(
            model_name='lessonfinding',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stances', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lesson',
            name='findings',
            field=models.ManyToManyField(related_name='lessons', through='lessons.LessonFinding', to='lessons.finding', verbose_name='findings'),
        ),
        migrations.AddField(
            model_name='lessonfindingevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.finding', verbose_name='finding'),
        ),
        migrations.AddField(
            model_name='lessonfindingevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonfindingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='lessonfindingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.lessonfinding'),
        ),
        migrations.AddField(
            model_name='lessonimport',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonimport',
            name='lessons',
            field=models.ManyToManyField(related_name='+', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonimport',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='lessonimport',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonmention',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonmention',
            name='mentioned',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentioned_by', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonregionevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonregionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='lessonregionevent',
            name='region',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.region'),
        ),
        migrations.AddField(
            model_name='lessonrelation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='lessonrelation',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonrelation',
            name='from_lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations_from', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='lessonrelation',
            name='to_lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations_to', to='lessons.lesson', verbose_name='other lesson'),
        ),
        migrations.AddField(
            model_name='lessonrelationevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='lessonrelationevent',
            name='ended_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lessonrelationevent',
            name='from_lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='lessonrelationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='lessonrelationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.lessonrelation'),
        ),
        migrations.AddField(
            model_name='lessonrelationevent',
            name='to_lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='other lesson'),
        ),
        migrations.AddField(
            model_name='lessonsharingevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='lessonsharingevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='lessonsharingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='notice',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='notice',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='notice',
            name='network',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='notice',
            name='to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='photo',
            name='added_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='photo',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='photo',
            name='lesson',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='photo', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='printout',
            name='collection',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.collection'),
        ),
        migrations.AddField(
            model_name='printout',
            name='mailed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='printout',
            name='network',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='printout',
            name='reader',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewask',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='reviewask',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_asks', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_notes', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='revision',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='revision',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='revision',
            name='texts_audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='sourcelink',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='source_links', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='translation',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='translation',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='translation',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='translation',
            name='set_aside_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='translationevent',
            name='audience',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='translationevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='translationevent',
            name='lesson',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='translationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='translationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.translation'),
        ),
        migrations.AddField(
            model_name='translationevent',
            name='set_aside_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='upload',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='upload',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.lesson'),
        ),
        migrations.AddField(
            model_name='uploadslice',
            name='upload',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slices', to='lessons.upload'),
        ),
        migrations.AddField(
            model_name='verification',
            name='audience',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lessons.audience'),
        ),
        migrations.AddField(
            model_name='verification',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='verification',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='facilitator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to=settings.AUTH_USER_MODEL, verbose_name='facilitator'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workshops', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='workshopevent',
            name='facilitator',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='facilitator'),
        ),
        migrations.AddField(
            model_name='workshopevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='workshopevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='workshopevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='lessons.workshop'),
        ),
        migrations.AddField(
            model_name='workshopnote',
            name='lesson',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='workshopnote',
            name='workshop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='lessons.workshop', verbose_name='workshop'),
        ),
        migrations.AddField(
            model_name='workshopnoteevent',
            name='lesson',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='lessons.lesson', verbose_name='lesson'),
        ),
        migrations.AddField(
            model_name='workshopnoteevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='workshopnoteevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lesson_set_aside_at_events', to='lessons.workshopnote'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountofsteward',
            trigger=pgtrigger.compiler.Trigger(name='steward_stays_active', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.is_active AND NOT NEW.is_active)', func="\n    IF EXISTS (SELECT 1 FROM lessons_lesson l WHERE l.steward_id = OLD.id) THEN\n        RAISE EXCEPTION 'person % still answers for lessons', OLD.id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='7f8b818fc626d29491907e9ac89f0c1066f2566d', operation='UPDATE OF "is_active"', pgid='pgtrigger_steward_stays_active_b3199', table='networks_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountofsteward',
            trigger=pgtrigger.compiler.Trigger(name='steward_stays_admin', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.is_admin AND NOT NEW.is_admin)', func="\n    IF EXISTS (SELECT 1 FROM lessons_lesson l WHERE l.steward_id = OLD.id AND NOT EXISTS (\n            SELECT 1 FROM networks_membership m\n            WHERE m.user_id = OLD.id AND m.network_id = l.network_id AND m.role <> 'observer')) THEN\n        RAISE EXCEPTION 'person % still answers for lessons', OLD.id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='490cbbf4500c37deb1400ad2d5be5a7e7d68eeb7', operation='UPDATE OF "is_admin"', pgid='pgtrigger_steward_stays_admin_ff9ed', table='networks_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleofsteward',
            trigger=pgtrigger.compiler.Trigger(name='steward_keeps_role', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF EXISTS (SELECT 1 FROM lessons_lesson l WHERE l.steward_id = OLD.user_id AND l.network_id = OLD.network_id\n        AND NOT EXISTS (SELECT 1 FROM networks_user a WHERE a.id = OLD.user_id AND a.is_admin AND a.is_active)) THEN\n        RAISE EXCEPTION 'person % still answers for lessons', OLD.user_id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='5f97482e524585fb2f5243c5c59aa0a35c8809df', operation='DELETE', pgid='pgtrigger_steward_keeps_role_7abac', table='networks_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleofsteward',
            trigger=pgtrigger.compiler.Trigger(name='steward_keeps_writing', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.role <> 'observer' AND (NEW.role = 'observer' OR NEW.network_id <> OLD.network_id OR NEW.user_id <> OLD.user_id))", func="\n    IF EXISTS (SELECT 1 FROM lessons_lesson l WHERE l.steward_id = OLD.user_id AND l.network_id = OLD.network_id\n        AND NOT EXISTS (SELECT 1 FROM networks_user a WHERE a.id = OLD.user_id AND a.is_admin AND a.is_active)) THEN\n        RAISE EXCEPTION 'person % still answers for lessons', OLD.user_id USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='bc834a8ab69fe509487daf28891e2a460168baaa', operation='UPDATE OF "role", "network_id", "user_id"', pgid='pgtrigger_steward_keeps_writing_d621a', table='networks_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='commentmention',
            constraint=models.UniqueConstraint(fields=('comment', 'person'), name='commentmention_once'),
        ),
        migrations.AddConstraint(
            model_name='commentreport',
            constraint=models.UniqueConstraint(fields=('comment', 'by'), name='commentreport_once_per_person'),
        ),
        migrations.AddConstraint(
            model_name='commentreport',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='commentreport_says_why'),
        ),
        migrations.AddConstraint(
            model_name='commentreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='commentreport_answered_at_and_by_together'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commentreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_commentreportevent" ("answered_at", "answered_by_id", "by_id", "comment_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."by_id", NEW."comment_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason"); RETURN NULL;', hash='5e11198080993fbfbcca773eceb5041f392614ff', operation='INSERT', pgid='pgtrigger_insert_insert_b9f8e', table='lessons_commentreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='commentreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_commentreportevent" ("answered_at", "answered_by_id", "by_id", "comment_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."by_id", NEW."comment_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason"); RETURN NULL;', hash='92bf99553df2a59c64a8ba7c354ead695e3e1599', operation='UPDATE', pgid='pgtrigger_update_update_e0ee7', table='lessons_commentreport', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['network', 'finding', '-made_on', '-id'], name='assessment_newest'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('place__range', (1, 5))), name='assessment_place_is_1_to_5'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_assessmentevent" ("finding_id", "id", "made_by_id", "made_on", "network_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (NEW."finding_id", NEW."id", NEW."made_by_id", NEW."made_on", NEW."network_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place"); RETURN NULL;', hash='4993405bc8e836794bce81af90a909ab326393fb', operation='INSERT', pgid='pgtrigger_insert_insert_1786a', table='lessons_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_assessmentevent" ("finding_id", "id", "made_by_id", "made_on", "network_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place") VALUES (NEW."finding_id", NEW."id", NEW."made_by_id", NEW."made_on", NEW."network_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place"); RETURN NULL;', hash='72d7c987136d3c75f2f2b0ac544f445b91f22639', operation='UPDATE', pgid='pgtrigger_update_update_56580', table='lessons_assessment', when='AFTER')),
        ),
        migrations.CreateModel(
            name='LessonRegion',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('lessons.lesson_regions',),
        ),
        migrations.CreateModel(
            name='LessonSharing',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('lessons.lesson_shared_with',),
        ),
        migrations.AddConstraint(
            model_name='corroboration',
            constraint=models.UniqueConstraint(fields=('lesson', 'by'), name='corroboration_once_per_person'),
        ),
        migrations.AddConstraint(
            model_name='corroboration',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', ['confirms', 'differs'])), name='corroboration_stance_is_known'),
        ),
        migrations.AddConstraint(
            model_name='corroboration',
            constraint=models.CheckConstraint(condition=models.Q(('stance', 'differs'), ('text', ''), _negated=True), name='corroboration_differing_says_how'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='corroboration',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id OR NEW.stance IS DISTINCT FROM OLD.stance OR NEW.text IS DISTINCT FROM OLD.text OR NEW.context IS DISTINCT FROM OLD.context) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='bac452d509f8e259ed1d5f2a3baaffdc906dfd20', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_260e3', table='lessons_corroboration', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='corroboration',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_corroborationevent" ("agreed_at", "audience_id", "by_id", "context", "created_at", "id", "key", "lesson_id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance", "text") VALUES (NEW."agreed_at", NEW."audience_id", NEW."by_id", NEW."context", NEW."created_at", NEW."id", NEW."key", NEW."lesson_id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stance", NEW."text"); RETURN NULL;', hash='58d8f60e94c9b8b1fa7f8ac7405fd6e9f6a03e09', operation='INSERT', pgid='pgtrigger_insert_insert_76da4', table='lessons_corroboration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='corroboration',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_corroborationevent" ("agreed_at", "audience_id", "by_id", "context", "created_at", "id", "key", "lesson_id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance", "text") VALUES (NEW."agreed_at", NEW."audience_id", NEW."by_id", NEW."context", NEW."created_at", NEW."id", NEW."key", NEW."lesson_id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stance", NEW."text"); RETURN NULL;', hash='a09d8b8be3dcd015dacdbfe059e462e1dbe198ef', operation='UPDATE', pgid='pgtrigger_update_update_8e65e', table='lessons_corroboration', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='consideration',
            constraint=models.UniqueConstraint(fields=('user', 'lesson', 'for_what'), name='consideration_once_for_each_thing'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['by', 'created_at'], name='comment_of_one_person'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', False), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), ('taken_back_at', None)), _connector='OR'), name='comment_says_something_or_was_taken_back'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at', None), ('hidden_by', None), ('hidden_reason', '')), models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='comment_hidden_when_by_whom_and_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='6fd126813fcf324b0ffea2e4a746304e221bdf5c', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_15d40', table='lessons_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='answers_one_level', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.answering_id IS NOT NULL)', func="\n                    PERFORM 1 FROM lessons_comment c WHERE c.id = NEW.answering_id AND c.id <> NEW.id\n                        AND c.lesson_id = NEW.lesson_id AND c.answering_id IS NULL;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'comment % answers no comment on its lesson', NEW.id\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='5470b8a84a005d72c135543d96f417a307f90ad0', operation='INSERT OR UPDATE OF "answering_id", "lesson_id"', pgid='pgtrigger_answers_one_level_d7c47', table='lessons_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_commentevent" ("agreed_at", "answering_id", "audience_id", "by_id", "created_at", "hidden_at", "hidden_by_id", "hidden_reason", "id", "key", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_back_at") VALUES (NEW."agreed_at", NEW."answering_id", NEW."audience_id", NEW."by_id", NEW."created_at", NEW."hidden_at", NEW."hidden_by_id", NEW."hidden_reason", NEW."id", NEW."key", NEW."lesson_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."taken_back_at"); RETURN NULL;', hash='db498d0df61bc58febeffa8542b7681b90cfc48f', operation='INSERT', pgid='pgtrigger_insert_insert_65f4b', table='lessons_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreed_at" IS DISTINCT FROM (NEW."agreed_at") OR OLD."answering_id" IS DISTINCT FROM (NEW."answering_id") OR OLD."audience_id" IS DISTINCT FROM (NEW."audience_id") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."hidden_at" IS DISTINCT FROM (NEW."hidden_at") OR OLD."hidden_by_id" IS DISTINCT FROM (NEW."hidden_by_id") OR OLD."hidden_reason" IS DISTINCT FROM (NEW."hidden_reason") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."lesson_id" IS DISTINCT FROM (NEW."lesson_id") OR OLD."taken_back_at" IS DISTINCT FROM (NEW."taken_back_at"))', func='INSERT INTO "lessons_commentevent" ("agreed_at", "answering_id", "audience_id", "by_id", "created_at", "hidden_at", "hidden_by_id", "hidden_reason", "id", "key", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_back_at") VALUES (NEW."agreed_at", NEW."answering_id", NEW."audience_id", NEW."by_id", NEW."created_at", NEW."hidden_at", NEW."hidden_by_id", NEW."hidden_reason", NEW."id", NEW."key", NEW."lesson_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."taken_back_at"); RETURN NULL;', hash='f9cac6c39cc8dc99253720c3a7776faa475c70b1', operation='UPDATE', pgid='pgtrigger_update_update_a0f2b', table='lessons_comment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='collectionitem',
            constraint=models.UniqueConstraint(fields=('collection', 'lesson'), name='collectionitem_lesson_once'),
        ),
        migrations.AddConstraint(
            model_name='collectionitem',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('collection', 'position'), name='collectionitem_one_at_each_position'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collectionitem',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id OR NEW.note IS DISTINCT FROM OLD.note) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='ae1b0cc7cc1b3a7640aa05f60d22dab34e294fb8', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_bb8f9', table='lessons_collectionitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collectionitem',
            trigger=pgtrigger.compiler.Trigger(name='reaches_with_its_collection', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR NEW.note IS DISTINCT FROM OLD.note OR NEW.collection_id <> OLD.collection_id THEN\n        NEW.collection_audience_id = public.memoria_audience_of_collection(NEW.collection_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.collection_audience_id = public.memoria_wider(\n            OLD.collection_audience_id, public.memoria_audience_of_collection(NEW.collection_id));\n    ELSE\n        NEW.collection_audience_id = OLD.collection_audience_id;\n    END IF;\n    RETURN NEW;\n", hash='8506d8294607d6e444021f8336dddf551e94e509', operation='INSERT OR UPDATE', pgid='pgtrigger_reaches_with_its_collection_1649c', table='lessons_collectionitem', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collectionitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_collectionitemevent" ("agreed_at", "audience_id", "by_id", "collection_audience_id", "collection_id", "id", "lesson_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."agreed_at", NEW."audience_id", NEW."by_id", NEW."collection_audience_id", NEW."collection_id", NEW."id", NEW."lesson_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='c87395e6d1075abb494cdc94b7db9ed3cdf0a6c5', operation='INSERT', pgid='pgtrigger_insert_insert_ac7cf', table='lessons_collectionitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collectionitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_collectionitemevent" ("agreed_at", "audience_id", "by_id", "collection_audience_id", "collection_id", "id", "lesson_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."agreed_at", NEW."audience_id", NEW."by_id", NEW."collection_audience_id", NEW."collection_id", NEW."id", NEW."lesson_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='b8dd43688644d06b573a87e52eda325d47b9ecc3', operation='UPDATE', pgid='pgtrigger_update_update_b38d4', table='lessons_collectionitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collectionitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_collectionitemevent" ("agreed_at", "audience_id", "by_id", "collection_audience_id", "collection_id", "id", "lesson_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."agreed_at", OLD."audience_id", OLD."by_id", OLD."collection_audience_id", OLD."collection_id", OLD."id", OLD."lesson_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='564bbce6f8786bd8faa9b1551cdc7905af42af77', operation='DELETE', pgid='pgtrigger_delete_delete_1bf54', table='lessons_collectionitem', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='collection_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['private', 'own_network', 'all_networks', 'public'])), name='collection_visibility_is_known'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('network', None), ('visibility', 'own_network'), _negated=True), name='collection_of_one_network_names_it'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('share_token', ''), _negated=True), name='collection_token_is_no_guess'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_collectionevent" ("by_id", "created_at", "id", "introduction", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "visibility") VALUES (NEW."by_id", NEW."created_at", NEW."id", NEW."introduction", NEW."network_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."visibility"); RETURN NULL;', hash='881e6064478badd44f02b23d4e88e33d8e1011a9', operation='INSERT', pgid='pgtrigger_insert_insert_d8349', table='lessons_collection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."introduction" IS DISTINCT FROM (NEW."introduction") OR OLD."network_id" IS DISTINCT FROM (NEW."network_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))', func='INSERT INTO "lessons_collectionevent" ("by_id", "created_at", "id", "introduction", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "visibility") VALUES (NEW."by_id", NEW."created_at", NEW."id", NEW."introduction", NEW."network_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."visibility"); RETURN NULL;', hash='117fc74db726f6929bab3fe6cfa36047bc65fa6f', operation='UPDATE', pgid='pgtrigger_update_update_22eff', table='lessons_collection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='collection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_collectionevent" ("by_id", "created_at", "id", "introduction", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "visibility") VALUES (OLD."by_id", OLD."created_at", OLD."id", OLD."introduction", OLD."network_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."title", OLD."visibility"); RETURN NULL;', hash='fdf27c5d49dffcfd00865a26cfae575de0151bad', operation='DELETE', pgid='pgtrigger_delete_delete_257a8', table='lessons_collection', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('removed_at', None)), fields=['search'], name='attachment_search'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('read_at', None), ('removed_at', None)), fields=['id'], name='attachment_unread'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('lesson', 'sha256'), name='attachment_once_in_a_lesson'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'image', 'audio', 'office'])), name='attachment_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='attachment_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='attachment_removed_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('removed_at__isnull', False), models.Q(('content', ''), _negated=True), _connector='OR'), name='attachment_that_is_there_has_a_content'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='91c55aac857a36b0f51b7fc1ce1c885736e3b252', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_e82e3', table='lessons_attachment', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(models.F('ask_on'), condition=models.Q(('ask_on__isnull', False), ('withdrawn_at', None)), name='application_result_to_ask'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['worked', 'partly', 'failed', 'too_early'])), name='application_result_is_known'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('used_on', None), models.Q(('used_on__day', 1), ('used_on__lte', django.db.models.expressions.CombinedExpression(django.db.models.functions.datetime.Now(), '+', models.Value(datetime.timedelta(days=1))))), _connector='OR'), name='application_used_in_a_month_that_began'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', 'too_early'), ('told_at', None)), models.Q(('ask_on', None), models.Q(('result', 'too_early'), _negated=True)), _connector='OR'), name='application_result_is_asked_or_told'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('asked__lte', 3)), name='application_asked_three_times_at_most'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id OR NEW.result IS DISTINCT FROM OLD.result OR NEW.text IS DISTINCT FROM OLD.text OR NEW.for_what IS DISTINCT FROM OLD.for_what OR NEW.used_on IS DISTINCT FROM OLD.used_on OR NEW.adapted IS DISTINCT FROM OLD.adapted) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='ef0c2a9c20de26e3094e5338edb364d0e3d3fac8', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_ba4a0', table='lessons_application', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_applicationevent" ("adapted", "agreed_at", "ask_on", "asked", "audience_id", "by_id", "created_at", "for_what", "id", "key", "lesson_id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "text", "told_at", "used_on", "withdrawn_at") VALUES (NEW."adapted", NEW."agreed_at", NEW."ask_on", NEW."asked", NEW."audience_id", NEW."by_id", NEW."created_at", NEW."for_what", NEW."id", NEW."key", NEW."lesson_id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."result", NEW."text", NEW."told_at", NEW."used_on", NEW."withdrawn_at"); RETURN NULL;', hash='8ad2d733a355c1a201b058d4eecc8bb8144b4e3a', operation='INSERT', pgid='pgtrigger_insert_insert_3282f', table='lessons_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_applicationevent" ("adapted", "agreed_at", "ask_on", "asked", "audience_id", "by_id", "created_at", "for_what", "id", "key", "lesson_id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "text", "told_at", "used_on", "withdrawn_at") VALUES (NEW."adapted", NEW."agreed_at", NEW."ask_on", NEW."asked", NEW."audience_id", NEW."by_id", NEW."created_at", NEW."for_what", NEW."id", NEW."key", NEW."lesson_id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."result", NEW."text", NEW."told_at", NEW."used_on", NEW."withdrawn_at"); RETURN NULL;', hash='addcafd04dd5c3867c9e9d5fa42495cd630fbd6e', operation='UPDATE', pgid='pgtrigger_update_update_ed997', table='lessons_application', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='lessonfinding',
            constraint=models.UniqueConstraint(fields=('lesson', 'finding'), name='lessonfinding_one_stance'),
        ),
        migrations.AddConstraint(
            model_name='lessonfinding',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', ['supports', 'contradicts'])), name='lessonfinding_stance_is_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonfinding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonfindingevent" ("finding_id", "id", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance") VALUES (NEW."finding_id", NEW."id", NEW."lesson_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stance"); RETURN NULL;', hash='601d20068f458b71bcd4dba41113f453e4312e85', operation='INSERT', pgid='pgtrigger_insert_insert_776c4', table='lessons_lessonfinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonfinding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_lessonfindingevent" ("finding_id", "id", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance") VALUES (NEW."finding_id", NEW."id", NEW."lesson_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stance"); RETURN NULL;', hash='86c2e8664df072ba6e4f75e6f232309b5da5db3e', operation='UPDATE', pgid='pgtrigger_update_update_f1551', table='lessons_lessonfinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonfinding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonfindingevent" ("finding_id", "id", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance") VALUES (OLD."finding_id", OLD."id", OLD."lesson_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."stance"); RETURN NULL;', hash='b742b8fa8eaf55973801cf94d9a68d9f9d178468', operation='DELETE', pgid='pgtrigger_delete_delete_86000', table='lessons_lessonfinding', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='lesson_search'),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.Func(models.F('title'), function='memoria_fold'), name='gin_trgm_ops'), name='lesson_title_similar'),
        ),
        migrations.AddIndex(
            model_name='lesson',
            index=models.Index(models.OrderBy(models.F('published_at'), descending=True), name='lesson_newest'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['own_organisation', 'own_network', 'chosen_networks', 'all_networks', 'public'])), name='lesson_visibility_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('organisation', None), ('visibility', 'own_organisation'), _negated=True), name='lesson_of_one_organisation_names_it'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['', 'worked', 'partly', 'failed'])), name='lesson_result_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('evidence__in', ['own_experience', 'several_cases', 'evaluation', 'research'])), name='lesson_evidence_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('language', ''), _negated=True), name='lesson_has_a_language'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='lesson_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), models.Q(('what_happened', ''), ('insight', ''), ('recommendation', ''), _connector='OR', _negated=True), _connector='OR'), name='lesson_published_says_the_essential'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('author__isnull', False), ('network__isnull', False), ('steward__isnull', False)), models.Q(('author', None), ('network', None), ('steward', None), ('visibility', 'public'), models.Q(('speaker', ''), _negated=True)), _connector='OR'), name='lesson_of_a_network_or_of_the_study'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), models.Q(('network', None), ('published_at__isnull', False)), _connector='OR'), name='lesson_published_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('state__in', ('draft', 'in_review'))), models.Q(('published_at__isnull', False), ('state__in', ['published', 'superseded', 'archived'])), _connector='OR'), name='lesson_state_and_publication_agree'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_review'), ('submitted_at__isnull', False)), models.Q(('state', 'in_review'), _negated=True), _connector='OR'), name='lesson_state_in_review_was_handed_in'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('review_on__isnull', False), ('state', 'published')), models.Q(('review_on', None), models.Q(models.Q(('state', 'published'), _negated=True), ('network', None), _connector='OR')), _connector='OR'), name='lesson_state_in_force_has_a_review_date'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'superseded'), ('superseded_by__isnull', False)), models.Q(('superseded_by', None), models.Q(('state', 'superseded'), _negated=True)), _connector='OR'), name='lesson_state_superseded_says_by_which'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ('superseded', 'archived'))), models.Q(('end_reason', ''), ('ended_at', None), ('ended_by', None), models.Q(('state__in', ('superseded', 'archived')), _negated=True)), _connector='OR'), name='lesson_state_ended_says_when'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('end_reason', ''), ('state', 'archived'), _negated=True), name='lesson_state_archived_tells_why'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_down_at', None), ('taken_down_by', None)), models.Q(('published_at__isnull', False), ('taken_down_at__isnull', False), ('taken_down_by__isnull', False), models.Q(('take_down_reason', ''), _negated=True)), _connector='OR'), name='lesson_taken_down_once_published_and_says_why'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(('review_months__range', (1, 36))), name='lesson_state_review_in_1_to_36_months'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='has_an_active_steward', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.network_id IS NOT NULL)', func="\n    PERFORM 1 FROM networks_user u WHERE u.id = NEW.steward_id AND u.is_active AND u.is_admin FOR SHARE;\n    IF NOT FOUND THEN\n        PERFORM 1 FROM networks_membership m JOIN networks_user u ON u.id = m.user_id\n            WHERE u.id = NEW.steward_id AND u.is_active AND m.network_id = NEW.network_id AND m.role <> 'observer'\n            FOR SHARE;\n        IF NOT FOUND THEN\n            RAISE EXCEPTION 'lesson % has no active steward', NEW.id USING ERRCODE = 'check_violation';\n        END IF;\n    END IF;\n    RETURN NEW;\n", hash='4c490a55dc00a10d7b3300297bd6197b43c37b0c', operation='INSERT OR UPDATE OF "steward_id", "network_id"', pgid='pgtrigger_has_an_active_steward_42f09', table='lessons_lesson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='moves_as_the_table_says', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{archived:published,draft:in_review,draft:published,in_review:draft,in_review:published,published:archived,published:superseded,superseded:published}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='c13f05a25d0c2276cfe31ff077ce9095bf93cf12', operation='UPDATE', pgid='pgtrigger_moves_as_the_table_says_41a63', table='lessons_lesson', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='counts_its_words', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."applies_when" IS DISTINCT FROM (NEW."applies_when") OR OLD."context" IS DISTINCT FROM (NEW."context") OR OLD."does_not_apply_when" IS DISTINCT FROM (NEW."does_not_apply_when") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."happened_on" IS DISTINCT FROM (NEW."happened_on") OR OLD."insight" IS DISTINCT FROM (NEW."insight") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."recommendation" IS DISTINCT FROM (NEW."recommendation") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."sources" IS DISTINCT FROM (NEW."sources") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_happened" IS DISTINCT FROM (NEW."what_happened"))', func='NEW.wording = OLD.wording + 1; RETURN NEW;', hash='b218c87a6533bc881bc9bd2444f8a0761431aa29', operation='UPDATE', pgid='pgtrigger_counts_its_words_893d5', table='lessons_lesson', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='keeps_each_version', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE kept jsonb; last_kept jsonb; last integer; said_in text; writer bigint; why text; meaning boolean;', func="\n    IF NEW.state <> 'draft' THEN\n        kept := jsonb_build_object('title', NEW.title, 'what_happened', NEW.what_happened, 'insight', NEW.insight, 'recommendation', NEW.recommendation, 'context', NEW.context, 'applies_when', NEW.applies_when, 'does_not_apply_when', NEW.does_not_apply_when, 'sources', NEW.sources, 'result', NEW.result, 'evidence', NEW.evidence, 'happened_on', NEW.happened_on, 'language', NEW.language); said_in := NEW.state; writer := NEW.edited_by_id;\n        why := NEW.edit_note; meaning := NEW.edit_changes_meaning;\n    ELSIF TG_OP = 'UPDATE' AND OLD.edited_by_id IS DISTINCT FROM NEW.edited_by_id THEN\n        kept := jsonb_build_object('title', OLD.title, 'what_happened', OLD.what_happened, 'insight', OLD.insight, 'recommendation', OLD.recommendation, 'context', OLD.context, 'applies_when', OLD.applies_when, 'does_not_apply_when', OLD.does_not_apply_when, 'sources', OLD.sources, 'result', OLD.result, 'evidence', OLD.evidence, 'happened_on', OLD.happened_on, 'language', OLD.language); said_in := OLD.state;\n        writer := COALESCE(OLD.edited_by_id, OLD.author_id); why := ''; meaning := FALSE;\n    ELSE\n        RETURN NULL;\n    END IF;\n    SELECT r.number, r.texts INTO last, last_kept FROM lessons_revision r\n        WHERE r.lesson_id = NEW.id ORDER BY r.number DESC LIMIT 1;\n    IF last_kept IS DISTINCT FROM kept THEN\n        INSERT INTO lessons_revision (lesson_id, number, state, texts, by_id, note, changes_meaning, at)\n            VALUES (NEW.id, COALESCE(last, 0) + 1, said_in, kept, COALESCE(writer, NEW.author_id), why, meaning, NOW());\n    END IF;\n    RETURN NULL;\n", hash='eff0af9434cad92d99d6da53215d1176e711563c', operation='INSERT OR UPDATE', pgid='pgtrigger_keeps_each_version_4237a', table='lessons_lesson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='is_superseded_by_one_in_force', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.superseded_by_id IS NOT NULL)', func="\n    PERFORM 1 FROM lessons_lesson l WHERE l.id = NEW.superseded_by_id AND l.id <> NEW.id\n        AND l.state = 'published' FOR SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'lesson % is superseded by one that is not in force', NEW.id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='0b8b03519cfecbd84af0e6b38fa170e2b95b8880', operation='INSERT OR UPDATE OF "superseded_by_id"', pgid='pgtrigger_is_superseded_by_one_in_force_ddac8', table='lessons_lesson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='stays_once_published', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.published_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3d5929096431e569f7249724fcbdfecf39acccba', operation='DELETE', pgid='pgtrigger_stays_once_published_e2ce5', table='lessons_lesson', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='reaches_others', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_unnamed" IS DISTINCT FROM (NEW."is_unnamed") OR OLD."network_id" IS DISTINCT FROM (NEW."network_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility"))', declare='DECLARE reached bigint; nobody bigint; last integer;', func="\n        reached := public.memoria_audience_of_lesson(NEW.id);\n        nobody := public.memoria_audience('{}');\n        SELECT max(r.number) INTO last FROM lessons_revision r WHERE r.lesson_id = NEW.id;\n        IF OLD.published_at IS NULL AND NEW.published_at IS NOT NULL THEN\n            UPDATE lessons_attachment SET audience_id = reached WHERE lesson_id = NEW.id;\n            UPDATE lessons_photo SET audience_id = reached WHERE lesson_id = NEW.id;\n            UPDATE lessons_revision SET audience_id = reached WHERE lesson_id = NEW.id AND number = last;\n        END IF;\n        IF OLD.is_unnamed <> NEW.is_unnamed THEN\n            UPDATE lessons_revision SET audience_id = nobody, texts_audience_id = nobody\n                WHERE lesson_id = NEW.id AND number < last;\n        END IF;\n        IF NEW.is_unnamed AND NOT OLD.is_unnamed THEN\n            UPDATE lessons_translation SET audience_id = nobody WHERE lesson_id = NEW.id AND of_revision < last;\n        END IF;\n        UPDATE lessons_revision SET texts_audience_id = public.memoria_wider(texts_audience_id, reached)\n            WHERE lesson_id = NEW.id AND number = last;\n        RETURN NULL;\n    ", hash='8b41753eace8588504a038d9715a610cb64f1cea', operation='UPDATE', pgid='pgtrigger_reaches_others_587b1', table='lessons_lesson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonevent" ("applies_when", "author_id", "context", "created_at", "does_not_apply_when", "edit_changes_meaning", "edit_note", "edited_by_id", "end_reason", "ended_at", "ended_by_id", "evidence", "happened_on", "id", "insight", "is_unnamed", "key", "language", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "recommendation", "result", "review_months", "review_on", "sector_id", "sources", "speaker", "state", "steward_id", "submitted_at", "superseded_by_id", "take_down_reason", "taken_down_at", "taken_down_by_id", "title", "updated_at", "visibility", "what_happened") VALUES (NEW."applies_when", NEW."author_id", NEW."context", NEW."created_at", NEW."does_not_apply_when", NEW."edit_changes_meaning", NEW."edit_note", NEW."edited_by_id", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."evidence", NEW."happened_on", NEW."id", NEW."insight", NEW."is_unnamed", NEW."key", NEW."language", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."recommendation", NEW."result", NEW."review_months", NEW."review_on", NEW."sector_id", NEW."sources", NEW."speaker", NEW."state", NEW."steward_id", NEW."submitted_at", NEW."superseded_by_id", NEW."take_down_reason", NEW."taken_down_at", NEW."taken_down_by_id", NEW."title", NEW."updated_at", NEW."visibility", NEW."what_happened"); RETURN NULL;', hash='05d6d9849b4e56097f34080605b2f297cff10867', operation='INSERT', pgid='pgtrigger_insert_insert_cb183', table='lessons_lesson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lesson',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.* IS DISTINCT FROM NEW.* AND (OLD.state <> 'draft' OR NEW.state <> 'draft' OR OLD.network_id IS DISTINCT FROM NEW.network_id OR OLD.organisation_id IS DISTINCT FROM NEW.organisation_id OR OLD.author_id IS DISTINCT FROM NEW.author_id OR OLD.steward_id IS DISTINCT FROM NEW.steward_id OR OLD.edited_by_id IS DISTINCT FROM NEW.edited_by_id OR OLD.visibility IS DISTINCT FROM NEW.visibility OR OLD.is_unnamed IS DISTINCT FROM NEW.is_unnamed))", func='INSERT INTO "lessons_lessonevent" ("applies_when", "author_id", "context", "created_at", "does_not_apply_when", "edit_changes_meaning", "edit_note", "edited_by_id", "end_reason", "ended_at", "ended_by_id", "evidence", "happened_on", "id", "insight", "is_unnamed", "key", "language", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "recommendation", "result", "review_months", "review_on", "sector_id", "sources", "speaker", "state", "steward_id", "submitted_at", "superseded_by_id", "take_down_reason", "taken_down_at", "taken_down_by_id", "title", "updated_at", "visibility", "what_happened") VALUES (NEW."applies_when", NEW."author_id", NEW."context", NEW."created_at", NEW."does_not_apply_when", NEW."edit_changes_meaning", NEW."edit_note", NEW."edited_by_id", NEW."end_reason", NEW."ended_at", NEW."ended_by_id", NEW."evidence", NEW."happened_on", NEW."id", NEW."insight", NEW."is_unnamed", NEW."key", NEW."language", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."recommendation", NEW."result", NEW."review_months", NEW."review_on", NEW."sector_id", NEW."sources", NEW."speaker", NEW."state", NEW."steward_id", NEW."submitted_at", NEW."superseded_by_id", NEW."take_down_reason", NEW."taken_down_at", NEW."taken_down_by_id", NEW."title", NEW."updated_at", NEW."visibility", NEW."what_happened"); RETURN NULL;', hash='a1c99d9d4036ddf94025f0665455ebc9d351c880', operation='UPDATE', pgid='pgtrigger_update_update_6db5b', table='lessons_lesson', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='lessonimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reading', 'read', 'writing', 'written', 'broken', 'undoing', 'undone'])), name='lessonimport_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lessonimport',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'broken'), ('trouble', ''), _negated=True), name='lessonimport_broken_says_why'),
        ),
        migrations.AddConstraint(
            model_name='lessonimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['written', 'undoing', 'undone']), ('written_at__isnull', False)), models.Q(('state__in', ['reading', 'read', 'writing', 'broken']), ('written_at', None)), _connector='OR'), name='lessonimport_written_says_when'),
        ),
        migrations.AddConstraint(
            model_name='lessonmention',
            constraint=models.UniqueConstraint(fields=('lesson', 'mentioned'), name='lessonmention_once'),
        ),
        migrations.AddConstraint(
            model_name='lessonmention',
            constraint=models.CheckConstraint(condition=models.Q(('lesson', models.F('mentioned')), _negated=True), name='lessonmention_of_another'),
        ),
        migrations.AddConstraint(
            model_name='lessonrelation',
            constraint=models.CheckConstraint(condition=models.Q(('from_lesson', models.F('to_lesson')), _negated=True), name='lessonrelation_between_two'),
        ),
        migrations.AddConstraint(
            model_name='lessonrelation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['related', 'part_of'])), name='lessonrelation_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='lessonrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'related'), _negated=True), ('from_lesson__lt', models.F('to_lesson')), _connector='OR'), name='lessonrelation_related_in_one_order'),
        ),
        migrations.AddConstraint(
            model_name='lessonrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='lessonrelation_ended_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='lessonrelation',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Least('from_lesson', 'to_lesson'), django.db.models.functions.comparison.Greatest('from_lesson', 'to_lesson'), condition=models.Q(('ended_at', None)), name='lessonrelation_one_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonrelation',
            trigger=pgtrigger.compiler.Trigger(name='has_no_circle', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.kind = 'part_of' AND NEW.ended_at IS NULL)", func="\n    PERFORM pg_advisory_xact_lock('lessons_lessonrelation'::regclass::oid::bigint);\n    IF EXISTS (\n        WITH RECURSIVE above(id) AS (\n            SELECT NEW.to_lesson_id\n            UNION\n            SELECT r.to_lesson_id FROM lessons_lessonrelation r JOIN above ON r.from_lesson_id = above.id\n                WHERE r.kind = 'part_of' AND r.ended_at IS NULL\n        )\n        SELECT 1 FROM above WHERE id = NEW.from_lesson_id\n    ) THEN\n        RAISE EXCEPTION 'lesson % would be a part of itself: lessonrelation_no_circle', NEW.from_lesson_id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='a06509c8c15941bc9252dea0ceb29dbe6343757e', operation='INSERT OR UPDATE', pgid='pgtrigger_has_no_circle_65107', table='lessons_lessonrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonrelation',
            trigger=pgtrigger.compiler.Trigger(name='says_what_it_said', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."from_lesson_id" IS DISTINCT FROM (NEW."from_lesson_id") OR OLD."to_lesson_id" IS DISTINCT FROM (NEW."to_lesson_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."at" IS DISTINCT FROM (NEW."at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0617938af6bc4a27f499247cfe4909f23a6cc378', operation='UPDATE', pgid='pgtrigger_says_what_it_said_589ce', table='lessons_lessonrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonrelation',
            trigger=pgtrigger.compiler.Trigger(name='ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.ended_at IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0b7a5abf2fc39872a545bdc8cee4231402af839d', operation='UPDATE', pgid='pgtrigger_ends_once_98536', table='lessons_lessonrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonrelation',
            trigger=pgtrigger.compiler.Trigger(name='is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a300c387cbe8585139ee0810ce15e730e9450f83', operation='DELETE', pgid='pgtrigger_is_never_deleted_708fb', table='lessons_lessonrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonrelation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonrelationevent" ("at", "by_id", "ended_at", "ended_by_id", "from_lesson_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_lesson_id") VALUES (NEW."at", NEW."by_id", NEW."ended_at", NEW."ended_by_id", NEW."from_lesson_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."to_lesson_id"); RETURN NULL;', hash='514cb62282fa5a11d812a959b2779961d0c22bb6', operation='INSERT', pgid='pgtrigger_insert_insert_16cec', table='lessons_lessonrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonrelation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "lessons_lessonrelationevent" ("at", "by_id", "ended_at", "ended_by_id", "from_lesson_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_lesson_id") VALUES (NEW."at", NEW."by_id", NEW."ended_at", NEW."ended_by_id", NEW."from_lesson_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."to_lesson_id"); RETURN NULL;', hash='8efe7f4ba1770248749d4b47e9f65f3f4cb1de30', operation='UPDATE', pgid='pgtrigger_update_update_cf43a', table='lessons_lessonrelation', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['to', '-created_at'], name='notice_newest'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('to', 'kind', 'about'), name='notice_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notice',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='ce57150a927e15c417b36afbb368192bd9ba6a09', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_984a2', table='lessons_notice', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='photo_is_described'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='photo',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id OR NEW.small IS DISTINCT FROM OLD.small OR NEW.large IS DISTINCT FROM OLD.large) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF NEW.alt IS DISTINCT FROM OLD.alt THEN\n        NEW.audience_id = (\n            SELECT CASE public.memoria_wider(OLD.audience_id, reached)\n                WHEN OLD.audience_id THEN reached WHEN reached THEN OLD.audience_id\n                ELSE public.memoria_audience('{}') END\n            FROM public.memoria_audience_of_lesson(NEW.lesson_id) AS reached);\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='971818029852f16e2fe70f0c4f5394f669dc9251', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_8dc4d', table='lessons_photo', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('reader', 0), condition=models.Q(('state', 'making')), name='printout_one_at_a_time_for_a_person'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.UniqueConstraint(condition=models.Q(('fingerprint', ''), _negated=True), fields=('fingerprint',), name='printout_version_once'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('collection__isnull', False), ('kind__in', ['learning-pdf', 'learning-docx']), ('network', None)), models.Q(('collection', None), ('kind', 'handover-pdf'), ('network__isnull', False), ('reader__isnull', False)), _connector='OR'), name='printout_is_of_what_its_kind_says'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('mailed_by', None), models.Q(('fingerprint', ''), _negated=True)), models.Q(('fingerprint', ''), ('kind', 'handover-pdf'), ('mailed_by__isnull', False)), _connector='OR'), name='printout_is_kept_or_mailed'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', False), ('state', 'making')), models.Q(('claimed_at', None), ('state__in', ['waiting', 'made', 'failed'])), _connector='OR'), name='printout_being_made_is_claimed'),
        ),
        migrations.AddConstraint(
            model_name='printout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'made'), models.Q(('content', ''), _negated=True)), models.Q(models.Q(('state', 'made'), _negated=True), ('content', '')), _connector='OR'), name='printout_made_has_a_content'),
        ),
        migrations.AddConstraint(
            model_name='reviewask',
            constraint=models.UniqueConstraint(fields=('person', 'lesson', 'due_on'), name='reviewask_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewnote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='reviewnote_says_something'),
        ),
        migrations.AddConstraint(
            model_name='reviewnote',
            constraint=models.CheckConstraint(condition=models.Q(('field__in', ['', 'title', 'what_happened', 'insight', 'recommendation', 'context', 'applies_when', 'does_not_apply_when', 'sources', 'result', 'evidence', 'happened_on', 'language'])), name='reviewnote_field_is_known'),
        ),
        migrations.AddConstraint(
            model_name='reviewnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['comment', 'returned', 'objection'])), name='reviewnote_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='reviewnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='reviewnote_settled_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('lesson', 'number'), name='revision_number_once_per_lesson'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='is_never_rewritten', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lesson_id" IS DISTINCT FROM (NEW."lesson_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."texts" IS DISTINCT FROM (NEW."texts") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."changes_meaning" IS DISTINCT FROM (NEW."changes_meaning") OR OLD."at" IS DISTINCT FROM (NEW."at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='934e69b8dd2097abbd8c13edb20fd9f39eebb1c3', operation='UPDATE', pgid='pgtrigger_is_never_rewritten_3e954', table='lessons_revision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='133f273f3b9543502800a6976116f4eab2b5651b', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_508ee', table='lessons_revision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='reaches_with_its_texts', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'INSERT' THEN\n                        NEW.texts_audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n                    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n                        NEW.texts_audience_id = public.memoria_wider(\n                            OLD.texts_audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n                    ELSIF pg_trigger_depth() = 1 THEN\n                        NEW.texts_audience_id = OLD.texts_audience_id;\n                    END IF;\n                    RETURN NEW;\n                ", hash='87f5088a59ea9e05a612ff314aa2984c5017ef53', operation='INSERT OR UPDATE', pgid='pgtrigger_reaches_with_its_texts_b6602', table='lessons_revision', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='sourcelink',
            index=models.Index(fields=['url'], name='sourcelink_url'),
        ),
        migrations.AddConstraint(
            model_name='sourcelink',
            constraint=models.UniqueConstraint(fields=('lesson', 'url'), name='sourcelink_once_in_a_lesson'),
        ),
        migrations.AddConstraint(
            model_name='sourcelink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failing_since', None), ('failures', 0)), models.Q(('failing_since__isnull', False), ('failures__gt', 0), ('ok', False)), _connector='OR'), name='sourcelink_failing_since_the_first_failure'),
        ),
        migrations.AddIndex(
            model_name='translation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='translation_search'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('lesson', 'language'), name='translation_one_per_language'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='translation_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(('language', ''), _negated=True), name='translation_has_a_language'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('set_aside_at', None), ('set_aside_by', None)), models.Q(('set_aside_at__isnull', False), ('set_aside_by__isnull', False)), _connector='OR'), name='translation_set_aside_at_and_by_together'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id OR NEW.of_revision IS DISTINCT FROM OLD.of_revision OR NEW.title IS DISTINCT FROM OLD.title OR NEW.what_happened IS DISTINCT FROM OLD.what_happened OR NEW.insight IS DISTINCT FROM OLD.insight OR NEW.recommendation IS DISTINCT FROM OLD.recommendation OR NEW.context IS DISTINCT FROM OLD.context OR NEW.applies_when IS DISTINCT FROM OLD.applies_when OR NEW.does_not_apply_when IS DISTINCT FROM OLD.does_not_apply_when) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='a97d44e897d1210bd46fec4ad1ce7bb4bae84e72', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_fb476', table='lessons_translation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='is_of_a_version', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    PERFORM 1 FROM lessons_revision r JOIN lessons_lesson l ON l.id = r.lesson_id\n        WHERE r.lesson_id = NEW.lesson_id AND r.number = NEW.of_revision AND l.language <> NEW.language;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'lesson % has no version % in another language than this', NEW.lesson_id, NEW.of_revision\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='5570f82a21bd0c9c976f10435582efcd90fee50c', operation='INSERT OR UPDATE OF "of_revision", "language"', pgid='pgtrigger_is_of_a_version_155bc', table='lessons_translation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_translationevent" ("agreed_at", "applies_when", "at", "audience_id", "by_id", "context", "does_not_apply_when", "id", "insight", "language", "lesson_id", "of_revision", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation", "set_aside_at", "set_aside_by_id", "sources", "speaker", "title", "what_happened") VALUES (NEW."agreed_at", NEW."applies_when", NEW."at", NEW."audience_id", NEW."by_id", NEW."context", NEW."does_not_apply_when", NEW."id", NEW."insight", NEW."language", NEW."lesson_id", NEW."of_revision", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recommendation", NEW."set_aside_at", NEW."set_aside_by_id", NEW."sources", NEW."speaker", NEW."title", NEW."what_happened"); RETURN NULL;', hash='ecc29d5d280f1b5bd800600889a1b8390d4387fa', operation='INSERT', pgid='pgtrigger_insert_insert_8cdb7', table='lessons_translation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='translation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreed_at" IS DISTINCT FROM (NEW."agreed_at") OR OLD."applies_when" IS DISTINCT FROM (NEW."applies_when") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."audience_id" IS DISTINCT FROM (NEW."audience_id") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."context" IS DISTINCT FROM (NEW."context") OR OLD."does_not_apply_when" IS DISTINCT FROM (NEW."does_not_apply_when") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."insight" IS DISTINCT FROM (NEW."insight") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."lesson_id" IS DISTINCT FROM (NEW."lesson_id") OR OLD."of_revision" IS DISTINCT FROM (NEW."of_revision") OR OLD."recommendation" IS DISTINCT FROM (NEW."recommendation") OR OLD."set_aside_at" IS DISTINCT FROM (NEW."set_aside_at") OR OLD."set_aside_by_id" IS DISTINCT FROM (NEW."set_aside_by_id") OR OLD."sources" IS DISTINCT FROM (NEW."sources") OR OLD."speaker" IS DISTINCT FROM (NEW."speaker") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_happened" IS DISTINCT FROM (NEW."what_happened"))', func='INSERT INTO "lessons_translationevent" ("agreed_at", "applies_when", "at", "audience_id", "by_id", "context", "does_not_apply_when", "id", "insight", "language", "lesson_id", "of_revision", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recommendation", "set_aside_at", "set_aside_by_id", "sources", "speaker", "title", "what_happened") VALUES (NEW."agreed_at", NEW."applies_when", NEW."at", NEW."audience_id", NEW."by_id", NEW."context", NEW."does_not_apply_when", NEW."id", NEW."insight", NEW."language", NEW."lesson_id", NEW."of_revision", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recommendation", NEW."set_aside_at", NEW."set_aside_by_id", NEW."sources", NEW."speaker", NEW."title", NEW."what_happened"); RETURN NULL;', hash='6b6be229f879a927375eca4a9babcad3baf9c94e', operation='UPDATE', pgid='pgtrigger_update_update_7ba4e', table='lessons_translation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('by', 'lesson', 'name', 'size', 'mark'), name='upload_once_of_a_file'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('offset__lte', models.F('size'))), name='upload_no_larger_than_it_said'),
        ),
        migrations.AddConstraint(
            model_name='uploadslice',
            constraint=models.UniqueConstraint(fields=('upload', 'offset'), name='uploadslice_once'),
        ),
        migrations.AddConstraint(
            model_name='verification',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['still_true', 'needs_change', 'no_longer'])), name='verification_outcome_is_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verification',
            trigger=pgtrigger.compiler.Trigger(name='notes_whom_it_reaches', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'INSERT' OR (NEW.lesson_id IS DISTINCT FROM OLD.lesson_id OR NEW.note IS DISTINCT FROM OLD.note) THEN\n        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);\n    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN\n        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));\n    ELSIF pg_trigger_depth() = 1 THEN\n        NEW.audience_id = OLD.audience_id;\n    END IF;\n    RETURN NEW;\n", hash='72c8515c282a20ef3f18a918d33b335bf305a5b2', operation='INSERT OR UPDATE', pgid='pgtrigger_notes_whom_it_reaches_a34bb', table='lessons_verification', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='workshop',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='workshop_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='workshop',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^([23456789ABCDEFGHJKLMNPQRSTUVWXYZ]{6}|[23456789ABCDEFGHJKLMNPQRSTUVWXYZ]{8})$')), name='workshop_code_can_be_read_aloud'),
        ),
        migrations.AddConstraint(
            model_name='workshop',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gte', models.F('opened_at'))), name='workshop_closes_after_it_opens'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workshop',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_workshopevent" ("closes_at", "facilitator_id", "id", "network_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."closes_at", NEW."facilitator_id", NEW."id", NEW."network_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title"); RETURN NULL;', hash='6d487b169e550637632d03c9b9529c346cb93b9b', operation='INSERT', pgid='pgtrigger_insert_insert_24e16', table='lessons_workshop', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workshop',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closes_at" IS DISTINCT FROM (NEW."closes_at") OR OLD."facilitator_id" IS DISTINCT FROM (NEW."facilitator_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."network_id" IS DISTINCT FROM (NEW."network_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "lessons_workshopevent" ("closes_at", "facilitator_id", "id", "network_id", "opened_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."closes_at", NEW."facilitator_id", NEW."id", NEW."network_id", NEW."opened_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title"); RETURN NULL;', hash='f5c8bbd439bd78a724028bbb7e677e6df21e69c2', operation='UPDATE', pgid='pgtrigger_update_update_7c311', table='lessons_workshop', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='workshopnote',
            constraint=models.UniqueConstraint(fields=('workshop', 'key'), name='workshopnote_once'),
        ),
        migrations.AddConstraint(
            model_name='workshopnote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='workshopnote_says_something'),
        ),
        migrations.AddConstraint(
            model_name='workshopnote',
            constraint=models.CheckConstraint(condition=models.Q(('question__in', ['', 'what_happened', 'insight', 'recommendation'])), name='workshopnote_question_is_known'),
        ),
        migrations.AddConstraint(
            model_name='workshopnote',
            constraint=models.CheckConstraint(condition=models.Q(('lesson', None), ('set_aside_at', None), _connector='OR'), name='workshopnote_in_a_draft_or_set_aside'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workshopnote',
            trigger=pgtrigger.compiler.Trigger(name='is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='87f73df0b6e69d73bf97e5369a3f9353021e9db9', operation='DELETE', pgid='pgtrigger_is_never_deleted_8158c', table='lessons_workshopnote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workshopnote',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lesson_id" IS DISTINCT FROM (NEW."lesson_id") OR OLD."set_aside_at" IS DISTINCT FROM (NEW."set_aside_at"))', func='INSERT INTO "lessons_workshopnoteevent" ("lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "set_aside_at") VALUES (NEW."lesson_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."set_aside_at"); RETURN NULL;', hash='24e13033eee0bf8647855a55f9338d482c49072d', operation='UPDATE', pgid='pgtrigger_update_update_44b12', table='lessons_workshopnote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonregion',
            trigger=pgtrigger.compiler.Trigger(name='region_add_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonregionevent" ("id", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "region_id") VALUES (NEW."id", NEW."lesson_id", _pgh_attach_context(), NOW(), \'region.add\', NEW."region_id"); RETURN NULL;', hash='01d9e7efc647f3997e0dd39dd9f2c7ab02e924e6', operation='INSERT', pgid='pgtrigger_region_add_insert_aafac', table='lessons_lesson_regions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonregion',
            trigger=pgtrigger.compiler.Trigger(name='region_remove_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonregionevent" ("id", "lesson_id", "pgh_context_id", "pgh_created_at", "pgh_label", "region_id") VALUES (OLD."id", OLD."lesson_id", _pgh_attach_context(), NOW(), \'region.remove\', OLD."region_id"); RETURN NULL;', hash='ab31efc1a4c07758dcce09b98416755ee546e4a5', operation='DELETE', pgid='pgtrigger_region_remove_delete_75b92', table='lessons_lesson_regions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonsharing',
            trigger=pgtrigger.compiler.Trigger(name='reaches_one_more_network', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE reached bigint;', func='\n        reached := public.memoria_audience_of_lesson(NEW.lesson_id);\n        UPDATE lessons_revision r\n            SET texts_audience_id = public.memoria_wider(r.texts_audience_id, reached),\n                -- Saved at once with its new readers, its note was told to them.\n                audience_id = CASE WHEN r.at = NOW() THEN public.memoria_wider(r.audience_id, reached)\n                    ELSE r.audience_id END\n            WHERE r.lesson_id = NEW.lesson_id\n                AND r.number = (SELECT max(n.number) FROM lessons_revision n WHERE n.lesson_id = NEW.lesson_id);\n        RETURN NULL;\n    ', hash='d4ccbc3a9768e0ee8663e93fc387d90998133bc1', operation='INSERT', pgid='pgtrigger_reaches_one_more_network_afec4', table='lessons_lesson_shared_with', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonsharing',
            trigger=pgtrigger.compiler.Trigger(name='network_add_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonsharingevent" ("id", "lesson_id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."id", NEW."lesson_id", NEW."network_id", _pgh_attach_context(), NOW(), \'network.add\'); RETURN NULL;', hash='42e25042baa3cd2f904b67683b5e074fe0437210', operation='INSERT', pgid='pgtrigger_network_add_insert_1d8e7', table='lessons_lesson_shared_with', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lessonsharing',
            trigger=pgtrigger.compiler.Trigger(name='network_remove_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "lessons_lessonsharingevent" ("id", "lesson_id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."id", OLD."lesson_id", OLD."network_id", _pgh_attach_context(), NOW(), \'network.remove\'); RETURN NULL;', hash='b59b870e8688528ec44fda0c647498169cbeb5d9', operation='DELETE', pgid='pgtrigger_network_remove_delete_2eb3b', table='lessons_lesson_shared_with', when='AFTER')),
        ),
        *FUNCTIONS_OF_AUDIENCES,
    ]

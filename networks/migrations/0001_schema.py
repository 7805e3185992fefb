"""People, organisations and networks, as version 0.2.0 has them: what 0.1 did in 18 steps.

A memory of 0.1 has done all of it under the old names, and is left as it is.
"""

from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models
import base.alphabet
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import networks.record.ruc
import pgtrigger.compiler
import pgtrigger.migrations

# What is compared by code points: small letters without accents; ñ comes after n, signs are no letters. In PL/pgSQL, which
# keeps its plan: as SQL it would take twice as long for each name.
ORDER = r"""
CREATE FUNCTION memoria_order(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN btrim(regexp_replace(
    public.unaccent('public.unaccent'::regdictionary, replace(lower(t COLLATE "pg_unicode_fast"), 'ñ', 'n{')),
    '[^[:alnum:]{]+', ' ', 'g'));
END
$$
"""


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ('networks', '0001_initial'),
        ('networks', '0002_organisations'),
        ('networks', '0003_invitations'),
        ('networks', '0004_signins'),
        ('networks', '0005_profile'),
        ('networks', '0006_network_profile'),
        ('networks', '0007_failures_and_rights'),
        ('networks', '0008_desk'),
        ('networks', '0009_relations_once'),
        ('networks', '0010_agreements'),
        ('networks', '0011_letters_that_expire'),
        ('networks', '0012_backup_runs'),
        ('networks', '0013_spanish_order'),
        ('networks', '0014_import_choices'),
        ('networks', '0015_desk_of_the_admins'),
        ('networks', '0016_refused_mail_and_lima_time'),
        ('networks', '0017_no_rows_of_written_imports'),
        ('networks', '0018_letter_rules'),
    ]

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BtreeGistExtension(),
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(ORDER, "DROP FUNCTION memoria_order(text)"),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('knows_about', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='what people can ask you')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='contact')),
                ('contact_for', models.CharField(choices=[('nobody', 'Nobody'), ('own_networks', 'The people of my networks'), ('all_networks', 'The people of all networks')], default='nobody', max_length=12, verbose_name='who sees the contact')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', max_length=2, verbose_name='language')),
                ('is_admin', models.BooleanField(default=False, verbose_name='platform admin')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('sessions_ended', models.PositiveIntegerField(default=0, editable=False)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='joined')),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': [base.alphabet.Alphabetical('name'), 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(blank=True, help_text='Leave empty if unknown.', null=True, verbose_name='start')),
                ('ended_on', models.DateField(blank=True, help_text='Leave empty while it lasts.', null=True, verbose_name='end')),
            ],
            options={
                'verbose_name': 'affiliation',
                'verbose_name_plural': 'affiliations',
                'ordering': ['network', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AffiliationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('started_on', models.DateField(blank=True, help_text='Leave empty if unknown.', null=True, verbose_name='start')),
                ('ended_on', models.DateField(blank=True, help_text='Leave empty while it lasts.', null=True, verbose_name='end')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AffiliationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'agreed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], editable=False, max_length=9, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='start')),
            ],
            options={
                'verbose_name': 'request to an organisation',
                'verbose_name_plural': 'requests to organisations',
                'ordering': ['-asked_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AffiliationRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'agreed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], editable=False, max_length=9, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='start')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_es', models.CharField(max_length=280, verbose_name='text in Spanish')),
                ('text_en', models.CharField(max_length=280, verbose_name='text in English')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
            ],
            options={
                'verbose_name': 'announcement',
                'verbose_name_plural': 'announcements',
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AnnouncementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('text_es', models.CharField(max_length=280, verbose_name='text in Spanish')),
                ('text_en', models.CharField(max_length=280, verbose_name='text in English')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('backup', 'backup'), ('drill', 'drill'), ('restore', 'restore')], max_length=7)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('of', models.DateTimeField(help_text='When the backup was made that was tried or restored.', null=True)),
                ('place', models.CharField(blank=True, help_text='Its file; - for a stream.', max_length=200)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('encrypted', models.BooleanField(default=False)),
                ('missing', models.PositiveIntegerField(default=0, help_text='Files that had a row, and were not on the disk.')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('role', models.CharField(choices=[('member', 'member'), ('secretariat', 'secretariat'), ('observer', 'observer')], default='member', max_length=12, verbose_name='role')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', max_length=2, verbose_name='language')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('member', 'member'), ('secretariat', 'secretariat'), ('observer', 'observer')], default='member', max_length=12, verbose_name='role')),
                ('language', models.CharField(choices=[('es', 'Spanish'), ('en', 'English')], default='es', max_length=2, verbose_name='language')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.TextField(max_length=600, verbose_name='who you are, and why you want to join')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(null=True)),
                ('is_accepted', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='JoinRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('message', models.TextField(max_length=600, verbose_name='who you are, and why you want to join')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(null=True)),
                ('is_accepted', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('attachment', models.BinaryField(default=bytes)),
                ('attachment_name', models.CharField(blank=True, max_length=100)),
                ('rule', models.CharField(blank=True, help_text='Which one says whether it still reaches its reader.', max_length=20)),
                ('about', models.BigIntegerField(help_text='Of what the rule is asked: the network, the comment.', null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(help_text='When it is of no use any more, as that of a code.', null=True)),
                ('try_after', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'member'), ('secretariat', 'secretariat'), ('observer', 'observer')], default='member', max_length=12, verbose_name='role')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='start')),
            ],
            options={
                'verbose_name': 'role in a network',
                'verbose_name_plural': 'roles in networks',
                'ordering': ['network', 'user'],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('member', 'member'), ('secretariat', 'secretariat'), ('observer', 'observer')], default='member', max_length=12, verbose_name='role')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='start')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NaturalRegion',
            fields=[
                ('code', models.SlugField(max_length=10, primary_key=True, serialize=False)),
                ('name_es', models.CharField(max_length=40)),
                ('name_en', models.CharField(max_length=40)),
                ('extreme_poverty_2000', models.DecimalField(decimal_places=1, max_digits=4)),
                ('source', models.TextField()),
            ],
            options={
                'verbose_name': 'natural region',
                'verbose_name_plural': 'natural regions',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='short name')),
                ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                ('name_verified', models.BooleanField(default=False, verbose_name='the full name is verified')),
                ('kind', models.CharField(choices=[('consortium', 'consortium'), ('forum', 'forum'), ('convention', 'convention'), ('project', 'project'), ('roundtable', 'roundtable'), ('association', 'association')], max_length=20, verbose_name='kind')),
                ('purpose', models.TextField(blank=True, help_text='In a sentence or two: what does it exist for?', max_length=1000, verbose_name='purpose')),
                ('works_as', models.CharField(blank=True, choices=[('agency', 'agency: it acts for its members'), ('support', 'support: it helps its members to act'), ('both', 'both')], max_length=8, verbose_name='for its members it is')),
                ('functions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('filter', 'filters: finds what matters among too much'), ('amplify', 'amplifies: makes a little-known idea heard'), ('invest', 'invests: gives its members means'), ('convene', 'convenes: brings different people together'), ('build', 'builds communities: around shared values'), ('facilitate', 'facilitates: helps its members to do their work better')], max_length=10), blank=True, default=list, size=None, verbose_name='what it does for others')),
                ('membership_form', models.CharField(blank=True, choices=[('institutions', 'institutions'), ('individuals', 'individuals'), ('both', 'institutions and individuals')], max_length=12, verbose_name='its members are')),
                ('host', models.CharField(blank=True, help_text='The organisation that hosts it, if any.', max_length=200, verbose_name='host')),
                ('former_names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='former names')),
                ('since_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='since')),
                ('until_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='until')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('source_urls', django.contrib.postgres.fields.ArrayField(base_field=models.URLField(max_length=500), blank=True, default=list, size=None, verbose_name='sources')),
                ('members_may_publish', models.BooleanField(default=False, help_text='Without it the secretariat reads each lesson before others do.', verbose_name='members publish their own lessons themselves')),
                ('default_visibility', models.CharField(choices=[('own_network', 'Only my network'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='all_networks', max_length=12, verbose_name='who may read a new lesson, unless its author chooses otherwise')),
                ('digest_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday')], default=1, help_text='At 7:00 in Lima, for people who have this as their first network.', verbose_name='day of the digest')),
                ('closed_on', models.DateField(editable=False, null=True, verbose_name='closed')),
                ('close_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why it is closed')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=100, help_text="The study's own order comes first.", verbose_name='order')),
            ],
            options={
                'verbose_name': 'network',
                'verbose_name_plural': 'networks',
                'ordering': ['position', base.alphabet.Alphabetical('name')],
            },
        ),
        migrations.CreateModel(
            name='NetworkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('name', models.CharField(max_length=60, verbose_name='short name')),
                ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                ('name_verified', models.BooleanField(default=False, verbose_name='the full name is verified')),
                ('kind', models.CharField(choices=[('consortium', 'consortium'), ('forum', 'forum'), ('convention', 'convention'), ('project', 'project'), ('roundtable', 'roundtable'), ('association', 'association')], max_length=20, verbose_name='kind')),
                ('purpose', models.TextField(blank=True, help_text='In a sentence or two: what does it exist for?', max_length=1000, verbose_name='purpose')),
                ('works_as', models.CharField(blank=True, choices=[('agency', 'agency: it acts for its members'), ('support', 'support: it helps its members to act'), ('both', 'both')], max_length=8, verbose_name='for its members it is')),
                ('functions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('filter', 'filters: finds what matters among too much'), ('amplify', 'amplifies: makes a little-known idea heard'), ('invest', 'invests: gives its members means'), ('convene', 'convenes: brings different people together'), ('build', 'builds communities: around shared values'), ('facilitate', 'facilitates: helps its members to do their work better')], max_length=10), blank=True, default=list, size=None, verbose_name='what it does for others')),
                ('membership_form', models.CharField(blank=True, choices=[('institutions', 'institutions'), ('individuals', 'individuals'), ('both', 'institutions and individuals')], max_length=12, verbose_name='its members are')),
                ('host', models.CharField(blank=True, help_text='The organisation that hosts it, if any.', max_length=200, verbose_name='host')),
                ('former_names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name='former names')),
                ('since_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='since')),
                ('until_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='until')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('source_urls', django.contrib.postgres.fields.ArrayField(base_field=models.URLField(max_length=500), blank=True, default=list, size=None, verbose_name='sources')),
                ('members_may_publish', models.BooleanField(default=False, help_text='Without it the secretariat reads each lesson before others do.', verbose_name='members publish their own lessons themselves')),
                ('default_visibility', models.CharField(choices=[('own_network', 'Only my network'), ('all_networks', 'All networks'), ('public', 'Everyone, even without an account')], default='all_networks', max_length=12, verbose_name='who may read a new lesson, unless its author chooses otherwise')),
                ('digest_weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday')], default=1, help_text='At 7:00 in Lima, for people who have this as their first network.', verbose_name='day of the digest')),
                ('closed_on', models.DateField(editable=False, null=True, verbose_name='closed')),
                ('close_reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='why it is closed')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=100, help_text="The study's own order comes first.", verbose_name='order')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NetworkFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('since', 'Origins'), ('members', 'Who belongs'), ('lead', 'Who leads'), ('note', 'Note')], max_length=10, verbose_name='topic')),
                ('text_es', models.TextField(verbose_name='text in Spanish')),
                ('text_en', models.TextField(verbose_name='text in English')),
            ],
            options={
                'verbose_name': 'fact',
                'verbose_name_plural': 'facts',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alliance', 'alliance'), ('joint_action', 'joint action'), ('sharing', 'sharing agreement'), ('member_of', 'member of')], max_length=12, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('started_on', models.DateField(blank=True, help_text='Leave empty if unknown.', null=True, verbose_name='start')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='end')),
            ],
            options={
                'verbose_name': 'relation between networks',
                'verbose_name_plural': 'relations between networks',
                'ordering': ['kind', 'first__position', 'second__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NetworkRelationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('alliance', 'alliance'), ('joint_action', 'joint action'), ('sharing', 'sharing agreement'), ('member_of', 'member of')], max_length=12, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('started_on', models.DateField(blank=True, help_text='Leave empty if unknown.', null=True, verbose_name='start')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='end')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(error_messages={'unique': 'There is already an organisation with this name.'}, max_length=200, unique=True, verbose_name='name')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('kind', models.CharField(blank=True, choices=[('grassroots', 'grassroots organisation'), ('ngo', 'NGO'), ('producers', "producers' association"), ('research', 'university or research centre'), ('professional', 'professional college'), ('union', 'union'), ('church', 'church'), ('company', 'company'), ('public', 'public body'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('ruc', models.CharField(blank=True, error_messages={'unique': 'Another organisation already has this RUC.'}, help_text='The tax number, if it has one.', max_length=11, null=True, unique=True, validators=[networks.record.ruc.validate_ruc], verbose_name='RUC')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='closed')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': [base.alphabet.Alphabetical('name'), 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('name', models.CharField(error_messages={'unique': 'There is already an organisation with this name.'}, max_length=200, verbose_name='name')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='acronym')),
                ('kind', models.CharField(blank=True, choices=[('grassroots', 'grassroots organisation'), ('ngo', 'NGO'), ('producers', "producers' association"), ('research', 'university or research centre'), ('professional', 'professional college'), ('union', 'union'), ('church', 'church'), ('company', 'company'), ('public', 'public body'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('ruc', models.CharField(blank=True, error_messages={'unique': 'Another organisation already has this RUC.'}, help_text='The tax number, if it has one.', max_length=11, null=True, validators=[networks.record.ruc.validate_ruc], verbose_name='RUC')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='closed')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationImport',
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
                ('state', models.CharField(choices=[('reading', 'being read'), ('read', 'waiting for you to confirm it'), ('writing', 'being written'), ('written', 'saved'), ('broken', 'could not be read')], default='reading', max_length=8)),
                ('rows', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(editable=False, null=True)),
                ('moved', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True, verbose_name='INEI code')),
                ('iso', models.CharField(max_length=6, unique=True, verbose_name='ISO code')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('poverty_2024', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='monetary poverty 2024 (per cent of people)')),
                ('poverty_source_urls', models.JSONField(blank=True, default=list, verbose_name='sources of the poverty figure')),
            ],
            options={
                'verbose_name': 'department',
                'verbose_name_plural': 'departments',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='RelationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'agreed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], editable=False, max_length=9, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
                ('kind', models.CharField(choices=[('alliance', 'alliance'), ('joint_action', 'joint action'), ('sharing', 'sharing agreement'), ('member_of', 'member of')], max_length=12, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='start')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='end')),
            ],
            options={
                'verbose_name': 'request for a relation',
                'verbose_name_plural': 'requests for relations',
                'ordering': ['-asked_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelationRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('answer', models.CharField(blank=True, choices=[('agreed', 'agreed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], editable=False, max_length=9, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered')),
                ('kind', models.CharField(choices=[('alliance', 'alliance'), ('joint_action', 'joint action'), ('sharing', 'sharing agreement'), ('member_of', 'member of')], max_length=12, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='start')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='end')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name_es', models.CharField(max_length=80, verbose_name='Spanish name')),
                ('name_en', models.CharField(max_length=80, verbose_name='English name')),
                ('closed_on', models.DateField(editable=False, null=True, verbose_name='closed')),
            ],
            options={
                'verbose_name': 'sector',
                'verbose_name_plural': 'sectors',
                'ordering': [base.alphabet.Alphabetical('name_es')],
            },
        ),
        migrations.CreateModel(
            name='SectorEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('name_es', models.CharField(max_length=80, verbose_name='Spanish name')),
                ('name_en', models.CharField(max_length=80, verbose_name='English name')),
                ('closed_on', models.DateField(editable=False, null=True, verbose_name='closed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('in', 'signed in'), ('refused', 'refused: wrong password'), ('out', 'signed out'), ('everywhere', 'signed out everywhere else'), ('password', 'password changed'), ('factor_added', 'second factor added'), ('factor_removed', 'second factor removed'), ('factor_refused', 'refused: wrong second factor')], max_length=14, verbose_name='kind')),
                ('browser', models.CharField(blank=True, max_length=60, verbose_name='browser')),
                ('session_key', models.CharField(blank=True, editable=False, max_length=40)),
            ],
            options={
                'verbose_name': 'sign-in event',
                'verbose_name_plural': 'sign-in events',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it is suspended')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='suspended')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='lifted')),
                ('lift_reason', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it was lifted')),
                ('moved', models.JSONField(default=dict, editable=False)),
            ],
            options={
                'verbose_name': 'suspension',
                'verbose_name_plural': 'suspensions',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SuspensionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('reason', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it is suspended')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='suspended')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='lifted')),
                ('lift_reason', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='why it was lifted')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TaskFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=200)),
                ('error', models.CharField(max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('times', models.PositiveIntegerField(default=0)),
                ('tries_again', models.BooleanField(default=False)),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'failed task',
                'verbose_name_plural': 'failed tasks',
                'ordering': ['-last_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TaskRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=200, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seconds', models.FloatField(default=0)),
                ('error', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'run of a task',
                'verbose_name_plural': 'runs of tasks',
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('is_admin', models.BooleanField(default=False, verbose_name='platform admin')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RefusedMail',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='refused_mail', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('refusals', models.PositiveSmallIntegerField(default=0, verbose_name='days on which it was rejected')),
                ('code', models.PositiveSmallIntegerField(verbose_name='mail server’s answer')),
                ('last_at', models.DateTimeField(verbose_name='last rejected')),
            ],
            options={
                'verbose_name': 'rejected e-mail',
                'verbose_name_plural': 'rejected e-mail',
                'ordering': ['-last_at'],
            },
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(base.alphabet.Alphabetical('name'), name='user_alphabetical'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_whatever_the_case'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('contact_for__in', ['nobody', 'own_networks', 'all_networks'])), name='user_contact_for_is_known'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('contact', ''), ('is_active', False), ('is_admin', False), ('knows_about', ''), ('name', '')), _connector='OR'), name='user_closed_is_nobody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='last_admin_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.is_admin AND OLD.is_active AND NOT (NEW.is_admin AND NEW.is_active))', func="\n                    PERFORM 1 FROM networks_user u WHERE u.is_admin AND u.is_active AND u.id <> OLD.id FOR UPDATE;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'person % is the last admin', OLD.id USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ", hash='a7f765cd905ddcdb2d9bf3eb68e729373238e3b4', operation='UPDATE OF "is_admin", "is_active"', pgid='pgtrigger_last_admin_stays_5dbf7', table='networks_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_userevent" ("is_active", "is_admin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."is_active", NEW."is_admin", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='2c3571d2d26a803df5a8d31655095826dddf6afc', operation='INSERT', pgid='pgtrigger_insert_insert_b44c2', table='networks_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_admin" IS DISTINCT FROM (NEW."is_admin"))', func='INSERT INTO "networks_userevent" ("is_active", "is_admin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."is_active", NEW."is_admin", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='89480662e0cbafc14bc8a50377e8866c8423fba5', operation='UPDATE', pgid='pgtrigger_update_update_d6860', table='networks_user', when='AFTER')),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='affiliationevent',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='affiliationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='affiliationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.affiliation'),
        ),
        migrations.AddField(
            model_name='affiliationrequest',
            name='answered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='affiliationrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='affiliationrequestevent',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='affiliationrequestevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='affiliationrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='affiliationrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.affiliationrequest'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='announcementevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='announcementevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='announcementevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.announcement'),
        ),
        migrations.AddIndex(
            model_name='backuprun',
            index=models.Index(fields=['kind', '-at'], name='backuprun_newest'),
        ),
        migrations.AddConstraint(
            model_name='backuprun',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['backup', 'drill', 'restore'])), name='backuprun_kind_is_known'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations_sent', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='taken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations_taken', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.invitation'),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='taken_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joinrequestevent',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joinrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='joinrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.joinrequest'),
        ),
        migrations.AddField(
            model_name='joinrequestevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('failed_at', None), ('sent_at', None)), fields=['try_after'], name='letter_waiting'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', None), ('rule', '')), models.Q(models.Q(('rule', ''), _negated=True), ('about__isnull', False)), _connector='OR'), name='letter_with_a_rule_says_of_what'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at', None), ('failed_at', None), _connector='OR'), name='letter_sent_or_failed_but_not_both'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('failed_at', None), ('sent_at', None)), models.Q(('html', ''), ('text', ''), ('to', '')), _connector='OR'), name='letter_that_is_done_says_nothing'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='letter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='networks.letter'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.membership'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='membership',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='joinrequestevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='joinrequest',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='networks.network'),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='networks.network'),
        ),
        migrations.AddField(
            model_name='announcementevent',
            name='network',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='for whom'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='announcements', to='networks.network', verbose_name='for whom'),
        ),
        migrations.AddField(
            model_name='affiliationrequestevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='affiliationrequest',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliation_requests', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='affiliationevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='networkevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='networkevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.network'),
        ),
        migrations.AddField(
            model_name='networkfact',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='facts', to='networks.network'),
        ),
        migrations.AddField(
            model_name='networkrelation',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations_from', to='networks.network'),
        ),
        migrations.AddField(
            model_name='networkrelation',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relations_to', to='networks.network', verbose_name='other network'),
        ),
        migrations.AddField(
            model_name='networkrelationevent',
            name='first',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='networkrelationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='networkrelationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.networkrelation'),
        ),
        migrations.AddField(
            model_name='networkrelationevent',
            name='second',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='other network'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='networks.organisation'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='network',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='as_organisation', to='networks.network', verbose_name='it is a network itself'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='invitationevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='affiliationrequestevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='affiliationrequest',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliation_requests', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='affiliationevent',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='networks.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='organisationevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.organisation'),
        ),
        migrations.AddField(
            model_name='organisationevent',
            name='network',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='it is a network itself'),
        ),
        migrations.AddField(
            model_name='organisationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='organisationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.organisation'),
        ),
        migrations.AddField(
            model_name='organisationimport',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisationimport',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='organisationmerge',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisationmerge',
            name='duplicate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='networks.organisation'),
        ),
        migrations.AddField(
            model_name='organisationmerge',
            name='into',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_received', to='networks.organisation'),
        ),
        migrations.AddField(
            model_name='region',
            name='natural_region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regions', to='networks.naturalregion', verbose_name='natural region'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='regions',
            field=models.ManyToManyField(blank=True, related_name='organisations', to='networks.region', verbose_name='departments where it works'),
        ),
        migrations.AddField(
            model_name='relationrequest',
            name='answered_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='relationrequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='relationrequest',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='relationrequest',
            name='network',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='relationrequest',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network', verbose_name='other network'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='answered_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='first',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='network',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='network'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.relationrequest'),
        ),
        migrations.AddField(
            model_name='relationrequestevent',
            name='second',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.network', verbose_name='other network'),
        ),
        migrations.AddField(
            model_name='networkevent',
            name='sector',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.sector', verbose_name='sector'),
        ),
        migrations.AddField(
            model_name='network',
            name='sector',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='networks', to='networks.sector', verbose_name='sector'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sector',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_sectorevent" ("closed_on", "id", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."closed_on", NEW."id", NEW."name_en", NEW."name_es", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='fa614512194ccaf3f1ac8646e51ff647d3e3b0a2', operation='INSERT', pgid='pgtrigger_insert_insert_2ca91', table='networks_sector', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sector',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_sectorevent" ("closed_on", "id", "name_en", "name_es", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."closed_on", NEW."id", NEW."name_en", NEW."name_es", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='4647432f3bab07d5afdf5efc4fa18b42393ac22e', operation='UPDATE', pgid='pgtrigger_update_update_c2b43', table='networks_sector', when='AFTER')),
        ),
        migrations.AddField(
            model_name='sectorevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sectorevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.sector'),
        ),
        migrations.AddField(
            model_name='signin',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suspended by'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suspensions', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suspended by'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='lifted_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lifted by'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='networks.suspension'),
        ),
        migrations.AddField(
            model_name='suspensionevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddConstraint(
            model_name='taskfailure',
            constraint=models.UniqueConstraint(condition=models.Q(('seen_at', None)), fields=('task', 'error', 'place'), name='taskfailure_unseen_once'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='is_admin_is_active_events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('network', 'user'), name='joinrequest_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('is_accepted', False)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='joinrequest_answered_at_and_by_together'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_joinrequestevent" ("answered_at", "answered_by_id", "created_at", "id", "is_accepted", "message", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."created_at", NEW."id", NEW."is_accepted", NEW."message", NEW."network_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='7b9c53f97bf79e8556f130abeaf9cd7fdb2836fe', operation='INSERT', pgid='pgtrigger_insert_insert_2a887', table='networks_joinrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_joinrequestevent" ("answered_at", "answered_by_id", "created_at", "id", "is_accepted", "message", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."answered_at", NEW."answered_by_id", NEW."created_at", NEW."id", NEW."is_accepted", NEW."message", NEW."network_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='07de2da9bb9f0ebe1d17d67be98cdac7bbfdd263', operation='UPDATE', pgid='pgtrigger_update_update_62ff7', table='networks_joinrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text_es', ''), _negated=True), models.Q(('text_en', ''), _negated=True)), name='announcement_in_both_languages'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='announcement_ends_after_it_starts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_announcementevent" ("at", "by_id", "ends_on", "id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "text_en", "text_es") VALUES (NEW."at", NEW."by_id", NEW."ends_on", NEW."id", NEW."network_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."text_en", NEW."text_es"); RETURN NULL;', hash='5ac4f82c4ae491b79fc2f02527866b8e17b1b61b', operation='INSERT', pgid='pgtrigger_insert_insert_7a4d1', table='networks_announcement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_announcementevent" ("at", "by_id", "ends_on", "id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "text_en", "text_es") VALUES (NEW."at", NEW."by_id", NEW."ends_on", NEW."id", NEW."network_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."text_en", NEW."text_es"); RETURN NULL;', hash='65df4e5220266cd3a2d649439da5def4fc3a6b85', operation='UPDATE', pgid='pgtrigger_update_update_d0284', table='networks_announcement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_announcementevent" ("at", "by_id", "ends_on", "id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "text_en", "text_es") VALUES (OLD."at", OLD."by_id", OLD."ends_on", OLD."id", OLD."network_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starts_on", OLD."text_en", OLD."text_es"); RETURN NULL;', hash='ea15c006225bcd9a50881deeca8e5cf93646095b', operation='DELETE', pgid='pgtrigger_delete_delete_ebd3e', table='networks_announcement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='networkfact',
            constraint=models.UniqueConstraint(fields=('network', 'topic'), name='networkfact_topic_once'),
        ),
        migrations.AddConstraint(
            model_name='networkrelation',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='networkrelation_between_two'),
        ),
        migrations.AddConstraint(
            model_name='networkrelation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['alliance', 'joint_action', 'sharing', 'member_of'])), name='networkrelation_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='networkrelation',
            constraint=models.CheckConstraint(condition=models.Q(('started_on', None), ('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='networkrelation_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='networkrelation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('kind', '='), (django.db.models.functions.comparison.Least('first', 'second'), '='), (django.db.models.functions.comparison.Greatest('first', 'second'), '='), (models.Func('started_on', 'ended_on', function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='networkrelation_once_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='networkrelation',
            trigger=pgtrigger.compiler.Trigger(name='networkrelation_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5f6979bd111a62762a61a51ff25c384ca7d3a597', operation='DELETE', pgid='pgtrigger_networkrelation_is_never_deleted_70b9b', table='networks_networkrelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='networkrelation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_networkrelationevent" ("ended_on", "first_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "started_on") VALUES (NEW."ended_on", NEW."first_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."second_id", NEW."started_on"); RETURN NULL;', hash='920071837b93b195a5df1477e8ff9adb4c71e538', operation='INSERT', pgid='pgtrigger_insert_insert_cf421', table='networks_networkrelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='networkrelation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_networkrelationevent" ("ended_on", "first_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "started_on") VALUES (NEW."ended_on", NEW."first_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."second_id", NEW."started_on"); RETURN NULL;', hash='8360b15eb757067806b30a6ca4e847013ded3ec6', operation='UPDATE', pgid='pgtrigger_update_update_1625c', table='networks_networkrelation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'network'), name='membership_one_role_per_network'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['member', 'secretariat', 'observer'])), name='membership_role_is_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='is_through_what_belongs', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.organisation_id IS NOT NULL)', func="\n    PERFORM 1 FROM networks_affiliation a WHERE a.organisation_id = NEW.organisation_id\n        AND a.network_id = NEW.network_id AND a.ended_on IS NULL FOR SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'organisation % does not belong to network %', NEW.organisation_id, NEW.network_id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='2ab621fcb90114b8034f72d21d4d22309a7af642', operation='INSERT OR UPDATE OF "organisation_id", "network_id"', pgid='pgtrigger_is_through_what_belongs_1db11', table='networks_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_membershipevent" ("id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "started_on", "user_id") VALUES (NEW."id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."started_on", NEW."user_id"); RETURN NULL;', hash='3c3e27da3e16702b0af54eb0984e41a06ce20a78', operation='INSERT', pgid='pgtrigger_insert_insert_3ce41', table='networks_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_membershipevent" ("id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "started_on", "user_id") VALUES (NEW."id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."started_on", NEW."user_id"); RETURN NULL;', hash='d6304e8d1fd9680e698e2ecd1533d8727ff40adc', operation='UPDATE', pgid='pgtrigger_update_update_b347c', table='networks_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_membershipevent" ("id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "started_on", "user_id") VALUES (OLD."id", OLD."network_id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."started_on", OLD."user_id"); RETURN NULL;', hash='8ef447f864715841f2a44bdfd8dfef6a483faff6', operation='DELETE', pgid='pgtrigger_delete_delete_af4ac', table='networks_membership', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None), ('taken_at', None)), fields=('network', 'email'), name='invitation_open_once_per_address'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['member', 'secretariat', 'observer'])), name='invitation_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('taken_by', None)), models.Q(('taken_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='invitation_taken_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('taken_at', None), ('revoked_at', None), _connector='OR'), name='invitation_taken_or_revoked_but_not_both'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), models.Q(('revoked_at', None), ('taken_at', None)), _connector='XOR'), name='invitation_has_an_address_while_open'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_expires_after_it_was_made'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='is_through_what_belongs', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.organisation_id IS NOT NULL AND NEW.taken_at IS NULL AND NEW.revoked_at IS NULL)', func="\n    PERFORM 1 FROM networks_affiliation a WHERE a.organisation_id = NEW.organisation_id\n        AND a.network_id = NEW.network_id AND a.ended_on IS NULL FOR SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'organisation % does not belong to network %', NEW.organisation_id, NEW.network_id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n", hash='a74eba1f36b6a63a66f767a44f901f56c5dc6f60', operation='INSERT OR UPDATE OF "organisation_id", "network_id"', pgid='pgtrigger_is_through_what_belongs_53d02', table='networks_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_invitationevent" ("by_id", "created_at", "expires_at", "id", "language", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "taken_at", "taken_by_id") VALUES (NEW."by_id", NEW."created_at", NEW."expires_at", NEW."id", NEW."language", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."role", NEW."taken_at", NEW."taken_by_id"); RETURN NULL;', hash='6d863b0c1b36b7bf0b6b4fb374df9610c6f3ef4d', operation='INSERT', pgid='pgtrigger_insert_insert_e27e2', table='networks_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."network_id" IS DISTINCT FROM (NEW."network_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."taken_at" IS DISTINCT FROM (NEW."taken_at") OR OLD."taken_by_id" IS DISTINCT FROM (NEW."taken_by_id"))', func='INSERT INTO "networks_invitationevent" ("by_id", "created_at", "expires_at", "id", "language", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "role", "taken_at", "taken_by_id") VALUES (NEW."by_id", NEW."created_at", NEW."expires_at", NEW."id", NEW."language", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."role", NEW."taken_at", NEW."taken_by_id"); RETURN NULL;', hash='6647cada4331b35f1abc1c324df73d38e7e18bd2', operation='UPDATE', pgid='pgtrigger_update_update_910ad', table='networks_invitation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='affiliationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answer__in', ['agreed', 'declined', 'withdrawn']), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='affiliationrequest_answered_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='affiliationrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', '')), fields=('network', 'organisation'), name='affiliationrequest_waits_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliationrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_affiliationrequestevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_on"); RETURN NULL;', hash='f0ae77a89fa79cc5b4d48aa5170da47ecbebf629', operation='INSERT', pgid='pgtrigger_insert_insert_28ac6', table='networks_affiliationrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliationrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_affiliationrequestevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "network_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."network_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_on"); RETURN NULL;', hash='db35a7e131a28dcb0aaa52427ef30ea7f0404c6e', operation='UPDATE', pgid='pgtrigger_update_update_927ce', table='networks_affiliationrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organisation', None), ('person__isnull', False)), models.Q(('organisation__isnull', False), ('person', None)), _connector='OR'), name='affiliation_of_an_organisation_or_a_person', violation_error_message='Choose an organisation or a person, not both.'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(('started_on', None), ('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='affiliation_ends_after_it_starts', violation_error_message='The end is before the start.'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('network', 'organisation'), name='affiliation_of_organisation_open_once', violation_error_message='This organisation already belongs to the network.'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('network', 'person'), name='affiliation_of_person_open_once', violation_error_message='This person already belongs to the network.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliation',
            trigger=pgtrigger.compiler.Trigger(name='affiliation_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d7481fa395871c0d6b8fb31dd0f29d88a99417d6', operation='DELETE', pgid='pgtrigger_affiliation_is_never_deleted_a8bb1', table='networks_affiliation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliation',
            trigger=pgtrigger.compiler.Trigger(name='its_end_ends_places', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL AND OLD.organisation_id IS NOT NULL)', func='\n    UPDATE networks_membership SET organisation_id = NULL\n        WHERE network_id = OLD.network_id AND organisation_id = OLD.organisation_id;\n    UPDATE networks_invitation SET organisation_id = NULL\n        WHERE network_id = OLD.network_id AND organisation_id = OLD.organisation_id\n        AND taken_at IS NULL AND revoked_at IS NULL;\n    RETURN NULL;\n', hash='755c480736017d045cf5670d1351f27cf17db076', operation='UPDATE OF "ended_on"', pgid='pgtrigger_its_end_ends_places_53261', table='networks_affiliation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_affiliationevent" ("ended_on", "id", "network_id", "organisation_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (NEW."ended_on", NEW."id", NEW."network_id", NEW."organisation_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_on"); RETURN NULL;', hash='f6a0000932abace5ccb985ae516eee509c463e14', operation='INSERT', pgid='pgtrigger_insert_insert_81285', table='networks_affiliation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_affiliationevent" ("ended_on", "id", "network_id", "organisation_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (NEW."ended_on", NEW."id", NEW."network_id", NEW."organisation_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_on"); RETURN NULL;', hash='eca8176390b2229a60aa43f0b262a285a264b17f', operation='UPDATE', pgid='pgtrigger_update_update_67a90', table='networks_affiliation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='organisationimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reading', 'read', 'writing', 'written', 'broken'])), name='organisationimport_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='organisationimport',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'broken'), ('trouble', ''), _negated=True), name='organisationimport_broken_says_why'),
        ),
        migrations.AddConstraint(
            model_name='organisationmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('duplicate',), name='organisation_merge_open_once'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^(0[1-9]|1\\d|2[0-5])$')), name='region_inei_code'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('poverty_2024', None), ('poverty_2024__range', (0, 100)), _connector='OR'), name='region_poverty_is_per_cent'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(base.alphabet.Alphabetical('name'), name='organisation_alphabetical'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('ruc', None), ('ruc__regex', '^(10|15|16|17|20)\\d{9}$'), _connector='OR'), name='organisation_ruc_has_its_form'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='organisation_merged_into_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='organisation_is_never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='a4e2969f790dd59d357c7c4e1f2aa2735902c6ab', operation='DELETE', pgid='pgtrigger_organisation_is_never_deleted_4a1f4', table='networks_organisation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_organisationevent" ("acronym", "closed_on", "id", "kind", "merged_into_id", "name", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ruc", "slug", "version", "website") VALUES (NEW."acronym", NEW."closed_on", NEW."id", NEW."kind", NEW."merged_into_id", NEW."name", NEW."network_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ruc", NEW."slug", NEW."version", NEW."website"); RETURN NULL;', hash='0127c120211c358d3cdf4b6b63e9d1bf733ee5d6', operation='INSERT', pgid='pgtrigger_insert_insert_816f9', table='networks_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_organisationevent" ("acronym", "closed_on", "id", "kind", "merged_into_id", "name", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ruc", "slug", "version", "website") VALUES (NEW."acronym", NEW."closed_on", NEW."id", NEW."kind", NEW."merged_into_id", NEW."name", NEW."network_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ruc", NEW."slug", NEW."version", NEW."website"); RETURN NULL;', hash='5c6e680cfd4169e5137643d6d7a5910b45dc0430', operation='UPDATE', pgid='pgtrigger_update_update_3153c', table='networks_organisation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='relationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answer__in', ['agreed', 'declined', 'withdrawn']), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='relationrequest_answered_at_and_by_together'),
        ),
        migrations.AddConstraint(
            model_name='relationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('network', models.F('first')), ('network', models.F('second')), _connector='OR'), models.Q(('first', models.F('second')), _negated=True)), name='relationrequest_by_one_of_the_two'),
        ),
        migrations.AddConstraint(
            model_name='relationrequest',
            constraint=models.UniqueConstraint(models.F('kind'), django.db.models.functions.comparison.Least('first', 'second'), django.db.models.functions.comparison.Greatest('first', 'second'), condition=models.Q(('answer', '')), name='relationrequest_waits_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relationrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_relationrequestevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "ended_on", "first_id", "id", "kind", "network_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "started_on") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."ended_on", NEW."first_id", NEW."id", NEW."kind", NEW."network_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."second_id", NEW."started_on"); RETURN NULL;', hash='1ccb7dab1c0ee97aae1b065c93e1d60e6c3a8612', operation='INSERT', pgid='pgtrigger_insert_insert_ff5c9', table='networks_relationrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relationrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_relationrequestevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "ended_on", "first_id", "id", "kind", "network_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id", "started_on") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."ended_on", NEW."first_id", NEW."id", NEW."kind", NEW."network_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."second_id", NEW."started_on"); RETURN NULL;', hash='532001440906f860f4d45d31deb7f64ce2b409c4', operation='UPDATE', pgid='pgtrigger_update_update_9648b', table='networks_relationrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('since_year', None), ('until_year', None), ('until_year__gte', models.F('since_year')), _connector='OR'), name='network_until_not_before_since'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('works_as__in', ['', 'agency', 'support', 'both']), ('membership_form__in', ['', 'institutions', 'individuals', 'both']), ('default_visibility__in', ['own_network', 'all_networks', 'public']), ('digest_weekday__range', (0, 4))), name='network_choices_are_known'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('functions__contained_by', ['filter', 'amplify', 'invest', 'convene', 'build', 'facilitate'])), name='network_functions_are_known'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(('slug__in', ['vinculos']), _negated=True), name='network_slug_is_no_page'),
        ),
        migrations.AddConstraint(
            model_name='network',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('close_reason', ''), ('closed_on', None)), models.Q(('closed_on__isnull', False), models.Q(('close_reason', ''), _negated=True)), _connector='OR'), name='network_closed_says_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='network',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_networkevent" ("close_reason", "closed_on", "default_visibility", "digest_weekday", "former_names", "full_name", "functions", "host", "id", "kind", "members_may_publish", "membership_form", "name", "name_verified", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "purpose", "sector_id", "since_year", "slug", "source_urls", "until_year", "version", "website", "works_as") VALUES (NEW."close_reason", NEW."closed_on", NEW."default_visibility", NEW."digest_weekday", NEW."former_names", NEW."full_name", NEW."functions", NEW."host", NEW."id", NEW."kind", NEW."members_may_publish", NEW."membership_form", NEW."name", NEW."name_verified", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."purpose", NEW."sector_id", NEW."since_year", NEW."slug", NEW."source_urls", NEW."until_year", NEW."version", NEW."website", NEW."works_as"); RETURN NULL;', hash='5b44f6760757dcabd765e9c99b3d3b1e50bad51d', operation='INSERT', pgid='pgtrigger_insert_insert_18ce1', table='networks_network', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='network',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_networkevent" ("close_reason", "closed_on", "default_visibility", "digest_weekday", "former_names", "full_name", "functions", "host", "id", "kind", "members_may_publish", "membership_form", "name", "name_verified", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "purpose", "sector_id", "since_year", "slug", "source_urls", "until_year", "version", "website", "works_as") VALUES (NEW."close_reason", NEW."closed_on", NEW."default_visibility", NEW."digest_weekday", NEW."former_names", NEW."full_name", NEW."functions", NEW."host", NEW."id", NEW."kind", NEW."members_may_publish", NEW."membership_form", NEW."name", NEW."name_verified", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."purpose", NEW."sector_id", NEW."since_year", NEW."slug", NEW."source_urls", NEW."until_year", NEW."version", NEW."website", NEW."works_as"); RETURN NULL;', hash='8227506bebf9b7eb5340f97db3b4f92f2b981716', operation='UPDATE', pgid='pgtrigger_update_update_d086d', table='networks_network', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='signin',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['in', 'refused', 'out', 'everywhere', 'password', 'factor_added', 'factor_removed', 'factor_refused'])), name='signin_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('user',), name='suspension_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='suspension_says_why'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lift_reason', ''), ('lifted_at', None), ('lifted_by', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lift_reason', ''), _negated=True)), _connector='OR'), name='suspension_lifted_by_somebody_who_says_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_suspensionevent" ("at", "by_id", "id", "lift_reason", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "user_id") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."lift_reason", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."user_id"); RETURN NULL;', hash='bdcc122759bb2ee1b03e623ece8c64f9db5fc32a', operation='INSERT', pgid='pgtrigger_insert_insert_8db8b', table='networks_suspension', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='suspension',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."lift_reason" IS DISTINCT FROM (NEW."lift_reason") OR OLD."lifted_at" IS DISTINCT FROM (NEW."lifted_at") OR OLD."lifted_by_id" IS DISTINCT FROM (NEW."lifted_by_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "networks_suspensionevent" ("at", "by_id", "id", "lift_reason", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "user_id") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."lift_reason", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."user_id"); RETURN NULL;', hash='c6589ab3797fbe93e38b8719d8448ff683cbf806', operation='UPDATE', pgid='pgtrigger_update_update_25b72', table='networks_suspension', when='AFTER')),
        ),
    ]

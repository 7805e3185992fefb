from django.db import migrations

# Written, each lesson says whom it reaches and how strong it is; nothing else of it changes, so there is no history.
EACH = "UPDATE lessons_lesson SET used = used WHERE published_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0005_audience_and_strength"),
    ]

    operations = [
        migrations.RunSQL(EACH, migrations.RunSQL.noop),
    ]

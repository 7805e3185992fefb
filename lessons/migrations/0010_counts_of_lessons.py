from django.db import migrations

# Written, each lesson says by what it is counted, and is; nothing else of it changes, so there is no history.
EACH = "UPDATE lessons_lesson SET used = used WHERE published_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0009_kept_counts"),
    ]

    operations = [
        migrations.RunSQL(EACH, migrations.RunSQL.noop),
    ]

from django.db import migrations


def forget_rows(apps, schema_editor):
    """What the file said is kept until it is written: an import from before kept some of its rows for ever."""
    imports = apps.get_model("networks", "OrganisationImport").objects.filter(state="written")
    imports.exclude(found={}).update(found={})


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0016_refused_mail_and_lima_time'),
    ]

    operations = [
        migrations.RunPython(forget_rows, migrations.RunPython.noop),
    ]

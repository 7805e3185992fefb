from django.db import migrations


def forget_rows(apps, schema_editor):
    """What the file said is kept until it is written: an import from before kept its first rows for ever."""
    imports = apps.get_model("lessons", "LessonImport").objects.filter(state__in=["written", "undoing", "undone"])
    for pk, found in imports.values_list("pk", "found").iterator():
        table = found.get("table", {})
        if found.get("first") or table.get("sample"):
            rest = {"table": {**table, "sample": []}} if table else {}
            imports.filter(pk=pk).update(found={**found, "first": [], **rest})


class Migration(migrations.Migration):

    dependencies = [
        ('lessons', '0017_taken_down'),
    ]

    operations = [
        migrations.RunPython(forget_rows, migrations.RunPython.noop),
    ]

from django.db import migrations, models

import lessons.workshops.models


class Migration(migrations.Migration):
    dependencies = [("lessons", "0009_printouts")]

    operations = [
        migrations.RemoveConstraint(model_name="workshop", name="workshop_code_can_be_read_aloud"),
        migrations.AlterField(
            model_name="workshop",
            name="code",
            field=models.CharField(
                default=lessons.workshops.models.new_code,
                editable=False,
                max_length=8,
                unique=True,
                verbose_name="code",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    code__regex="^([23456789ABCDEFGHJKLMNPQRSTUVWXYZ]{6}|[23456789ABCDEFGHJKLMNPQRSTUVWXYZ]{8})$"
                ),
                name="workshop_code_can_be_read_aloud",
            ),
        ),
    ]

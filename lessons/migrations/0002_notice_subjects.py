"""What a notice tells of stands in a column of its own, and is read out of a text no more."""

from django.db import migrations, models


# “use:12:ask” told of the use 12.
SUBJECTS = """
    UPDATE lessons_notice SET subject = split_part(about, ':', 2)::bigint WHERE about ~ '^[a-z]+:[0-9]+(:|$)'
        AND kind NOT IN ('handed_in', 'published', 'edited', 'meaning_changed', 'due', 'widened');
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [("lessons", "0001_schema")]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='subject',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunSQL(SUBJECTS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['confirmed', 'differed', 'used', 'result_told', 'result_asked', 'returned', 'reviewed', 'objected', 'ended', 'translated', 'commented', 'mentioned', 'reported', 'dead_link']), _negated=True), ('subject__isnull', False), _connector='OR'), name='notice_has_its_subject'),
        ),
    ]

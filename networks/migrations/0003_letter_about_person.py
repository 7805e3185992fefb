"""A letter that tells of a person refers to them, so that it goes with their account.

Of those in the outbox, the ones about a request to join are filled in: each was written right after its request. Where
several people asked the same network in the same minute, nobody is guessed: those go as all do, within a month.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# By the rule `ANSWERS`, with the network in `about`; no other letters have it.
ABOUT_WHO_ASKED = """
    UPDATE networks_letter letter SET about_person_id = (
        SELECT min(request.user_id) FROM networks_joinrequest request WHERE request.network_id = letter.about
            AND request.created_at BETWEEN letter.created_at - interval '1 minute' AND letter.created_at
        HAVING count(DISTINCT request.user_id) = 1
    ) WHERE letter.rule = 'answers' AND letter.sent_at IS NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [("networks", "0002_refusals_by_name")]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='about_person',
            field=models.ForeignKey(db_index=False, help_text='Whom it tells its reader of, until it is sent.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(ABOUT_WHO_ASKED, migrations.RunSQL.noop),
    ]

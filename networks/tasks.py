"""Celery looks for the tasks of all features here.

Their names keep this path: beat's schedule and what waits in a broker know them by it.
"""

import structlog
from celery import shared_task

from networks.importing.models import OrganisationImport
from networks.importing.tasks import read_import, resume_imports, write_import
from networks.joining.models import Invitation
from networks.mail.models import Letter
from networks.mail.tasks import send_due_letters, send_letter
from networks.operations.models import TaskFailure
from networks.sessions import actions
from networks.sessions.tasks import forget_sessions

log = structlog.get_logger(__name__)

__all__ = [
    "forget",
    "forget_sessions",
    "read_import",
    "resume_imports",
    "send_due_letters",
    "send_letter",
    "write_import",
]


@shared_task(name="networks.tasks.forget")
def forget() -> None:
    """Forget each night what people would not want kept for ever."""
    log.info(
        "forgotten",
        sign_ins=actions.forget_old(),
        failures=TaskFailure.objects.forget_old(),
        invitations=Invitation.objects.forget_expired(),
        letters=Letter.objects.forget_old(),
        imports=OrganisationImport.objects.forget_unconfirmed(),
        faulty=OrganisationImport.objects.forget_faulty(),
    )

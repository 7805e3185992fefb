"""Sessions that ended are deleted."""

import structlog
from celery import shared_task

from networks.sessions import actions

log = structlog.get_logger(__name__)


@shared_task(name="networks.tasks.forget_sessions")
def forget_sessions() -> None:
    """Delete each hour what has ended: a session without an account lives three hours, and anybody can begin one."""
    log.info("sessions forgotten", sessions=actions.forget_ended())

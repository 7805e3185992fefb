"""What would keep the nightly backup from being made is said at the start, not at night."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from config.backup import BackupError


@register
def recipients_are_keys(**_: Any) -> list[CheckMessage]:
    from config.backup import encryption  # the web server never asks

    try:
        encryption.recipients(settings.BACKUP_RECIPIENTS)
    except BackupError as error:
        return [Error(f"BACKUP_RECIPIENT: {error}", id="config.E001")]
    return []

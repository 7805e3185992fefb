"""Whether what somebody said yes to may still be written: they may have lost the right since."""

from django.utils.translation import gettext as _

from base.importing.models import FileImport
from base.importing.steps import NothingWritten
from networks.record.models import Network
from networks.record.permissions import Permission, can


def refuse_without_right(batch: FileImport, network: Network | None) -> None:
    """Raise NothingWritten if whoever said yes runs it no more, or if nothing new comes into the network."""
    if not can(batch.by, Permission.RUN, network):
        raise NothingWritten(_("Nothing was saved: whoever confirmed it no longer runs this network."))
    if network and not can(batch.by, Permission.WRITE, network):
        raise NothingWritten(_("Nothing was saved: this network is closed, and nothing new comes into it."))

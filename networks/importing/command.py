"""Into which network a command imports a file, and as whom."""

from typing import TypeVar

from django.core.management.base import CommandError

from base.importing.command import ImportCommand
from base.importing.models import FileImport
from networks.record.models import Network, Role, User
from networks.record.permissions import Permission, can

Batch = TypeVar("Batch", bound=FileImport)


class NetworkImportCommand(ImportCommand[Batch]):
    def network(self, slug: str) -> Network:
        network = Network.objects.filter(slug=slug).first()
        if network is None:
            raise CommandError(f"There is no network “{slug}”.")
        if network.is_closed:
            raise CommandError(f"{network} is closed: nothing new comes into it.")
        return network

    def person(self, network: Network | None, email: str | None) -> User:
        if email:
            found = User.objects.filter(email__iexact=email).first()
            if found is None or not can(found, Permission.RUN, network):
                raise CommandError(f"{email} does not run {network or 'the directory'}.")
            return found
        if network is None:
            raise CommandError("Say the --network, or an admin with --by.")
        roles = network.memberships.filter(role=Role.SECRETARIAT, user__is_active=True).select_related("user")
        first = roles.order_by("started_on", "pk").first()
        if first is None:
            raise CommandError(f"{network} has no secretariat: say who is the author with --by.")
        return first.user

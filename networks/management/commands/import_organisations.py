"""This command imports organisations from a file, as an import on the page does."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from networks.importing import actions
from networks.importing.command import NetworkImportCommand
from networks.importing.models import OrganisationImport
from networks.importing.organisations import COLUMNS, MOST_BYTES


class Command(NetworkImportCommand[OrganisationImport]):
    help = "Import organisations from a CSV or XLSX file into the directory, and into a network."
    of_what = "organisations"
    most_bytes = MOST_BYTES
    look, write = staticmethod(actions.look), staticmethod(actions.write)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--network", metavar="SLUG", help="to which they belong; only an admin may leave it out")
        parser.add_argument("--by", metavar="EMAIL", help="who imports them; default: the network's secretariat")

    def batch(self, options: dict[str, Any]) -> OrganisationImport:
        network = self.network(options["network"]) if options["network"] else None
        return OrganisationImport(network=network, **self.file(options), by=self.person(network, options["by"]))

    def tell(self, batch: OrganisationImport) -> None:
        good, faulty = len(batch.rows), len(batch.faulty)
        self.stdout.write(f"{batch.found['rows']} rows: {good} can come in, {faulty} have faults.")

    def refuse(self, batch: OrganisationImport, options: dict[str, Any]) -> None:
        if batch.found.get("untold"):
            raise CommandError(f"Nothing was written: there is no name; known columns are {', '.join(COLUMNS)}.")
        if batch.faulty and (options["all_or_nothing"] or not batch.rows):
            raise CommandError(f"Nothing was written: {len(batch.faulty)} rows have faults.")

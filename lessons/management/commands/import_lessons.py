"""Imports lessons out of a file, as a secretariat's import does it."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from lessons.importing import actions
from lessons.importing.columns import FIELDS
from lessons.importing.files import MOST_BYTES
from lessons.importing.models import LessonImport
from networks.importing.command import NetworkImportCommand


class Command(NetworkImportCommand[LessonImport]):
    help = (
        "Import lessons from a CSV, XLSX or JSON file into a network. docs/importing-lessons.md says what may be in it."
    )
    of_what = "lessons"
    most_bytes = MOST_BYTES
    look, write = staticmethod(actions.look), staticmethod(actions.write)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--network", required=True, metavar="SLUG")
        parser.add_argument(
            "--publish", action="store_true", help="publish what says the essential; the rest are drafts"
        )
        parser.add_argument("--by", metavar="EMAIL", help="author of the lessons; default: the network's secretariat")

    def batch(self, options: dict[str, Any]) -> LessonImport:
        network = self.network(options["network"])
        return LessonImport(
            network=network,
            publishes=options["publish"],
            whole=options["all_or_nothing"],
            visibility=network.default_visibility,
            **self.file(options),
            by=self.person(network, options["by"]),
        )

    def tell(self, batch: LessonImport) -> None:
        found = {name: batch.found.get(name, 0) for name in ("rows", "good", "ready", "there", "faulty")}
        self.stdout.write(
            "{rows} rows: {good} can come in ({ready} say all that a published lesson must),"
            " {there} are there already, {faulty} have faults.".format(**found)
        )

    def refuse(self, batch: LessonImport, options: dict[str, Any]) -> None:
        found = batch.found
        if found.get("untold"):
            raise CommandError(f"Nothing was written: no column is one of {', '.join(FIELDS)}.")
        if found["faulty"] and (batch.whole or not found["good"] + found["there"]):
            raise CommandError(f"Nothing was written: {found['faulty']} rows have faults.")

    def tell_written(self, batch: LessonImport) -> None:
        published = batch.lessons.published().count()
        self.stdout.write(f"Written: {batch.written} lessons, {published} of them published.")

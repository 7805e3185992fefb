"""Lessons out of a file, as a secretariat's import does it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from lessons.importing import steps
from lessons.importing.columns import FIELDS
from lessons.importing.rows import Checked
from lessons.models import LessonImport
from networks.models import Network, Role, User
from networks.permissions import Permission, can
from networks.tables import TableError
from networks.words import folded


class Command(BaseCommand):
    help = (
        "Import lessons from a CSV, XLSX or JSON file into a network. docs/importing-lessons.md says what may be in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--network", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
        parser.add_argument(
            "--publish", action="store_true", help="publish what says the essential; the rest are drafts"
        )
        parser.add_argument("--all-or-nothing", action="store_true", help="write nothing if any row has a fault")
        parser.add_argument(
            "--leave-out-unknown", action="store_true", help="leave out departments, sectors and findings of no list"
        )
        parser.add_argument("--by", metavar="EMAIL", help="author of the lessons; default: the network's secretariat")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            batch = self._batch(options)
            strange = self._look(batch).unknown
            if options["leave_out_unknown"] and strange:
                batch.words = {name: {folded(word): "" for word in words} for name, words in strange.items()}
                self._look(batch)
            self._tell(batch)
            self._refuse(batch)
            if options["dry_run"]:
                self.stdout.write(f"Dry run: {batch.found['good']} lessons would be written.")
            else:
                self._write(batch)

    def _batch(self, options: dict[str, Any]) -> LessonImport:
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"There is no network “{options['network']}”.")
        try:
            content = options["file"].read_bytes()
        except OSError as trouble:
            raise CommandError(f"{options['file']}: {trouble.strerror}.") from None
        return LessonImport(
            network=network,
            by=self._person(network, options["by"]),
            file_name=options["file"].name[-200:],
            content=content,
            publishes=options["publish"],
            whole=options["all_or_nothing"],
            visibility=network.default_visibility,
        )

    def _person(self, network: Network, email: str | None) -> User:
        if email:
            found = User.objects.filter(email__iexact=email).first()
            if found is None or not can(found, Permission.RUN, network):
                raise CommandError(f"{email} does not run {network}.")
            return found
        roles = network.memberships.filter(role=Role.SECRETARIAT, user__is_active=True).select_related("user")
        first = roles.order_by("started_on", "pk").first()
        if first is None:
            raise CommandError(f"{network} has no secretariat: say who is the author with --by.")
        return first.user

    def _look(self, batch: LessonImport) -> Checked:
        try:
            return steps.look(batch)
        except TableError as trouble:
            raise CommandError(f"{batch.file_name}: {trouble}") from None

    def _tell(self, batch: LessonImport) -> None:
        for row in batch.faulty:
            reasons = " ".join(f"{column}: {text}" if column else text for column, text in row["faults"].items())
            self.stderr.write(f"row {row['line']}: {' '.join(reasons.split())}")
        for name, words in batch.found.get("unknown", {}).items():
            for word, rows in words:
                what = "left out" if word_is_decided(batch, name, word) else "unknown; --leave-out-unknown drops it"
                self.stderr.write(f"{name}: “{' '.join(word.split())}” in {rows} rows: {what}")
        found = {name: batch.found.get(name, 0) for name in ("rows", "good", "ready", "there", "faulty")}
        self.stdout.write(
            "{rows} rows: {good} can come in ({ready} say all that a published lesson must),"
            " {there} are there already, {faulty} have faults.".format(**found)
        )

    def _refuse(self, batch: LessonImport) -> None:
        found = batch.found
        if found.get("untold"):
            raise CommandError(f"Nothing was written: no column is one of {', '.join(FIELDS)}.")
        if found["faulty"] and (batch.whole or not found["good"] + found["there"]):
            raise CommandError(f"Nothing was written: {found['faulty']} rows have faults.")

    def _write(self, batch: LessonImport) -> None:
        batch.state = LessonImport.State.WRITING
        batch.save()
        steps.write(batch.pk)
        batch.refresh_from_db(fields=["state", "trouble", "written"])
        if batch.state != LessonImport.State.WRITTEN:
            raise CommandError(batch.trouble)
        published = batch.lessons.published().count()
        self.stdout.write(f"Written: {batch.written} lessons, {published} of them published.")


def word_is_decided(batch: LessonImport, vocabulary: str, word: str) -> bool:
    return folded(word) in batch.words.get(vocabulary, {})

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config.backup import BackupError
from config.backup.comparing import differences
from config.backup.reading import check, given
from lessons.integrity.invariants import INVARIANTS, MOST_TOLD, broken
from lessons.integrity.stored import looked_at, strangers


class Command(BaseCommand):
    help = (
        "Check every invariant of the memory's data and files, and recount every number; say how much was looked at,"
        " and what is wrong. An empty memory is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--manifest",
            metavar="BACKUP",
            help="right after a restore: compare the rows of each table, and each file, with this backup",
        )
        parser.add_argument("--identity", type=Path, metavar="FILE", help="with the secret key of an encrypted backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = looked_at()
        except DatabaseError as error:  # a table is not there at all
            raise CommandError(f"the memory cannot be looked at: {str(error).splitlines()[0]}") from None
        seen = ", ".join(f"{many} {what}" for what, many in counts.items())
        wrong = self._tell_broken()
        others = self._tell_others(options["manifest"], options["identity"]) if options["manifest"] else 0
        if not counts["people"]:
            raise CommandError(f"Looked at {seen}: nobody is in this memory. If it was restored, they are lost.")
        if wrong or others:
            compared = f" {others} differences from the backup." if others else ""
            raise CommandError(f"Looked at {seen}. {wrong} of {len(INVARIANTS)} invariants do not hold.{compared}")
        self.stdout.write(f"Looked at {seen}. All {len(INVARIANTS)} invariants hold.")
        if extra := strangers():
            self.stdout.write(
                f"{extra} files have no row, of sendings that broke off: they cost their size and no more."
            )

    def _tell_broken(self) -> int:
        wrong = list(broken())
        for invariant, faults, are_more in wrong:
            self.stderr.write(f"Does not hold: {invariant.name}")
            for fault in [*faults, *(["… and more"] if are_more else [])]:
                self.stderr.write(f"  {fault}")
        return len(wrong)

    def _tell_others(self, manifest: str, identity: Path | None) -> int:
        try:
            with given(manifest, identity) as backup:
                others = list(differences(check(backup)))
        except BackupError as error:
            raise CommandError(str(error)) from None
        for other in others[:MOST_TOLD]:
            self.stderr.write(f"Not as in the backup: {other}")
        return len(others)

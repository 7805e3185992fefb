from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import BackupError, reading
from config.backup.reading import Checked
from config.backup.restoring import restore


class Command(BaseCommand):
    help = "Bring a backup back, into an empty memory. Whatever does not fit is said, and then nothing was touched."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="what `backup` wrote, or - for standard input")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="with the secret key of an encrypted backup")
        parser.add_argument("--check", action="store_true", help="read all of it, say what it is, and restore nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with reading.given(options["file"], options["identity"]) as backup:
                checked = (reading.check if options["check"] else restore)(backup)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"nothing was restored: {error.strerror or error}") from None
        self._tell(checked, "Whole and for this version" if options["check"] else "Restored")

    def _tell(self, checked: Checked, what: str) -> None:
        counts = checked.about.counts
        people, lessons = counts.get("networks_user", 0), counts.get("lessons_lesson", 0)
        self.stdout.write(
            f"{what}: the memory of {checked.about.made_at}, {people} people, {lessons} lessons,"
            f" {len(checked.files)} files. Everybody signs in anew."
        )
        for name in checked.missing:
            self.stderr.write(f"was missing when the backup was made: {name}")
        if not checked.is_ours:
            self.stderr.write(
                "SECRET_KEY is another one than when the backup was made: second factors, invitations and links in"
                " mails do not work until the old one is set, or stands in SECRET_KEY_FALLBACKS. Nor can it be told"
                " whether somebody changed the backup."
            )

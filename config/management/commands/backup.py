import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from config.backup import BackupError, keeping, making


class Command(BaseCommand):
    help = "Write the whole memory, database and files, into one file, while it runs. SECRET_KEY is not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("where", nargs="?", help="a folder, or - for standard output; default: BACKUP_DIR")
        parser.add_argument(
            "--encrypt-for",
            action="append",
            default=[],
            metavar="KEY",
            help="an age public key (age1…), or a file of them; may be given several times; default: BACKUP_RECIPIENT",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._make(options["where"], options["encrypt_for"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"no backup was made: {error.strerror or error}") from None
        for name in made.missing:
            self.stderr.write(f"missing on the disk, and so in the backup: {name}")
        size = str(filesizeformat(made.size)).replace("\xa0", " ")
        secret = "encrypted" if made.encrypted else "not encrypted"
        # Standard output may be the backup.
        self.stderr.write(
            f"Backup {made.place}: {size}, {made.files} files, {secret}, in {made.seconds:.1f} s."
            " SECRET_KEY is not in it: keep it apart."
        )

    def _make(self, where: str | None, to: list[str]) -> making.Made:
        to = to or settings.BACKUP_RECIPIENTS
        if where == "-":
            made = making.to_stream(sys.stdout.buffer, to)
        else:
            made = making.to_folder(Path(where) if where else keeping.the_folder(), to)
        making.note(made)
        return made

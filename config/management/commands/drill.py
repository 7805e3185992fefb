from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import BackupError
from config.backup.drill import drill


class Command(BaseCommand):
    help = "Restore a backup into a new folder and database, check it there, and throw it away. The memory goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: the newest of BACKUP_DIR, or else a new one")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="with the secret key of an encrypted backup")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = drill(options["file"], options["identity"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The backup of {done.of} can be restored. {done.looked_at} It took {done.seconds:.0f} s.")

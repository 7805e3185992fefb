"""This command loads an invented network with a year of its life, and takes it away."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.loader import DOMAIN, SLUG, is_there, load
from config.demo.removal import NamedByOthers, remove
from lessons.library.models import LibraryEntry
from networks.management.commands.load_demo import ADMIN
from networks.management.commands.load_demo import DOMAIN as OF_DEMO_ACCOUNTS
from networks.models import User

ACCOUNTS = [
    f"{f'secretaria@{DOMAIN}':<50} secretariat of {SLUG}, invented",
    f"{f'miembro@{DOMAIN}':<50} member of {SLUG}, invented",
]


class Command(BaseCommand):
    help = (
        "Load an invented network with a year of its life, marked as invented wherever it shows. Loading twice changes"
        " nothing. Only where the stack is embedded, unless --anywhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anywhere", action="store_true", help="load it into this database all the same")
        parser.add_argument(
            "--remove",
            action="store_true",
            help="delete all of it, its history too, and what people have added to it since: their confirmations, uses"
            " and comments on its lessons, their roles in it, the mail kept of it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self._remove()
            return
        if not (settings.EMBEDDED or options["anywhere"]):
            raise CommandError("The invented network is for the embedded run. Use --anywhere if you mean it.")
        if is_there():
            self.stdout.write("Invented network: already there.")
            return
        demo = User.objects.filter(email=f"{ADMIN[0]}@{OF_DEMO_ACCOUNTS}").first()
        if demo is None or not LibraryEntry.objects.exists():
            raise CommandError(
                "It signs in as demo accounts do, and speaks of the library: run load_library and load_demo first."
            )
        load(demo.password)
        self._list_accounts(ACCOUNTS)
        self.stdout.write("Invented network: loaded with a year of its life. --remove takes it away.")

    def _remove(self) -> None:
        try:
            many = remove()
        except NamedByOthers as others:
            raise CommandError(f"Others name what is invented; change that first, and try again: {others}") from None
        self._list_accounts([])
        self.stdout.write(f"Invented network: removed with {many} lessons and all that hung on it.")

    def _list_accounts(self, accounts: list[str]) -> None:
        """Write them before the password, where `manage.py up` looks for accounts; elsewhere print them."""
        path = Path(os.environ.get("DEMO_ACCOUNTS_FILE", "-"))
        if not path.is_file():
            self.stdout.write("\n".join(accounts))
            return
        others = [line for line in path.read_text(encoding="utf-8").splitlines() if f"@{DOMAIN}" not in line]
        path.write_text("\n".join([*others[:-1], *accounts, *others[-1:], ""]), encoding="utf-8")

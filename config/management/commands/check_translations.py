from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.translations import catalogues


class Command(BaseCommand):
    help = "Fail if a text of code or templates has no Spanish."

    def handle(self, *args: Any, **options: Any) -> None:
        found = catalogues.problems()
        if found:
            raise CommandError("\n".join(found))

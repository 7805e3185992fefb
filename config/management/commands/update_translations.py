from typing import Any

from django.core.management.base import BaseCommand

from config.translations import catalogues


class Command(BaseCommand):
    help = "Bring locale/ up to date with the texts in code and templates."

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues.update()
        for problem in (found := catalogues.problems()):
            self.stdout.write(problem)
        self.stdout.write(f"{len(found)} to translate.")

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lessons.frame.models import Finding
from lessons.library.loader import load_library, remove_library


class Command(BaseCommand):
    help = "Load lessons from published sources: no network's own words. Loading twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete them, but those on which somebody worked")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            removed, kept = remove_library()
            self.stdout.write(f"Library: {removed} lessons removed, {kept} kept since somebody worked on them.")
            return
        if not Finding.objects.exists():
            raise CommandError("The frame is missing, which these lessons name: run load_frame first.")
        self.stdout.write(f"Library: {load_library()} lessons from published sources added.")

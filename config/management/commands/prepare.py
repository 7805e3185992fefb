from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from config.static_files import collect_if_changed
from config.translations import compile_catalogues


class Command(BaseCommand):
    help = "Make files and database ready to serve: after each update, before the start."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--files-only", action="store_true", help="catalogues and static files, no database")

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogues()
        collect_if_changed()
        if options["files_only"]:
            return
        call_command("migrate", interactive=False, verbosity=1)
        call_command("load_frame")
        if settings.EMBEDDED:
            call_command("load_demo")

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.translations import compile_catalogues


class Command(BaseCommand):
    help = "Make database, catalogues and static files ready to serve. Run it after each update."

    def handle(self, *args: Any, **options: Any) -> None:
        compile_catalogues()
        call_command("migrate", interactive=False, verbosity=1)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_frame")
        if settings.EMBEDDED:
            call_command("load_demo")

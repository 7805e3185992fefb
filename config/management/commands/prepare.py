from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config.embedded.static_files import collect_if_changed
from config.translations.catalogues import compile_catalogues
from lessons.search.words.vocabulary import add_words
from networks.models import User


class Command(BaseCommand):
    help = "Make files and database ready to serve: after each update, before the start."

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--files-only", action="store_true", help="catalogues and static files, no database")
        only.add_argument("--database-only", action="store_true", help="in an image, whose files are made and fixed")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["database_only"]:
            compile_catalogues()
            collect_if_changed()
        if options["files_only"]:
            return
        refuse_superuser()
        call_command("migrate", interactive=False, verbosity=1)
        call_command("load_frame")
        if settings.EMBEDDED:
            is_new = not User.objects.exists()
            call_command("load_library")
            call_command("load_demo")
            if is_new:
                call_command("load_demo_network")  # later only if asked for: who took it away does not want it back
                add_words()  # else a slip of the finger would not be known for one in the first minutes


def refuse_superuser() -> None:
    """Refuse a database role that is a superuser, which the settings cannot know; a site without HTTPS may have it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (is_superuser,) = cursor.fetchone()
    if is_superuser and settings.HTTPS:
        raise CommandError(
            "The role of DATABASE_URL is a superuser: let config/database_role.sql make memoria_app, and use that one"
        )

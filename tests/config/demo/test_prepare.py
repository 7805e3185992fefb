"""The first start of the embedded run brings the invented network; no later one does."""

from io import StringIO
from typing import Any

from django.core.management import call_command

from config.demo.loader import is_there


def prepare() -> None:
    call_command("prepare", database_only=True, stdout=StringIO())


def test_who_took_it_away_does_not_get_it_back_at_the_next_start(study: str, db: None, settings: Any):
    settings.EMBEDDED = True
    prepare()
    assert is_there()
    call_command("load_demo_network", remove=True, stdout=StringIO())
    prepare()
    assert not is_there()


def test_production_starts_without_it(study: str, db: None, settings: Any):
    settings.EMBEDDED = False
    prepare()
    assert not is_there()

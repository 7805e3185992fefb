"""Every test has the cast; no test may write in a GET."""

import gc
import os
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import settings as of_hypothesis
from pytest_django import DjangoDbBlocker

from base.outages import valkey_away
from base.queue import broker_away
from base.reading import kept_lists
from lessons.record.models.audience import everyone
from networks.announcements import actions
from networks.mail.letters import send_letter
from networks.models import Letter
from tests.support.cast import Cast
from tests.support.servers.smtp import post as post

# The same cases each time, so that a failure is that of a change; HYPOTHESIS_PROFILE=default looks for new ones.
of_hypothesis.register_profile("same", derandomize=True, deadline=None)  # how long it took, a busy machine decides
of_hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Signing in and out, the session, and what was searched in vain are what a GET may write.
ALLOWED = re.compile(
    r'"(django_session|networks_user|account_emailaddress|lessons_unansweredsearch)"|SAVEPOINT', re.IGNORECASE
)
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


# Where tests take long, or wait for something outside: begun first, so that no processor idles at the end.
LONG = ("journeys", "faults", "site", "attacks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is there for the whole run is not looked through again and again for what could be freed."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No hashed file names (they need collectstatic), files of tests go away, and what makes tests fast."""
    with override_settings(
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),  # names are never the same: one folder does for all tests
        WHITENOISE_AUTOREFRESH=True,  # else each Client reads all static files
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Rate limits of one test do not reach the next. That nobody announces anything is known: no page asks for it."""
    cache.set(actions.KEY, [])
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def lists_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep them as a process does, though a test is one transaction. The cache forgets their version after it."""
    monkeypatch.setattr(kept_lists, "is_in_transaction", lambda: False)


@pytest.fixture(autouse=True)
def key_of_everyone() -> None:
    """Where the tables were emptied and filled again, this audience has another key."""
    everyone.cache_clear()


@pytest.fixture(autouse=True)
def servers_are_there() -> Iterator[None]:
    """That a test found one away is nothing to the next."""
    yield
    broker_away.end()
    valkey_away.end()


@pytest.fixture(autouse=True)
def language_of_nobody() -> Iterator[None]:
    """A test that asked for a page in English leaves its thread in English: addresses would begin with /en/."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The tests' database begins as a copy of one that is migrated, unless it is on servers that somebody named."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("TEST_DATABASE_TEMPLATE")


@pytest.fixture
def cast(db: None) -> Cast:
    everyone()  # a process asks once
    return Cast()


@pytest.fixture(scope="module")
def study(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The study is loaded once for a module, and each of its tests finds it whole: for modules where all use it.

    Returns what the command printed.
    """
    said = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_frame", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def mails(mailoutbox: list[Any]) -> Callable[[], list[Any]]:
    """Lets the letters that wait be sent, as a worker does; returns all mail until now."""

    def sent() -> list[Any]:
        for pk in Letter.objects.due().order_by("pk").values_list("pk", flat=True):
            send_letter(pk)
        return mailoutbox

    return sent


@pytest.fixture(autouse=True)
def a_get_does_not_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GET that writes is a fault: it may be sent by a crawler, a preview, a mail client."""
    original = Client.request

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not (WRITES.match(sql) and not ALLOWED.search(sql)), f"a GET wrote: {sql[:120]}"
        return execute(sql, params, many, context)

    def request(self: Client, **environ: Any) -> WSGIRequest:
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return original(self, **environ)
        with connection.execute_wrapper(refuse):
            return original(self, **environ)

    monkeypatch.setattr(Client, "request", request)

"""A worker that reads what was sent."""

from typing import Any

import pytest
from django.test import Client

from base import queue
from networks.models import OrganisationImport
from tests.support.cast import Cast
from tests.support.files.imported import NEW, filled, upload
from tests.support.htmx import soup


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does at once what is asked of it, as soon as the request is through."""
    monkeypatch.setattr(queue, "_hand_over", lambda task, args, _: task.run(*args))


@pytest.fixture
def send(cast: Cast, worker: None, django_capture_on_commit_callbacks: Any) -> Any:
    def send(client: Client, text: str | bytes, name: str = "lista.csv", **fields: Any) -> OrganisationImport:
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(NEW, {"file": upload(text, name), "network": cast.network.pk, **fields})
        assert answer.status_code == 302, soup(answer).select(".errorlist")
        return OrganisationImport.objects.get(pk=int(answer["Location"].split("/")[-2]))

    return send


@pytest.fixture
def confirm(django_capture_on_commit_callbacks: Any) -> Any:
    def confirm(client: Client, batch: OrganisationImport, go: str = "write", **changes: str) -> OrganisationImport:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(batch.get_absolute_url(), filled(client, batch) | changes | {"go": go})
        batch.refresh_from_db()
        return batch

    return confirm

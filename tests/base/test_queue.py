"""Work is handed to a worker without keeping anybody waiting, and without being lost."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction
from kombu.transport.redis import Channel

from base.queue import AT_ONCE, broker_away, enqueue
from config.celery import app
from networks.tasks import send_letter

PROJECT = Path(__file__).resolve().parents[2]
# Beat's own hand is the one exception: it asks again by itself.
OTHER_WAYS = re.compile(r"\.(delay|apply_async|delay_on_commit|apply_async_on_commit|send_task)\(")
ALLOWED = {"config/celery.py", "base/queue.py"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queue() -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        app.control.purge()
        yield valkey
        app.control.purge()


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda address: monkeypatch.setattr(app.conf, "broker_write_url", address)


@pytest.fixture
def dead(broker: Callable[[str], None]) -> None:
    broker("redis+socket:///nowhere/valkey.sock")


def test_no_module_hands_out_work_in_another_way():
    apps = ("base", "config", "digests", "lessons", "networks")
    ours = [path for app in apps for path in (PROJECT / app).rglob("*.py")]
    others = [path for path in ours if OTHER_WAYS.search(path.read_text())]
    assert {str(path.relative_to(PROJECT)) for path in others} <= ALLOWED


def test_a_task_waits_for_the_commit(queue: Any):
    with transaction.atomic():
        enqueue(send_letter, 7)
        assert not queue.exists(f"celery{Channel.sep}6")
    assert queue.llen(f"celery{Channel.sep}6") == 1


def test_no_worker_hears_of_work_that_is_rolled_back(queue: Any):
    with transaction.atomic():
        enqueue(send_letter, 7)
        transaction.set_rollback(True)
    assert not queue.keys("celery*")


def test_what_somebody_waits_for_stands_in_the_queue_that_is_served_first(queue: Any):
    enqueue(send_letter, 7, priority=AT_ONCE)
    assert (queue.llen("celery"), queue.llen(f"celery{Channel.sep}6")) == (1, 0)


def test_a_dead_broker_is_no_error_and_takes_no_time(dead: None, caplog: Any):
    begun = time.monotonic()
    for _ in range(100):
        enqueue(send_letter, 7)
    assert time.monotonic() - begun < 1
    assert broker_away
    assert caplog.text.count("task left to the sweep") == 1  # then it is left alone for some seconds


def test_a_dead_broker_is_asked_again_after_some_seconds(queue: Any, dead: None, broker: Callable[[str], None]):
    enqueue(send_letter, 7)
    broker(settings.CELERY_BROKER_URL)
    enqueue(send_letter, 7)
    assert not queue.keys("celery*")
    broker_away.end()
    enqueue(send_letter, 7)
    assert queue.llen(f"celery{Channel.sep}6") == 1

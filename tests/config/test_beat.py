"""The schedule goes on when a clock that ran ahead is put right."""

from collections.abc import Iterator

import pytest
import time_machine
from django_celery_beat.models import PeriodicTask

from config.beat import Scheduler
from config.celery import app

AHEAD, TODAY = "2031-05-01T12:00:10Z", "2026-12-01T12:00:10Z"


@pytest.fixture
def clock(transactional_db: None) -> Iterator[time_machine.Traveller]:
    app.control.purge()
    with time_machine.travel(AHEAD, tick=False) as clock:
        yield clock
    app.control.purge()


def beat() -> Scheduler:
    scheduler = Scheduler(app=app)
    scheduler._finalize.cancel()  # at the end of the process it would look for a database that is gone
    return scheduler


def runs() -> dict[str, int]:
    return dict(PeriodicTask.objects.values_list("name", "total_run_count"))


def look(scheduler: Scheduler) -> set[str]:
    """Let it do all that is due; the names of what it did."""
    before = runs()
    while scheduler.tick() == 0:
        pass
    scheduler.sync()
    return {name for name, many in runs().items() if many > before.get(name, 0)}


def run_ahead(scheduler: Scheduler, clock: time_machine.Traveller) -> None:
    look(scheduler)
    clock.shift(3_600)
    assert {"tick", "send-due-digests"} <= look(scheduler)
    assert PeriodicTask.objects.get(name="tick").last_run_at.year == 2031


@pytest.mark.parametrize("is_started_anew", [True, False])
def test_what_ran_in_a_time_to_come_runs_again_today(clock: time_machine.Traveller, is_started_anew: bool) -> None:
    scheduler = beat()
    run_ahead(scheduler, clock)
    clock.move_to(TODAY)
    scheduler = beat() if is_started_anew else scheduler
    look(scheduler)
    clock.shift(3_600)
    assert {"tick", "send-due-digests"} <= look(scheduler)
    assert PeriodicTask.objects.get(name="tick").last_run_at.year == 2026


def test_what_ran_just_now_does_not_run_again(clock: time_machine.Traveller) -> None:
    scheduler = beat()
    run_ahead(scheduler, clock)
    assert look(scheduler) == set()

"""The desk's page of work outside the request: what failed, what waits, and the schedule."""

from datetime import timedelta
from smtplib import SMTPDataError
from typing import Any

import pytest
from celery import shared_task
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.timezone import localtime, now
from django.utils.translation import override
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from config.celery import TICK_KEY, app
from config.desk import machine
from config.schedule import ON_REQUEST, SCHEDULE, SCHEDULE_LABELS
from digests.models import Digest, Subscription
from networks.models import Letter, OrganisationImport, TaskFailure, TaskRun
from networks.tasks import forget, forget_sessions
from tests.support.cast import Cast
from tests.support.htmx import soup, text

TASKS = "/administracion/tareas/"


@shared_task(name="tests.fails")
def fails(pk: int, address: str) -> None:
    errors = {1: SMTPDataError(554, b"ana@ejemplo.example is not welcome"), 2: KeyError(address)}
    if pk == 3:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'ana@ejemplo.example'::int")
    raise errors[pk]


def fail(pk: int) -> None:
    with transaction.atomic():  # for the failed statement to end with
        fails.apply(args=[pk, "ana@ejemplo.example"], throw=False)


class TestFailures:
    @pytest.mark.parametrize(("pk", "error", "detail"), [(1, "SMTPDataError", "SMTP 554"), (2, "KeyError", "")])
    def test_are_kept_without_what_they_say(self, db: None, pk: int, error: str, detail: str):
        fail(pk)
        [kept] = TaskFailure.objects.values()
        assert (kept["task"], kept["error"], kept["detail"], kept["ids"]) == ("tests.fails", error, detail, [pk])
        assert kept["place"].startswith("tests/config/desk/test_tasks.py:")
        assert "ejemplo.example" not in str(kept)

    @pytest.mark.django_db(transaction=True)
    def test_of_the_database_by_its_code(self):
        fails.apply(args=[3, "x"], throw=False)
        [kept] = TaskFailure.objects.values()
        assert (kept["error"], kept["detail"]) == ("DataError", "22P02")
        assert "ejemplo.example" not in str(kept)

    def test_the_same_again_is_counted(self, db: None):
        fail(2), fail(2), fail(1)
        assert sorted(TaskFailure.objects.values_list("error", "times")) == [("KeyError", 2), ("SMTPDataError", 1)]

    def test_a_failure_that_was_seen_comes_back_when_it_happens_again(self, cast: Cast):
        fail(2)
        failure = TaskFailure.objects.get()
        assert "KeyError" in text(soup(cast.client("admin").get(TASKS)))
        cast.client("admin").post(f"{TASKS}{failure.pk}/vista/")
        assert "KeyError" not in text(soup(cast.client("admin").get(TASKS)))
        assert "KeyError" in text(soup(cast.client("admin").get(TASKS, {"seen": 1})))
        fail(2)
        assert TaskFailure.objects.unseen().get().times == 1

    def test_are_forgotten_after_90_days(self, db: None):
        fail(1), fail(2)
        TaskFailure.objects.filter(error="KeyError").update(last_at=now() - timedelta(days=91))
        forget()
        assert TaskFailure.objects.get().error == "SMTPDataError"


class TestTasks:
    def test_says_whether_it_runs(self, cast: Cast):
        client = cast.client("admin")
        assert "no se ha visto" in text(soup(client.get(TASKS)))
        cache.set(TICK_KEY, now() - timedelta(hours=2), timeout=None)
        assert "2 horas" in text(soup(client.get(TASKS)), ".message.error")
        cache.set(TICK_KEY, now(), timeout=None)
        assert "hace menos de un minuto" in text(soup(client.get(TASKS)), "main .message.success")

    def test_counts_what_waits(self, cast: Cast, alive: None):
        with app.connection_for_write() as broker:
            queue = broker.default_channel.client
            queue.rpush("celery", "{}", "{}")
            try:
                page = soup(cast.client("admin").get(TASKS))
            finally:
                queue.delete("celery")
        assert "2 tareas esperan" in text(page)

    def test_a_broker_that_is_down_is_said(self, cast: Cast, settings: Any):
        settings.REDIS_URL = "unix:///nowhere/valkey.sock"
        assert "no responde" in text(soup(cast.client("admin").get(TASKS)), ".message.error")
        assert cast.client("admin").get("/administracion/almacenamiento/").status_code == 200

    def test_each_task_is_in_the_schedule_or_done_on_request(self):
        app.loader.import_default_modules()
        ours = {name for name in app.tasks if name.split(".")[0] in {"config", "digests", "lessons", "networks"}}
        assert ours == set(SCHEDULE) | set(ON_REQUEST)
        assert {each["task"] for each in app.conf.beat_schedule.values()} == set(SCHEDULE)

    def test_shows_the_clock_in_words(self, cast: Cast):
        every = IntervalSchedule.objects.create(every=5, period="minutes")
        PeriodicTask.objects.create(name="x", task="digests.tasks.send_due_digests", interval=every)
        PeriodicTask.objects.create(name="unknown", task="x.y", interval=every)
        page = text(soup(cast.client("admin").get(TASKS)))
        assert "cada 5 minutos" in page
        assert "unknown" in page

    def test_says_of_each_work_how_its_last_run_went_and_when_the_next_is(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setitem(app.conf.beat_schedule, "fails", {"task": "tests.fails", "schedule": 60})
        hourly = CrontabSchedule.objects.create(minute="23", timezone="America/Lima")
        names = ("networks.tasks.forget_sessions", "lessons.tasks.check_stewards", "tests.fails")
        for name in names:
            PeriodicTask.objects.create(name=name, task=name, crontab=hourly, last_run_at=now())
        forget_sessions.apply()
        fail(2)
        TaskRun.objects.create(task="lessons.tasks.check_stewards", at=now() - timedelta(days=2))
        lines = {each.what: each for each in machine.clockwork()}
        told = {line.what: (line.went_well, line.error) for line in lines.values()}
        assert sorted(told.values(), key=str) == [(False, "KeyError"), (None, ""), (True, "")]
        assert {localtime(line.next_run).minute for line in lines.values()} == {23}
        assert all(timedelta() < line.next_run - now() <= timedelta(hours=1) for line in lines.values())
        page = text(soup(cast.client("admin").get(TASKS)), "section[aria-labelledby=clock]")
        assert ("salió bien" in page, "falló: KeyError" in page, "la próxima" in page) == (True, True, True)

    @pytest.mark.parametrize("language", ["es", "en"])
    def test_the_names_of_all_works_are_in_the_readers_language(self, language: str):
        with override(language):
            names = [str(each) for words in SCHEDULE_LABELS.values() for each in words]
        with override("en" if language == "es" else "es"):
            others = [str(each) for words in SCHEDULE_LABELS.values() for each in words]
        assert not set(names) & set(others)

    def test_shows_digests_mails_and_imports_in_trouble_and_no_others(self, cast: Cast):
        for who, fields in {
            "member": {"state": "failed", "finished_at": now()},
            "observer": {"attempts": 2, "try_after": now() + timedelta(hours=1)},
            "secretariat": {"state": "sent", "finished_at": now()},
            "other_member": {"state": "failed", "finished_at": now() - timedelta(days=31)},
        }.items():
            subscription = Subscription.starting(cast.user(who))
            subscription.save()
            Digest.objects.create(subscription=subscription, period_end=now(), **fields)
        stalled = OrganisationImport.objects.create(by=cast.user("secretariat"), file_name="parado.csv")
        OrganisationImport.objects.filter(pk=stalled.pk).update(asked_at=now() - timedelta(hours=1))
        OrganisationImport.objects.create(by=cast.user("secretariat"), file_name="en-curso.csv")
        waits = {"attempts": 1, "try_after": now() + timedelta(hours=1)}
        for subject, fields in {
            "Invitación": {"to": "a@ejemplo.example", **waits},
            "Respuesta": {"to": "", "failed_at": now()},
            "Hoy sale": {"to": "a@ejemplo.example"},
        }.items():
            Letter.objects.create(subject=subject, **fields)
        page = soup(cast.client("admin").get(TASKS))
        letters = text(page, "section:has(#letters)")
        assert ("Invitación" in letters, "Respuesta" in letters, "Hoy sale" in letters) == (True, True, False)
        assert "ejemplo.example" not in letters
        named = [each.get_text() for each in page.select("#digests ~ ul a, #imports ~ ul a")]
        assert sorted(named) == ["Member", "Observer", "parado.csv"]

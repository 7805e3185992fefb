"""The admin's desk: what waits, people's access, tasks, storage. Who may open what: test_permission_matrix.py."""

import re
from datetime import date, timedelta
from smtplib import SMTPDataError
from typing import Any

import pytest
from celery import shared_task
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import override
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from config.celery import TICK_KEY, app
from config.desk import machine
from config.privacy.closing import close
from config.schedule import ON_REQUEST, SCHEDULE, SCHEDULE_LABELS
from digests.models import Digest, Subscription
from lessons.models import Photo
from networks.models import BackupRun, Letter, Membership, OrganisationImport, SignIn, TaskFailure, TaskRun, User
from networks.organisations.actions import set_admin
from networks.tasks import forget, forget_sessions
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, MembershipFactory, NetworkFactory, OrganisationFactory, UserFactory
from tests.support.htmx import headers, soup, swap

DESK = "/administracion/"
PEOPLE = "/administracion/personas/"
SIGN_INS = "/administracion/ingresos/"
TASKS = "/administracion/tareas/"


def text(page: Any, where: str = "main") -> str:
    return " ".join(page.select_one(where).get_text(" ").split())


@pytest.fixture
def alive(db: None) -> None:
    cache.set(TICK_KEY, now(), timeout=None)
    for kind in ("backup", "drill"):
        BackupRun.objects.create(kind=kind, of=now())


class TestDesk:
    def test_counts_what_there_is(self, cast: Cast, alive: None):
        OrganisationFactory.create_batch(2)
        cast.user("secretariat")
        page = soup(cast.client("admin").get(DESK))
        assert "2 organizaciones" in text(page, ".counts")
        assert "2 personas" in text(page, ".counts")
        assert page.select_one(f'a[href="/redes/{cast.network.slug}/personas/"]')

    def test_nothing_waits_when_nothing_is_wrong(self, cast: Cast, alive: None):
        page = soup(cast.client("admin").get(DESK))
        assert not page.select(".waiting a")

    def test_says_what_waits(self, cast: Cast):
        TaskFailure.objects.note("a", "KeyError", "", detail="", ids=[], tries_again=False)
        OrganisationImport.objects.create(by=cast.user("secretariat"), file_name="x", state="broken", trouble="x")
        OrganisationFactory(name="Asociación Wari"), OrganisationFactory(name="ASOCIACION  WARI.")
        page = soup(cast.client("admin").get(DESK))
        assert len(page.select(".waiting a")) == 5  # with the sign of life and the backup that are missing
        assert page.select_one('#doubles ~ ul a[href$="/unir/"]')

    def test_a_network_without_a_secretariat_is_marked(self, cast: Cast):
        cast.user("secretariat")
        NetworkFactory(name="Sola")
        marked = [each.get_text(" ") for each in soup(cast.client("admin").get(DESK)).select(".lines li")]
        assert [("sin secretaría" in each, "Sola" in each) for each in marked].count((True, True)) == 1
        assert not [each for each in marked if "Propia" in each and "sin secretaría" in each]

    def test_the_menu_leads_there_for_admins_alone(self, cast: Cast):
        assert soup(cast.client("admin").get("/")).select_one(f'.menu a[href="{DESK}"]')
        assert not soup(cast.client("secretariat").get("/")).select_one(f'.menu a[href="{DESK}"]')


class TestDoubles:
    @pytest.mark.parametrize(
        ("one", "other"),
        [({"name": "Centro Wari"}, {"name": "Céntro  wari."}), ({"acronym": "CW"}, {"acronym": "C.W."})],
    )
    def test_same_but_for_accents_and_signs(self, db: None, one: dict[str, str], other: dict[str, str]):
        organisations = [OrganisationFactory(**each) for each in (one, other)]
        [(slug, _name, many)] = type(organisations[0]).objects.doubles()
        assert (slug in {each.slug for each in organisations}, many) == (True, 2)

    def test_not_what_was_merged_or_has_no_acronym(self, cast: Cast):
        one, _other = OrganisationFactory(name="Centro Wari"), OrganisationFactory(name="Otro")
        OrganisationFactory(name="Centro-Wari", merged_into=one)
        assert type(one).objects.doubles() == []


def shown(page: Any) -> list[str]:
    return [link.get_text(strip=True) for link in page.select("#results .lines a")]


class TestPeople:
    @pytest.fixture(autouse=True)
    def ana(self, cast: Cast) -> User:
        person: User = UserFactory(name="Ana Núñez", email="ana@ejemplo.example")
        MembershipFactory(user=person, network=cast.network, role="observer")
        MembershipFactory(user=person, network=cast.other_network)
        return person

    @pytest.mark.parametrize("words", ["nunez", "ANA nuñ", "ana@ejem"])
    def test_found_by_name_or_address_whatever_the_accents(self, cast: Cast, words: str):
        assert shown(soup(cast.client("admin").get(PEOPLE, {"q": words}))) == ["Ana Núñez"]

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"network": "propia", "role": "observer"}, ["Ana Núñez"]),
            ({"network": "ajena", "role": "observer"}, []),
            ({"state": "admin"}, ["Admin"]),
            ({"state": "no_role"}, ["Admin", "Cerrada"]),
            ({"state": "suspended"}, ["Cerrada"]),
            ({"network": "no-hay"}, []),
        ],
    )
    def test_narrowed(self, cast: Cast, query: dict[str, str], names: list[str]):
        UserFactory(name="Cerrada", is_active=False)
        assert shown(soup(cast.client("admin").get(PEOPLE, query))) == names

    @pytest.mark.fragment("desk/people.html#results")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast: Cast):
        client = cast.client("admin")
        page = soup(client.get(PEOPLE))
        swap(page, client.get(PEOPLE, {"q": "ana"}, headers=headers("results")), "results")
        assert page.body == soup(client.get(PEOPLE, {"q": "ana"})).body  # the head alone names the address


class TestSignIns:
    @pytest.fixture(autouse=True)
    def events(self, cast: Cast) -> None:
        for who, kind, days in (("member", "in", 0), ("member", "refused", 3), ("observer", "in", 5)):
            SignIn.objects.create(user=cast.user(who), kind=kind, at=now() - timedelta(days=days), browser="Firefox")
        cast.client("admin")
        SignIn.objects.filter(user=cast.user("admin")).delete()

    def listed(self, cast: Cast, **query: Any) -> list[str]:
        client = cast.client("admin")
        SignIn.objects.filter(user=cast.user("admin")).delete()
        return shown(soup(client.get(SIGN_INS, query)))

    def test_the_newest_first(self, cast: Cast):
        assert self.listed(cast) == ["Member", "Member", "Observer"]

    def test_narrowed(self, cast: Cast):
        assert self.listed(cast, q="memb", kind="refused") == ["Member"]
        assert self.listed(cast, of=cast.user("observer").pk) == ["Observer"]
        assert self.listed(cast, since=localdate() - timedelta(days=4), until=localdate()) == ["Member", "Member"]
        assert self.listed(cast, until=localdate() - timedelta(days=4)) == ["Observer"]
        assert self.listed(cast, until=date.max) == self.listed(cast)
        assert self.listed(cast, kind="zz") == []

    @pytest.mark.fragment("desk/sign_ins.html#results")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast: Cast):
        client = cast.client("admin")
        page = soup(client.get(SIGN_INS))
        swap(page, client.get(SIGN_INS, {"q": "memb"}, headers=headers("results")), "results")
        assert page.body == soup(client.get(SIGN_INS, {"q": "memb"})).body  # the head alone names the address


class TestAccess:
    def change(self, cast: Cast, person: User, change: str) -> Any:
        return cast.client("admin").post(f"{PEOPLE}{person.pk}/", {"change": change})

    def test_changes_and_the_history_says_by_whom(self, cast: Cast):
        person = cast.user("member")
        assert self.change(cast, person, "make_admin").status_code == 302
        assert User.objects.get(pk=person.pk).is_admin
        event = User.pgh_event_model.objects.filter(pgh_obj=person).latest("pk")
        assert event.pgh_context.metadata["user"] == cast.user("admin").pk

    def test_and_back(self, cast: Cast):
        person = UserFactory(is_admin=True)
        self.change(cast, person, "unmake_admin")
        assert not User.objects.get(pk=person.pk).is_admin

    def test_nobody_takes_the_keys_from_themselves(self, cast: Cast):
        UserFactory(is_admin=True)
        assert self.change(cast, cast.user("admin"), "unmake_admin").status_code == 422
        assert User.objects.filter(is_admin=True, is_active=True).count() == 2

    def test_nothing_changes_of_an_account_that_its_owner_closed(self, cast: Cast):
        person = UserFactory()
        close(person)
        assert self.change(cast, person, "make_admin").status_code == 404
        assert not User.objects.get(pk=person.pk).is_admin

    def test_an_unknown_change_changes_nothing(self, cast: Cast):
        assert self.change(cast, cast.user("member"), "delete").status_code == 400
        assert User.objects.filter(pk=cast.user("member").pk, is_active=True, is_admin=False).exists()


class TestLastAdmin:
    @pytest.mark.parametrize("fields", [{"is_admin": False}, {"is_active": False}])
    def test_stays_also_by_sql(self, cast: Cast, fields: dict[str, bool]):
        admin = cast.user("admin")
        UserFactory(is_admin=True, is_active=False)
        with pytest.raises(IntegrityError, match="last admin"), transaction.atomic():
            User.objects.filter(pk=admin.pk).update(**fields)
        UserFactory(is_admin=True)
        User.objects.filter(pk=admin.pk).update(**fields)

    def test_also_when_all_are_closed_at_once(self, cast: Cast):
        cast.user("admin"), UserFactory(is_admin=True)
        with pytest.raises(IntegrityError, match="last admin"), transaction.atomic():
            User.objects.update(is_active=False)

    def test_the_reason_is_told(self, cast: Cast):
        with pytest.raises(ValidationError, match="última persona"):
            set_admin(cast.user("admin"), is_admin=False)
        assert User.objects.get(pk=cast.user("admin").pk).is_admin

    def test_djangos_admin_says_it_too(self, cast: Cast):
        admin = cast.user("admin")
        sent = {"email": admin.email, "name": "Admin", "language": "es"}
        sent |= {f"memberships-{count}_FORMS": "0" for count in ("TOTAL", "INITIAL")}
        answer = cast.client("admin").post(f"/admin/networks/user/{admin.pk}/change/", sent | {"is_active": "on"})
        assert answer.status_code == 302
        assert User.objects.get(pk=admin.pk).is_admin


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
        assert kept["place"].startswith("tests/config/desk/test_desk.py:")
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


def test_storage_says_how_much_photographs_take(cast: Cast):
    Photo.objects.create(lesson=LessonFactory(), alt="Una", small=b"s" * 1024, large=b"l" * 1024 * 4, width=1, height=1)
    page = text(soup(cast.client("admin").get("/administracion/almacenamiento/")))
    assert "5.0 KB" in page.replace("\xa0", " ")
    assert Membership._meta.verbose_name_plural.capitalize() in page or "Lecciones" in page


@pytest.mark.parametrize("language", ["es", "en"])
def test_storage_calls_each_table_by_words(cast: Cast, language: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "TABLES", 1_000)
    prefix = "" if language == "es" else "/en"
    rows = soup(cast.client("admin").get(f"{prefix}/administracion/almacenamiento/")).select("table.sizes tbody th")
    names = {row.get_text(strip=True) for row in rows}
    assert len(names) > 40
    assert {name for name in names if re.search(r"[a-z]_[a-z]|-region|-network|-permission|-lesson", name)} == set()


def test_little_room_on_the_disk_waits_for_an_admin_first(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    assert "Casi no queda espacio" not in text(soup(cast.client("admin").get("/administracion/")))
    monkeypatch.setattr("config.desk.waiting.LITTLE", 2**60)
    assert "Casi no queda espacio" in text(soup(cast.client("admin").get("/administracion/")))
    assert "de espacio libre" in text(soup(cast.client("admin").get("/administracion/almacenamiento/")))


class TestBackups:
    STORAGE = "/administracion/almacenamiento/"

    def told(self, cast: Cast) -> tuple[str, list[str]]:
        """What the page of the storage says of backups, and what of them waits on the desk, the grave with a mark."""
        client = cast.client("admin")
        desk = soup(client.get(DESK)).select(f'.waiting a[href^="{self.STORAGE}"]')
        said = [("! " if "grave" in each.get("class", []) else "") + each.span.get_text() for each in desk]
        return text(soup(client.get(self.STORAGE))), said

    def test_backups_that_nobody_set_up_are_grave(self, cast: Cast):
        page, waiting = self.told(cast)
        assert "BACKUP_DIR" in page
        assert waiting == ["! De noche no se hace ninguna copia de seguridad"]

    def test_a_first_backup_that_is_still_to_come_is_told(self, cast: Cast, settings: Any):
        settings.BACKUP_DIR = "/srv/backups"
        page, waiting = self.told(cast)
        assert "manage.py backup" in page
        assert waiting == ["Todavía no hay copia de seguridad"]

    def test_the_last_backup_and_drill_are_told(self, cast: Cast, settings: Any):
        settings.BACKUP_DIR = "/srv/backups"
        hours = now() - timedelta(hours=3)
        BackupRun.objects.create(kind="backup", at=hours, size=5 * 1024, place="/srv/backups/x.tar.age", encrypted=True)
        BackupRun.objects.create(kind="drill", at=now() - timedelta(days=9), of=hours)
        page, waiting = self.told(cast)
        for part in ("3 horas", "5.0 KB", "/srv/backups/x.tar.age", "cifrada", "1 semana"):
            assert part in page.replace("\xa0", " ")
        assert waiting == []

    def test_old_untried_or_holed_backups_wait_for_an_admin(self, cast: Cast):
        BackupRun.objects.create(kind="backup", at=now() - timedelta(hours=37), missing=2)
        BackupRun.objects.create(kind="restore", of=now())
        page, waiting = self.told(cast)
        assert "2 archivos de lecciones no estaban en el disco" in page
        assert "se restauró" in page
        assert [each[0] for each in waiting] == ["!", "!", "H"]

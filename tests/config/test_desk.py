"""The desk of the platform's admins."""

import csv
import io
import json

import pghistory
import pytest
from celery import shared_task
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from config.audit import Asked, label_of, page_of, tables
from config.celery import app
from lessons.models import Lesson
from networks.models import Invitation, Letter, Membership, Network, SignIn, TaskFailure, User
from networks.tables import csv_lines
from networks.tasks import forget
from tests.factories import InvitationFactory, LessonFactory, MembershipFactory, UserFactory
from tests.htmx import headers, soup, swap

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return " ".join(soup(answer).main.get_text(" ").split())


class TestOverview:
    def test_says_what_waits_and_what_there_is(self, cast):
        Letter.objects.create(failed_at=now(), subject="Hola")
        TaskFailure.objects.create(task="x", error="ValueError")
        MembershipFactory(network=cast.network)
        said = text(cast.client("admin").get(reverse("desk")))
        assert "Tareas fallidas que nadie ha visto 1" in said
        assert "Correos que no se pudieron entregar 1" in said
        assert "sin secretaría" in said
        assert "lessons_lesson" in said

    def test_queries_do_not_grow(self, cast):
        client, counts = cast.client("admin"), []
        for _ in range(2):
            MembershipFactory.create_batch(10)
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("desk"))
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestPeople:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "SECRETAR"}, {"Secretariat", "Other_Secretariat"}),
            ({"q": "member@"}, {"Member", "Other_Member"}),
            ({"network": "propia", "role": "member"}, {"Member"}),
            ({"state": "admin"}, {"Admin"}),
            ({"state": "nowhere"}, {"Admin", "No_Network"}),
            ({"role": "king"}, set()),
        ],
    )
    def test_are_found(self, cast, query, found):
        for who in ("member", "other_member", "secretariat", "other_secretariat", "no_network"):
            cast.user(who)
        page = soup(cast.client("admin").get(reverse("desk_people", query=query)))
        assert {link.text.strip() for link in page.select("#results .rows a.tall")} == found

    @pytest.mark.fragment("desk/people.html#results")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast):
        client, url = cast.client("admin"), reverse("desk_people")
        page = soup(client.get(url))
        swap(page, client.get(url, {"q": "adm"}, headers=headers("results")), "results")
        assert page.main == soup(client.get(url, {"q": "adm"})).main

    def do(self, cast, user: User, then: str) -> int:
        return cast.client("admin").post(reverse("desk_person", args=[user.pk]), {"then": then}).status_code

    def test_become_admins_and_are_deactivated_and_it_is_in_the_log(self, cast):
        user = cast.user("no_network")
        steps = {
            "admin": (True, True),
            "no_admin": (False, True),
            "deactivate": (False, False),
            "activate": (False, True),
        }
        for then, rights in steps.items():
            assert self.do(cast, user, then) == 302
            user.refresh_from_db()
            assert (user.is_admin, user.is_active) == rights
        entries, _more = page_of(Asked(table="user", kind="update"))
        assert [(entry.who, entry.name) for entry in entries] == [("Admin", "No_Network")] * 4

    def test_the_only_admin_stays(self, cast):
        for then in ("no_admin", "deactivate"):
            assert self.do(cast, cast.user("admin"), then) == 422
        cast.user("admin").refresh_from_db()
        assert cast.user("admin").is_admin
        assert cast.user("admin").is_active

    def test_who_answers_for_lessons_hands_them_over_first(self, cast):
        LessonFactory(network=cast.network, author=cast.user("member"))
        assert self.do(cast, cast.user("member"), "deactivate") == 422
        assert User.objects.get(pk=cast.user("member").pk).is_active

    def test_what_is_not_on_the_list_changes_nothing(self, cast):
        before = User.objects.filter(pk=cast.user("member").pk).values().get()
        assert self.do(cast, cast.user("member"), "delete") == 422
        assert User.objects.filter(pk=cast.user("member").pk).values().get() == before


class TestAudit:
    @pytest.fixture
    def log(self, cast):
        with pghistory.context(user=cast.user("secretariat").pk):
            lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), title="Antes")
            Lesson.objects.filter(pk=lesson.pk).update(title="=Después")
        with pghistory.context(user=cast.user("admin").pk):
            role = MembershipFactory(network=cast.network)
            Membership.objects.filter(pk=role.pk).delete()

    def test_says_who_did_what_to_what(self, cast, log):
        [entry, *_] = page_of(Asked(table="lesson", kind="update"))[0]
        assert (entry.who, entry.name) == ("Secretariat", "=Después")
        assert [(before, after) for _field, before, after in entry.changes] == [("Antes", "=Después")]
        [gone, *_] = page_of(Asked(table="membership", kind="delete"))[0]
        assert (gone.who, gone.changes) == ("Admin", [])

    def test_is_narrowed_by_person_table_kind_and_day(self, cast, log):
        client, url = cast.client("admin"), reverse("desk_audit")
        assert "=Después" in text(client.get(url, {"person": "secretariat@ejemplo.example", "table": "lesson"}))
        assert "=Después" not in text(client.get(url, {"person": "admin@ejemplo.example"}))
        assert "=Después" not in text(client.get(url, {"until": "2001-01-01"}))
        assert "=Después" in text(client.get(url, {"since": "2001-01-01", "kind": "update"}))
        assert "Nadie tiene este correo" in text(client.get(url, {"person": "nadie@ejemplo.example"}))

    def test_goes_on_where_the_page_ends(self, cast):
        with pghistory.context(user=cast.user("admin").pk):
            for number in range(60):
                Network.objects.filter(pk=cast.network.pk).update(host=f"Casa {number}")
        # One transaction has one moment: here each has its own.
        events = Network.pgh_event_model.objects.order_by("pgh_id")
        for turn, event in enumerate(events):
            type(event).objects.filter(pk=event.pk).update(pgh_created_at=now().replace(microsecond=turn))
        client, seen = cast.client("admin"), []
        url: str | None = reverse("desk_audit", query={"table": "network"})
        while url:
            page = soup(client.get(url))
            seen += [each.text for each in page.select(".log ins")]
            onwards = page.find("a", string=lambda words: words and "antiguos" in words)
            url = reverse("desk_audit") + onwards["href"] if onwards else None
        assert {f"Casa {number}" for number in range(60)} <= set(seen)

    def test_the_file_has_all_of_it_and_no_formula(self, cast, log):
        answer = cast.client("admin").get(reverse("desk_audit_export", query={"table": "lesson"}))
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content)))
        assert {row["table"] for row in rows} == {"lessons.Lesson"}
        assert [json.loads(row["said"])["title"] for row in rows] == ["=Después", "Antes"]
        assert "".join(csv_lines(["=a"], [["@b"]])).splitlines() == ["\ufeff'=a", "'@b"]

    @pytest.mark.fragment("desk/audit.html#results")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast, log):
        client, url = cast.client("admin"), reverse("desk_audit")
        page = soup(client.get(url))
        swap(page, client.get(url, {"kind": "delete"}, headers=headers("results")), "results")
        assert page.main == soup(client.get(url, {"kind": "delete"})).main

    def test_knows_every_table_that_is_tracked_and_shows_no_secret(self, cast):
        assert {"lesson", "membership", "network", "organisation", "user", "networkrelation"} <= set(tables())
        assert all(label_of(name) for name in tables())
        cast.user("admin").set_password("otra")
        cast.user("admin").save()
        InvitationFactory(network=cast.network, email="secreta@ejemplo.example")
        content = cast.client("admin").get(reverse("desk_audit")).content.decode()
        for secret in ("secreta@", cast.user("admin").password):
            assert secret not in content
        assert Invitation.objects.exists()

    def test_queries_do_not_grow(self, cast):
        client, counts = cast.client("admin"), []
        for _ in range(2):
            LessonFactory.create_batch(10, network=cast.network, author=cast.user("member"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("desk_audit"))
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestTasks:
    def test_a_failure_is_noted_without_its_text(self, cast):
        @shared_task(name="tests.fail")
        def fail():
            raise ValueError("zzq@ejemplo.example")

        app.loader.import_default_modules()
        fail.apply()
        failure = TaskFailure.objects.get()
        assert (failure.task, failure.error) == ("tests.fail", "ValueError")
        assert failure.where.startswith("tests/config/test_desk.py:")
        client = cast.client("admin")
        answer = client.get(reverse("desk_tasks"))
        assert "tests.fail" in text(answer)
        assert "zzq" not in answer.content.decode()
        client.post(reverse("desk_failures_seen"))
        failure.refresh_from_db()
        assert failure.seen_at

    def test_is_forgotten_in_time(self):
        TaskFailure.objects.create(task="old", error="E", at=now().replace(year=now().year - 1))
        TaskFailure.objects.create(task="new", error="E")
        forget()
        assert TaskFailure.objects.get().task == "new"


def test_sign_ins_are_found_by_person_and_kind(cast):
    SignIn.objects.create(user=cast.user("member"), kind="in")
    SignIn.objects.create(user=UserFactory(name="Otra Persona"), kind="refused")
    client, url = cast.client("admin"), reverse("desk_sign_ins")
    assert "Otra Persona" in text(client.get(url, {"kind": "refused"}))
    assert "Otra Persona" not in text(client.get(url, {"person": "member@ejemplo.example"}))
    assert "Otra Persona" not in text(client.get(url, {"kind": "king"}))

"""The audit log: all histories in one list."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localdate

from config.desk.audit import Asked, Found, histories, newest
from config.desk.entries import SECRET, Entry, _around, entries
from lessons.review import actions
from networks.models import Membership
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)
from tests.support.htmx import headers, soup, swap

LOG = "/administracion/bitacora/"
CSV = "/administracion/bitacora.csv"


def told(**asked: Any) -> list[Entry]:
    return entries(newest(Asked(**asked), 1000))


def of_page(page: Any) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in page.select("#results .log > li")]


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


@pytest.fixture
def role(cast: Cast) -> Membership:
    return make_secretariat(cast)


def make_secretariat(cast: Cast) -> Membership:
    """Of the member, by the admin in Django's admin."""
    role = cast.user("member").memberships.get()
    sent = {"user": role.user_id, "network": role.network_id, "role": "secretariat", "started_on": "01/12/2026"}
    cast.client("admin").post(f"/admin/networks/membership/{role.pk}/change/", sent)
    return role


class TestEntry:
    def test_says_who_did_what_to_what(self, cast: Cast, role: Membership):
        entry = told(model="networks.membership", kind="changed")[0]
        assert (entry.who, entry.kind) == (cast.user("admin"), "changed")
        assert "Member" in entry.label
        assert entry.url == f"/redes/{cast.network.slug}/personas/"
        assert ("integrante", "secretaría") in [(each.before, each.after) for each in entry.changes]

    def test_what_nobody_did_is_the_systems(self, cast: Cast):
        role = Membership.objects.get(user=cast.user("member"))
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM networks_membership WHERE id = %s", [role.pk])
        [entry] = told(kind="removed")
        assert (entry.who, entry.who_name, entry.kind) == (None, "el sistema", "removed")

    def test_each_thing_that_has_a_history_has_entries(self, cast: Cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        lesson.regions.add(RegionFactory())
        lesson.shared_with.add(cast.other_network)
        lesson.stances.create(finding=FindingFactory())
        CorroborationFactory(lesson=lesson), ApplicationFactory(lesson=lesson)
        found = told()
        assert {entry.model for entry in found} >= {"Lección aprendida", "Departamento de una lección", "Uso"}
        assert all(entry.label and entry.model for entry in found)
        parts = [entry for entry in found if entry.label.startswith(f"{lesson.title} · ")]
        assert len(parts) == 5
        assert {entry.url for entry in parts} == {lesson.get_absolute_url()}

    def test_of_what_is_gone_still_has_a_name(self, cast: Cast):
        person = UserFactory(name="Se Fue")
        Membership.objects.create(user=person, network=cast.network)
        pk = person.pk
        person.memberships.all().delete()
        person.emailaddress_set.all().delete()
        person.delete()
        entry = told(model="networks.membership")[0]
        assert "Propia" in entry.label
        assert f"#{pk}" in [each.after for each in entry.changes]

    def test_the_author_of_an_unnamed_lesson_is_known_to_admins(self, cast: Cast):
        LessonFactory(network=cast.network, author=cast.user("member"), is_unnamed=True, published=True)
        [entry] = told(model="lessons.lesson")
        assert "Member" in [each.after for each in entry.changes]


class TestSecrets:
    @pytest.mark.parametrize("name", ["password", "token_hash", "secret", "recovery_codes"])
    def test_are_never_shown(self, name: str):
        assert SECRET.search(name)

    def test_the_password_is_in_no_history(self, cast: Cast):
        user = cast.user("member")
        user.set_password("una-clave-larga")
        user.save()
        with connection.cursor() as cursor:
            for events in histories().values():
                cursor.execute(f"SELECT count(*) FROM {events._meta.db_table} e WHERE e::text LIKE %s", ["%md5$%"])
                assert cursor.fetchone() == (0,)


class TestLongText:
    def test_is_shown_from_where_it_differs(self):
        before, after = _around("a" * 300 + "viejo", "a" * 300 + "nuevo")
        assert before.startswith("… a")
        assert before.endswith("viejo")
        assert after.endswith("nuevo")

    def test_is_cut(self):
        assert _around("", "b" * 500)[1] == "b" * 160 + " …"


class TestFilters:
    @pytest.fixture(autouse=True)
    def deeds(self, cast: Cast) -> None:
        OrganisationFactory(name="Asociación Wari")
        cast.user("admin")
        self.lesson = LessonFactory(network=cast.network, author=cast.user("member"))
        actions.publish(self.lesson, by=cast.user("secretariat"))
        # The last: what else a test does in its one transaction is noted as done in the last request.
        self.role = make_secretariat(cast)

    @pytest.mark.parametrize(
        ("query", "some", "none"),
        [
            ({"q": "asociacion wari"}, "Asociación Wari", "Propia"),
            ({"q": "PROPIA member"}, "Member – Propia", "Wari"),
            ({"person": "admin"}, "integrante → secretaría", "Wari"),
            ({"model": "networks.organisation"}, "Wari", "Member"),
            ({"kind": "changed"}, "cambió", "Wari"),
            ({"by_nobody": "on"}, "Wari", "integrante → secretaría"),
        ],
    )
    def test_narrow(self, cast: Cast, query: dict[str, str], some: str, none: str):
        listed = of_page(soup(cast.client("admin").get(LOG, query)))
        assert any(some in each for each in listed), listed
        assert not any(none in each for each in listed), listed

    def test_filters_list_one_persons_entries_or_one_objects(self, cast: Cast):
        assert [entry.of for entry in told(by=cast.user("admin"))] == [f"networks.membership:{self.role.pk}"]
        assert [entry.kind for entry in told(of=("lessons.lesson", self.lesson.pk))] == ["changed", "added"]
        page = soup(cast.client("admin").get(LOG, {"of": f"lessons.lesson:{self.lesson.pk}"}))
        assert len(of_page(page)) == 2
        assert page.select_one("input[name=of][checked]")

    def test_filters_list_the_entries_of_some_days(self, cast: Cast):
        today = localdate()
        assert told(since=today, until=today)
        assert told(until=date.max)
        assert not told(until=today - timedelta(days=1))
        assert not told(since=today + timedelta(days=1))

    @pytest.mark.parametrize(
        "query", ["model=zz", "kind=zz", "since=ayer", "by=zz", "by=99999999999999999999", "of=zz", "q=%00"]
    )
    def test_what_makes_no_sense_lists_nothing(self, cast: Cast, query: str):
        response = cast.client("admin").get(f"{LOG}?{query}")
        assert response.status_code == 200
        assert of_page(soup(response)) == []
        assert len(rows_of(cast.client("admin").get(f"{CSV}?{query}"))) == 1

    @pytest.mark.parametrize("after", ["zz", "1-2", "9" * 40 + "-1-1", "-1-1-1", "1-1-" + "9" * 30])
    def test_a_broken_place_to_go_on_is_no_fault(self, cast: Cast, after: str):
        assert cast.client("admin").get(LOG, {"after": after}).status_code == 200

    @pytest.mark.fragment("desk/audit.html#results")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast: Cast):
        client = cast.client("admin")
        page = soup(client.get(LOG))
        swap(page, client.get(LOG, {"kind": "changed"}, headers=headers("results")), "results")
        assert page.body == soup(client.get(LOG, {"kind": "changed"})).body  # the head alone names the address


class TestGoingOn:
    def test_each_entry_comes_once_though_many_have_the_same_moment(self, cast: Cast):
        OrganisationFactory.create_batch(7)  # in one transaction: one moment
        cast.user("member"), cast.user("secretariat")
        all_of_them, found, after = newest(Asked(), 1000), [], None
        while batch := newest(Asked(), 3, after=after):
            found += batch
            after = Found.read(str(batch[-1]))
        assert found == all_of_them
        assert len(set(found)) == len(found) > 10

    def test_the_page_leads_to_older_entries(self, cast: Cast):
        OrganisationFactory.create_batch(60)
        client = cast.client("admin")
        page = soup(client.get(LOG, {"model": "networks.organisation"}))
        older = soup(client.get(LOG + page.select_one("a[rel=next]")["href"]))
        assert (len(of_page(page)), len(of_page(older))) == (50, 10)
        assert not set(of_page(page)) & set(of_page(older))


class TestExport:
    def test_has_what_the_page_shows(self, cast: Cast, role: Membership):
        heading, row = rows_of(cast.client("admin").get(CSV, {"kind": "changed"}))
        assert heading[:2] == ["Cuándo", "Quién"]
        assert row[1:4] == ["Admin", "cambió", "Rol en una red"]
        assert "Rol: integrante → secretaría" in row[5]

    def test_escapes_what_would_be_a_formula(self, cast: Cast):
        OrganisationFactory(name='=HYPERLINK("x")')
        [_heading, row] = rows_of(cast.client("admin").get(CSV, {"model": "networks.organisation"}))
        assert row[4] == '\'=HYPERLINK("x")'

    def test_is_in_the_language_of_the_reader_and_whole(self, cast: Cast):
        OrganisationFactory.create_batch(520)
        rows = rows_of(cast.client("admin").get(f"/en{CSV}", {"model": "networks.organisation"}))
        assert len(rows) == 521
        assert rows[0][0] == "When"
        assert {row[2] for row in rows[1:]} == {"added"}


def test_histories_are_those_of_all_that_is_tracked(db: None):
    assert {"networks.user", "networks.membership", "lessons.lesson", "lessons.lessonregion"} <= set(histories())
    assert newest(Asked(), 10) == []

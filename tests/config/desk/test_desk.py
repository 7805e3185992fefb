"""The admin's desk: what waits, people's access, tasks, storage. Who may open what: test_permission_matrix.py."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from config.desk import machine
from config.privacy.closing import close
from lessons.models import Photo
from networks.models import BackupRun, Membership, OrganisationImport, SignIn, TaskFailure, User
from networks.organisations.actions import set_admin
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, MembershipFactory, NetworkFactory, OrganisationFactory, UserFactory
from tests.support.htmx import headers, soup, swap, text

DESK = "/administracion/"
PEOPLE = "/administracion/personas/"
SIGN_INS = "/administracion/ingresos/"


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
    def test_names_that_differ_in_accents_and_signs_alone_are_doubles(
        self, db: None, one: dict[str, str], other: dict[str, str]
    ):
        organisations = [OrganisationFactory(**each) for each in (one, other)]
        [(slug, _name, many)] = type(organisations[0]).objects.doubles()
        assert (slug in {each.slug for each in organisations}, many) == (True, 2)

    def test_merged_ones_and_those_without_acronym_are_no_doubles(self, cast: Cast):
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
    def test_people_are_narrowed_by_filters(self, cast: Cast, query: dict[str, str], names: list[str]):
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

    def test_sign_ins_are_listed_the_newest_first(self, cast: Cast):
        assert self.listed(cast) == ["Member", "Member", "Observer"]

    def test_sign_ins_are_narrowed_by_filters(self, cast: Cast):
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

    def test_an_admins_right_can_be_taken_back(self, cast: Cast):
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

    def test_the_last_admin_stays_when_all_are_closed_at_once(self, cast: Cast):
        cast.user("admin"), UserFactory(is_admin=True)
        with pytest.raises(IntegrityError, match="last admin"), transaction.atomic():
            User.objects.update(is_active=False)

    def test_the_reason_why_the_last_admin_stays_is_told(self, cast: Cast):
        with pytest.raises(ValidationError, match="última persona"):
            set_admin(cast.user("admin"), is_admin=False)
        assert User.objects.get(pk=cast.user("admin").pk).is_admin

    def test_djangos_admin_keeps_the_last_admin(self, cast: Cast):
        admin = cast.user("admin")
        sent = {"email": admin.email, "name": "Admin", "language": "es"}
        sent |= {f"memberships-{count}_FORMS": "0" for count in ("TOTAL", "INITIAL")}
        answer = cast.client("admin").post(f"/admin/networks/user/{admin.pk}/change/", sent | {"is_active": "on"})
        assert answer.status_code == 302
        assert User.objects.get(pk=admin.pk).is_admin


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

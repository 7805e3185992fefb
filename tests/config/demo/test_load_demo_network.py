"""The invented network: loaded once, marked wherever it shows, nobody's but its own, and taken away whole."""

import re
from datetime import timedelta
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.utils.timezone import now
from pytest_django import DjangoDbBlocker

from config.demo import loader, removal
from config.management.commands.load_demo_network import ACCOUNTS
from digests.composition.compose import create_due
from digests.delivery.send import send
from digests.models import Subscription
from lessons.changes.models import Change
from lessons.conversation.actions import add_comment
from lessons.counts.models import KeptCount
from lessons.experience.actions import corroborate, record_use
from lessons.integrity.invariants import broken
from lessons.library.loader import HERE as LIBRARY
from lessons.models import Application, Collection, Comment, Corroboration, Lesson, State, Workshop
from lessons.record.models import Audience
from lessons.verification.actions import supersede
from lessons.verification.mail import newly_due
from networks.frame.loader import HERE as FRAME
from networks.frame.loader import read
from networks.models import Network, Organisation, User
from tests.support.factories import CollectionFactory, LessonFactory, NetworkFactory
from tests.support.written_rows import everything

# What the database notes of any change, and folds; and sets of readers that any lesson may have.
NOTED = {model._meta.db_table for model in (Change, KeptCount, Audience)}
MARK = re.compile(r"inventad[ao]\)$")


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("load_demo_network", *arguments, stdout=out, **options)
    return out.getvalue().strip()


def rows() -> dict[str, Any]:
    """All of them but what is noted. A test is one transaction, so that earlier history seems to be of the load."""
    kept = {table: found or [] for table, found in everything().items() if table not in NOTED}
    return {table: [re.sub(r'"(pgh_created_)?at": "[^"]*"', "", row) for row in found] for table, found in kept.items()}


def counts() -> set[Any]:
    key = ("audience", "state", "within", "value")
    summed = KeptCount.objects.order_by().values(*key).annotate(many=Sum("lessons"), said=Sum("confirmations"))
    return {*summed.exclude(many=0, said=0).values_list(*key, "many", "said")}


def invented() -> removal.Rows:
    found = removal._roots()
    removal._follow(found)
    return found


@pytest.fixture(scope="module")
def before(study: str, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """All rows of a memory with its study, library and demo accounts."""
    with django_db_blocker.unblock():
        call_command("load_library", stdout=StringIO())
        call_command("load_demo", anywhere=True, stdout=StringIO())
        return rows() | {"counts": counts()}


@pytest.fixture(scope="module")
def loaded(before: dict[str, Any], django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        run("--anywhere")


@pytest.fixture
def network(loaded: None, db: None) -> Network:
    return Network.objects.get(slug=loader.SLUG)


def demo(login: str) -> User:
    return User.objects.get(email=f"{login}@demo.memoriaviva.example")


def lesson(title: str) -> Lesson:
    return Lesson.objects.get(title__startswith=title)


class TestLoading:
    def test_a_year_of_a_network_in_all_states_leaves_the_memory_whole(self, network: Network):
        assert [*broken()] == []
        states = {*network.lessons.values_list("state", flat=True)}
        assert states == {State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.SUPERSEDED}
        assert network.lessons.due_for_review().exists()
        assert Lesson.objects.filter(network=network, review_notes__kind="returned", state=State.DRAFT).exists()
        assert {*Application.objects.values_list("result", flat=True)} == {"worked", "partly", "too_early"}

    def test_it_is_told_over_a_year_in_rows_and_histories_alike(self, network: Network):
        months = {*network.lessons.dates("published_at", "month")}
        assert len(months) >= 10
        yesterday = now() - timedelta(hours=12)
        for model, keys in invented().items():
            dated = [
                column.name
                for column in model._meta.concrete_fields
                if column.name in {"pgh_created_at", "at", "created_at"}
            ]
            for name in dated:
                assert not model._base_manager.filter(pk__in=keys, **{f"{name}__gt": yesterday}).exists(), (model, name)

    def test_what_is_due_was_told_when_it_fell_due(self, network: Network):
        assert network.lessons.due_for_review().count() == 2
        assert not newly_due().filter(network=network).exists()

    def test_loaded_again_it_changes_nothing(self, network: Network):
        there = everything()
        assert run("--anywhere") == "Invented network: already there."
        assert everything() == there

    def test_a_digest_waits_that_tells_of_the_last_days_alone(self, network: Network, mailoutbox: list[Any]):
        secretariat = Subscription.objects.get(user__email=f"secretaria@{loader.DOMAIN}")
        assert secretariat.next_at > now()
        for digest in create_due(secretariat.next_at):
            send(digest)
        (mail,) = [mail for mail in mailoutbox if f"secretaria@{loader.DOMAIN}" in mail.to[0]]
        assert "Una ficha de una página por candidatura" in mail.body
        assert "sin nuestra técnica" in mail.body  # is it still true?
        assert "La radio de las cinco" not in mail.body
        assert "Veinte mil monitores ciudadanos" not in mail.body  # of the library, told before


class TestElsewhere:
    def test_where_the_run_is_not_embedded_it_is_refused_and_nothing_changes(
        self, before: Any, db: None, settings: Any
    ):
        settings.EMBEDDED = False
        there = everything()
        with pytest.raises(CommandError, match="--anywhere"):
            run()
        assert everything() == there

    def test_without_demo_accounts_as_after_a_restore_it_is_refused(self, before: Any, db: None, settings: Any):
        settings.EMBEDDED = True
        run("--remove")
        User.objects.filter(email__startswith="admin@").update(email="ana@ejemplo.example")
        with pytest.raises(CommandError, match="load_demo first"):
            run()
        assert not loader.is_there()


class TestNames:
    def test_whatever_has_a_name_says_that_it_is_invented(self, network: Network):
        found = invented()
        names = [network.name, *User.objects.filter(pk__in=found[User]).values_list("name", flat=True)]
        names += Organisation.objects.filter(pk__in=found[Organisation]).values_list("name", flat=True)
        for model in (Lesson, Workshop, Collection):
            names += model.objects.filter(pk__in=found[model]).values_list("title", flat=True)
        assert len(names) > 30
        assert [name for name in names if not MARK.search(name)] == []

    def test_each_lesson_says_so_among_its_sources_in_both_languages(self, network: Network):
        sources = {*network.lessons.values_list("sources", flat=True)}
        assert len(sources) == 1
        assert "Ejemplo inventado" in (said := sources.pop())
        assert "Invented" in said

    def test_no_mail_can_reach_its_people(self, network: Network):
        people = User.objects.filter(memberships__network=network)
        assert people.count() == 7
        assert all(person.email.endswith(".example") for person in people)

    def test_no_real_network_or_organisation_is_named_in_what_they_say(self):
        networks = read(FRAME / "networks.json")
        real = {name for row in networks for name in (row["name"], row["full_name"], *row["former_names"])}
        real |= {name for row in read(LIBRARY / "lessons.json") for name in row["organisations"]}
        said = "\n".join((loader.HERE / f"{name}.json").read_text("utf-8") for name in ("network", "lessons", "year"))
        published = chain.from_iterable(row["members"] for row in read(FRAME / "published.json").values())
        real |= {row["name"] for row in published}
        assert len(real) > 100
        assert [name for name in real if re.search(rf"\b{re.escape(name)}\b", said)] == []


class TestWhoSaysIt:
    def test_each_row_names_only_people_networks_and_organisations_of_its_own(self, network: Network):
        found = invented()
        for model, column in removal._columns_to({User: set(), Network: set(), Organisation: set()}):
            named = {*model._base_manager.filter(pk__in=found.get(model, ())).values_list(column.name, flat=True)}
            assert named - {None} <= found[removal._table_of(column)], (model, column.name)

    def test_it_makes_no_row_beside_these(self, network: Network, before: dict[str, Any]):
        made = {model._meta.db_table: len(keys) for model, keys in invented().items() if keys}
        there = {table: len(found) for table, found in rows().items()}
        assert {table: many - len(before[table]) for table, many in there.items() if many != len(before[table])} == made

    def test_what_it_says_of_the_library_counts_as_its_organisations_voice(self, network: Network):
        of_library = Corroboration.objects.filter(lesson__network=None)
        assert of_library.count() == 4
        for voice in of_library.select_related("lesson", "organisation"):
            counted = {"confirms": voice.lesson.confirming, "differs": voice.lesson.differing}
            assert counted[voice.stance] == 1
            assert voice.organisation is not None


class TestRemoving:
    def test_all_of_it_goes_and_the_memory_is_as_before(self, network: Network, before: dict[str, Any]):
        assert run("--remove") == "Invented network: removed with 16 lessons and all that hung on it."
        assert rows() | {"counts": counts()} == before
        assert {each.circles[0] for each in Audience.objects.exclude(circles=[])} <= {"everyone", "networks"}
        assert [*broken()] == []

    def test_removing_what_is_not_there_changes_nothing(self, before: Any, db: None):
        run("--remove")
        there = everything()
        assert run("--remove").startswith("Invented network: removed with 0 lessons")
        assert everything() == there

    def test_what_others_said_on_its_lessons_goes_too(self, network: Network, before: dict[str, Any]):
        member, cies, said_of = demo("miembro.cies"), Network.objects.get(slug="cies"), lesson("Pide la cita")
        corroborate(said_of, by=member, network=cies, stance="confirms", text="A nosotros también.")
        add_comment(said_of, by=member, text="¿Y con qué hoja?", key=said_of.key)
        record_use(said_of, by=member, network=cies, result="worked", text="Sirvió.", key=said_of.key)
        run("--remove")
        assert rows() | {"counts": counts()} == before

    def test_a_collection_of_others_loses_its_lessons_alone(self, network: Network):
        real = LessonFactory(network=Network.objects.get(slug="cies"), author=demo("miembro.cies"), published=True)
        collection = CollectionFactory(by=demo("miembro.cies"), holding=[lesson("Pide la cita"), real])
        run("--remove")
        assert [*collection.lessons.all()] == [real]

    def test_a_comment_of_others_on_their_own_lesson_stays(self, network: Network):
        real = LessonFactory(network=Network.objects.get(slug="cies"), author=demo("miembro.cies"), published=True)
        add_comment(real, by=demo("secretaria.cies"), text="Buena.", key=real.key)
        run("--remove")
        assert Comment.objects.get().lesson == real

    def test_a_lesson_of_others_that_names_one_of_its_own_is_not_lost(self, network: Network):
        author = demo("miembro.cies")
        real = LessonFactory(network=Network.objects.get(slug="cies"), author=author, published=True)
        supersede(real, by=author, successor=lesson("Pide la cita"))
        there = everything()
        with pytest.raises(CommandError, match=real.title):
            run("--remove")
        assert everything() == there

    def test_a_real_network_of_that_address_stays(self, before: Any, db: None):
        run("--remove")
        NetworkFactory(slug=loader.SLUG, name="Red de Ejemplo")
        there = everything()
        assert run("--remove").startswith("Invented network: removed with 0 lessons")
        assert everything() == there


class TestLoadingAgain:
    def test_it_comes_back_whole_with_its_accounts_before_the_password(
        self, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        kept, demo_accounts = tmp_path / "accounts.txt", ["admin@demo.memoriaviva.example  platform admin"]
        kept.write_text("\n".join([*demo_accounts, *ACCOUNTS, "password of all of them: x\n"]))
        monkeypatch.setenv("DEMO_ACCOUNTS_FILE", str(kept))
        run("--remove")
        assert kept.read_text().splitlines() == [*demo_accounts, "password of all of them: x"]
        run("--anywhere")
        assert kept.read_text().splitlines() == [*demo_accounts, *ACCOUNTS, "password of all of them: x"]
        assert demo("admin").password == User.objects.get(email=f"secretaria@{loader.DOMAIN}").password
        assert Lesson.objects.filter(network__slug=loader.SLUG).count() == 16
        assert [*broken()] == []

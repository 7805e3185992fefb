"""What visitors see raises the version, and what they do not see does not."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now
from pghistory.models import Event

from config.web.kept import opted_in
from lessons.changes.models import SEEN
from lessons.changes.tasks import fold_changes
from lessons.models import (
    Change,
    Lesson,
    LessonFinding,
    LessonMention,
    LibraryEntry,
    Photo,
    Revision,
    SourceLink,
    SynonymGroup,
    UnansweredSearch,
)
from lessons.unanswered.models import LEAST_PEOPLE
from networks.models import Announcement, Network, Organisation, PublishedFact, PublishedMember, Region, Sector, User
from tests.lessons.changes.never_seen import NEVER_SEEN
from tests.site.test_pages import memory as memory
from tests.support.cast import Cast
from tests.support.factories import (
    FindingFactory,
    LessonFactory,
    NetworkFactory,
    RegionFactory,
    SectorFactory,
)
from tests.support.site.pages import ROWS, address
from tests.support.site.parts import Memory

OURS = ("lessons", "networks", "digests", "config", "base")
# A column that is given its own value is no change of these: what is given instead.
OTHERWISE = {
    "networks_user": "name = name || '.'",
    "lessons_sourcelink": "failures = failures + 1, ok = false, failing_since = now()",
}


def tables() -> set[type[models.Model]]:
    every = [model for label in OURS if apps.is_installed(label) for model in _models(label)]
    return {model for model in every if not model._meta.proxy}


def _models(label: str) -> Iterator[type[models.Model]]:
    return apps.get_app_config(label).get_models(include_auto_created=True)


def raised() -> bool:
    """Whether something was noted since the last time: a transaction leaves one row, and each test is one."""
    return bool(Change.objects.all().delete()[0])


GIVEN_IN_STATEMENT = r"([a-z_]+)\d*(?: \([^)]*\))? AS (?:MATERIALIZED )?\("


class TestEachTable:
    def test_is_seen_by_visitors_or_is_not(self):
        """A history is written together with its row, and needs no list."""
        both = {model._meta.concrete_model._meta.label for model in SEEN} & set(NEVER_SEEN)
        decided = {model._meta.concrete_model._meta.label for model in SEEN} | set(NEVER_SEEN)
        asked = {model._meta.label for model in tables() if not issubclass(model, Event)}
        assert (both, asked - decided, decided - asked) == (set(), set(), set()), (
            "a new table goes into SEEN of lessons/changes/models.py if a visitor's page shows something of it,"
            " else into NEVER_SEEN of tests/lessons/changes/never_seen.py with the reason"
        )

    def test_that_a_kept_page_reads_is_noted(self, memory: Memory):
        """And such a page brings no cookie, and no token of a form."""
        seen = {model._meta.db_table for model in SEEN}
        histories = {model for model in tables() if issubclass(model, Event)}
        seen |= {model._meta.db_table for model in histories if model.pgh_tracked_model in SEEN}
        seen |= {"lessons_audience", "lessons_keptcount"}  # see NEVER_SEEN
        seen |= {"lessons_searchermark"}  # of the note of what was searched in vain, which no page shows
        # A search that found little: functions, and words that are noted with the lesson that says them.
        seen |= {"unnest", "memoria_asks_lessons", "lessons_usedword"}
        asked = {row.name: address(memory, row.url, row.of) for row in ROWS if "anyone" in row.seen_by}
        kept = {name: where for name, where in asked.items() if opted_in(where.partition("?")[0])}
        unnoted = {}
        for name, where in kept.items():
            with CaptureQueriesContext(connection) as queries:
                page = Client().get(where)
            read = {table for each in queries for table in re.findall(r'(?:FROM|JOIN) "?([a-z_]+)"?', each["sql"])}
            read -= {table for each in queries for table in re.findall(GIVEN_IN_STATEMENT, each["sql"])}
            if read - seen or page.cookies or b"csrfmiddlewaretoken" in page.content:
                unnoted[name] = (read - seen, page.cookies)
        assert (unnoted, len(kept) > 25) == ({}, True)

    def test_that_is_seen_raises_the_version(self, memory: Memory):
        _more_rows(memory)
        unraised = []
        for table, key in {(model._meta.db_table, model._meta.pk.column) for model in SEEN}:
            raised()
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {OTHERWISE.get(table, f'{key} = {key}')}")
            if not cursor.rowcount or not raised():
                unraised.append((table, cursor.rowcount))
        assert unraised == []


def _more_rows(memory: Memory) -> None:
    lesson, tomorrow = memory.lesson, localdate() + timedelta(days=1)
    lesson.shared_with.add(Network.objects.latest("pk"))
    LessonMention.objects.create(lesson=lesson, mentioned=memory.others)
    SourceLink.objects.create(lesson=lesson, url="https://www.gob.pe/minsa")
    Announcement.objects.create(text_es="Hola", text_en="Hello", ends_on=tomorrow, by=memory.admin)
    Organisation.objects.latest("pk").regions.add(Region.objects.latest("pk"))
    SynonymGroup.objects.create(kind="near", terms=["quipu", "registro de nudos"])
    UnansweredSearch.objects.create(words="agua segura", week=localdate(), people=LEAST_PEOPLE)
    LibraryEntry.objects.create(lesson=lesson, organisations=[]).useful_to.add(Network.objects.latest("pk"))
    said = {"network": Network.objects.latest("pk"), "source": "El Peruano"}
    PublishedFact.objects.create(text_es="Nació.", text_en="It began.", **said)
    PublishedMember.objects.create(name="GRADE", relation="founder", **said)


class TestDraft:
    @pytest.fixture
    def draft(self, cast: Cast) -> Lesson:
        draft: Lesson = LessonFactory(network=cast.network, author=cast.user("member"), title="Uno")
        draft.regions.add(RegionFactory())
        raised()
        return draft

    def test_that_is_saved_raises_nothing(self, cast: Cast, draft: Lesson):
        draft.title = "Dos"
        draft.save()
        draft.regions.clear()
        draft.shared_with.add(cast.network)
        Photo.objects.create(lesson=draft, alt="Una", small=b"s", large=b"l", width=1, height=1)
        Revision.objects.filter(lesson=draft).update(note="otra")
        assert not raised()

    def test_that_is_kept_by_its_form_raises_nothing(self, cast: Cast, draft: Lesson):
        client = cast.client("member")
        raised()
        assert client.post("/lecciones/nueva/", {"title": "Tres", "network": cast.network.pk}).status_code in {302, 422}
        assert not raised()

    def test_that_speaks_to_a_finding_raises_nothing_until_it_is_published(self, cast: Cast, draft: Lesson):
        finding = FindingFactory()
        assert raised()
        LessonFinding.objects.create(lesson=draft, finding=finding)
        assert not raised()
        LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        assert raised()

    def test_that_is_thrown_away_raises_nothing(self, draft: Lesson):
        draft.delete()
        assert not raised()


class TestPerson:
    def test_who_signs_in_or_changes_a_setting_raises_nothing(self, cast: Cast):
        user = cast.user("member")
        raised()
        User.objects.filter(pk=user.pk).update(last_login=now(), language="en", knows_about="Agua")
        assert not raised()

    def test_who_is_called_otherwise_does(self, cast: Cast):
        user = cast.user("member")
        raised()
        User.objects.filter(pk=user.pk).update(name="Otra")
        assert raised()


class TestVersion:
    def test_is_nothing_before_the_first_change(self, db: None):
        raised()
        assert Change.objects.version() == ""

    def test_is_raised_once_a_transaction(self, db: None):
        raised()
        SectorFactory.create_batch(3)
        assert [each.changes for each in Change.objects.all()] == [1]

    def test_is_raised_though_a_restored_row_has_the_same_number(self, db: None):
        raised()
        SectorFactory()
        Change.objects.update(at=now() - timedelta(days=1))
        before = Change.objects.version()
        SectorFactory()
        assert Change.objects.version() != before

    def test_is_not_raised_by_what_is_undone(self, transactional_db: None):
        SectorFactory()
        before = Change.objects.version()
        with transaction.atomic():
            SectorFactory()
            transaction.set_rollback(True)
        assert Change.objects.version() == before

    def test_is_another_after_each_commit_whoever_began_first(self, transactional_db: None, other: Any):
        """The one that began first has the smaller number, and is seen later."""
        sector = SectorFactory()
        versions = [Change.objects.version()]
        other.execute("BEGIN")
        other.execute("UPDATE networks_sector SET name_es = 'Uno' WHERE id = %s", [sector.pk])
        Network.objects.filter(pk=NetworkFactory().pk).update(name="Otra")
        versions.append(Change.objects.version())
        fold_changes()
        assert Change.objects.version() == versions[-1]
        other.execute("COMMIT")
        versions.append(Change.objects.version())
        fold_changes()
        fold_changes()
        assert Change.objects.version() == versions[-1]
        assert Change.objects.count() == 1
        assert len(set(versions)) == 3
        assert Sector.objects.get(pk=sector.pk).name_es == "Uno"

    def test_of_two_that_fold_at_once_is_kept(self, transactional_db: None, other: Any):
        SectorFactory()
        SectorFactory()
        before = Change.objects.version()
        other.execute("BEGIN")
        other.execute("SELECT id FROM lessons_change FOR UPDATE")
        fold_changes()
        other.execute("COMMIT")
        assert Change.objects.version() == before


@pytest.fixture
def other() -> Iterator[Any]:
    """A second connection to the same database."""
    copied = connections["default"].copy()
    with copied.cursor() as cursor:
        yield cursor
    copied.close()

"""Lessons that the tests know, and what a browser sends when it logs one."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils.timezone import localdate, now

from lessons.models import Lesson
from lessons.verification import actions
from lessons.writing.merging import pen_of, seen_now, values_of
from networks.models import User
from tests.cast import Cast
from tests.factories import LessonFactory
from tests.htmx import soup

ESSENTIAL = {
    "title": "Visitar en la primera semana a quien asume el cargo",
    "what_happened": "Cambió la directora y pedimos una cita en su primera semana.",
    "insight": "Quien llega decide en sus primeros días con quién habla.",
    "recommendation": "Pide la cita en la primera semana y lleva una página de resumen.",
}


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    """A whole form of the cast's network, as a browser sends it; `fields` replace what it says."""
    sent = {
        **ESSENTIAL,
        "key": str(uuid.uuid4()),
        "network": cast.network.pk,
        "visibility": "all_networks",
        "evidence": "own_experience",
        "language": "es",
        "then": "draft",
    }
    return {name: value for name, value in (sent | fields).items() if value is not None}


def opened(lesson: Lesson, user: User) -> str:
    """What the form of that person says it has seen."""
    lesson = Lesson.objects.get(pk=lesson.pk)
    return str(seen_now(values_of(lesson), pen_of(lesson, user)))


@pytest.fixture
def draft(cast: Cast) -> Lesson:
    """The member's, complete."""
    return LessonFactory(network=cast.network, author=cast.user("member"))


@pytest.fixture
def published(cast: Cast) -> Lesson:
    """The secretariat's, for all networks."""
    return LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)


@pytest.fixture
def study_lesson(db: None) -> Lesson:
    """Said at the event: of no network and no author here."""
    said = {"speaker": "Paul Spray, DFID", "network": None, "author": None, "visibility": "public"}
    return LessonFactory(published_at=now(), **said)


def words(lesson: Lesson) -> dict[str, Any]:
    """All its columns, to compare before and after."""
    return Lesson.objects.filter(pk=lesson.pk).values().get()


def titles(response: HttpResponse) -> list[str]:
    """Of the cards on a page, in their order."""
    return [link.get_text(strip=True) for link in soup(response).select("article.card h3 a")]


def said(response: HttpResponse) -> str:
    """The text of a page, without its header and footer."""
    main = soup(response).main
    assert main is not None
    return main.get_text(" ", strip=True)


@pytest.fixture
def overdue(cast: Cast) -> Lesson:
    """The secretariat's, for all networks; its review fell due yesterday."""
    due = localdate() - timedelta(days=1)
    return LessonFactory(
        title="La que vence", network=cast.network, author=cast.user("secretariat"), published=True, review_on=due
    )


@pytest.fixture
def archived(cast: Cast) -> Lesson:
    lesson = LessonFactory(title="La archivada", network=cast.network, author=cast.user("secretariat"), published=True)
    actions.archive(lesson, by=cast.user("secretariat"), reason="Cambió la norma.")
    return lesson

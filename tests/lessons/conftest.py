"""Lessons that the tests know, and what a browser sends when it logs one."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate, now

from lessons.models import (
    Lesson,
    LessonFinding,
)
from lessons.verification import actions
from networks.models import User
from tests.support.cast import Cast
from tests.support.factories import (
    FindingFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.support.lessons import READERS, change, speak, word


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


@pytest.fixture
def people(cast: Cast) -> dict[str, User | AnonymousUser]:
    third = MembershipFactory(network=NetworkFactory(name="Tercera")).user
    colleague = MembershipFactory(network=cast.network, organisation=OrganisationFactory(name="Casa")).user
    known = {"anonymous": AnonymousUser(), "third": third, "colleague": colleague}
    return {who: known[who] if who in known else cast.user(who) for who in READERS}


@pytest.fixture
def speaker(cast: Cast) -> User:
    """Of the lesson's network, and gone from it since: what they said is shown to others alone."""
    return UserFactory(name="Vocera")


@pytest.fixture
def tell(cast: Cast, people, speaker):
    """A lesson of that level on which each kind of thing was said, and which has ended."""

    def tell(level: str) -> Lesson:
        organisation = people["colleague"].memberships.get().organisation
        fields = {"author": cast.user("member"), "organisation": organisation, "visibility": level}
        lesson = LessonFactory(network=cast.network, published=True, insight=word("version"), **fields)
        lesson.shared_with.set([cast.other_network] if level == "chosen_networks" else [])
        LessonFinding.objects.create(lesson=lesson, finding=FindingFactory(number=1))
        change(lesson, cast.user("secretariat"), insight="Otra.", shared_with=lesson.shared_with.all())
        speak(lesson, speaker)
        return lesson

    return tell

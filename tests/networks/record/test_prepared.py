"""A prepared question answers each reader as one that is written anew: of others' rights nothing stays in it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language, override

from base.reading.page_memory import PageMemoryMiddleware
from lessons.models import Lesson
from lessons.record.models.audience import everyone
from networks.models import User
from networks.record.prepared import Prepared, Visitor
from tests.support.cast import Cast
from tests.support.factories import LessonFactory

READERS = ("member", "other_member", "observer", "secretariat", "admin", "no_network")


@pytest.fixture
def lessons(cast: Cast) -> list[Lesson]:
    return [
        LessonFactory(network=network, author=cast.user(who), visibility=level, published=published)
        for network, who in ((cast.network, "member"), (cast.other_network, "other_member"))
        for level in ("own_network", "all_networks", "public")
        for published in (True, False)
    ]


def among(reader: Visitor, keys: list[int], most: int) -> Any:
    return Lesson.objects.readable_by(reader).filter(pk__any=keys, pk__lte=most).order_by("pk")


@pytest.mark.parametrize("order", [READERS, READERS[::-1]])
def test_each_reader_is_answered_with_their_own_rights_and_keys(
    cast: Cast, lessons: list[Lesson], rf: Any, order: Any
) -> None:
    ask, keys = Prepared(among, everyone), [lesson.pk for lesson in lessons]
    readers: list[Visitor] = [AnonymousUser(), *map(cast.user, order), *map(cast.user, order)]
    seen = set()
    for turn, reader in enumerate(readers):
        given = {"keys": keys[turn % 3 :], "most": keys[-1 - turn % 2]}
        anew = list(among(reader, **given))
        assert ask(reader, **given) == anew
        assert PageMemoryMiddleware(lambda _: ask(reader, **given))(rf.get("/")) == anew  # noqa: B023 -- asked at once
        seen.add(tuple(anew))
    assert len(seen) > 3


def test_a_closed_account_is_answered_as_a_visitor(cast: Cast, lessons: list[Lesson]) -> None:
    ask, keys = Prepared(among, everyone), [lesson.pk for lesson in lessons]
    closed = cast.user("observer")
    assert len(ask(closed, keys=keys, most=keys[-1])) > 2
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    assert ask(closed, keys=keys, most=keys[-1]) == ask(AnonymousUser(), keys=keys, most=keys[-1])


def test_what_can_have_no_rows_is_not_asked(cast: Cast, django_assert_num_queries: Any) -> None:
    ask = Prepared(lambda _reader: Lesson.objects.filter(pk__in=[]))
    with django_assert_num_queries(0):
        assert ask(AnonymousUser()) == []


def test_each_language_has_its_own_statement(cast: Cast, lessons: list[Lesson]) -> None:
    ask = Prepared(lambda _reader: Lesson.objects.filter(language=get_language()))
    Lesson.objects.filter(pk=lessons[0].pk).update(language="en")
    for language, number in (("es", len(lessons) - 1), ("en", 1), ("es", len(lessons) - 1)):
        with override(language):
            assert len(ask(AnonymousUser())) == number


def test_it_is_written_once(cast: Cast, lessons: list[Lesson]) -> None:
    written = []

    def ask_lessons(reader: Visitor, keys: list[int]) -> Any:
        written.append(reader)
        return Lesson.objects.readable_by(reader).filter(pk__any=keys)

    ask = Prepared(ask_lessons, everyone)
    for who in ("member", "other_member", "admin", "member"):
        ask(cast.user(who), keys=[lessons[0].pk])
    assert [getattr(each, "pk", None) for each in written] == [-1, -1]

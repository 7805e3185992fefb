"""What may be done to a lesson by those who read it. Who reads it: test_models.py."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from lessons.models import Lesson
from lessons.record.permissions import get_lesson, may
from networks.record.permissions import Permission
from tests.support.cast import visitor
from tests.support.factories import LessonFactory

# `own` lessons are the member's, `other` ones the secretariat's; ● may, · is refused (403), – does not read it (404).
ACTS = """
whose  state      act      anonymous no_network other_member other_secretariat observer member secretariat admin
own    draft      WRITE    –         –          –            –                 –        ●      ●           ●
own    draft      PUBLISH  –         –          –            –                 –        ·      ●           ●
own    published  WRITE    ·         ·          ·            ·                 ·        ●      ●           ●
own    published  PUBLISH  ·         ·          ·            ·                 ·        ·      ●           ●
other  draft      WRITE    –         –          –            –                 –        –      ●           ●
other  draft      PUBLISH  –         –          –            –                 –        –      ●           ●
other  published  WRITE    ·         ·          ·            ·                 ·        ·      ●           ●
other  published  PUBLISH  ·         ·          ·            ·                 ·        ·      ●           ●
study  published  WRITE    ·         ·          ·            ·                 ·        ·      ·           ●
study  published  PUBLISH  ·         ·          ·            ·                 ·        ·      ·           ●
"""
_HEADER, *_ROWS = [line.split() for line in ACTS.strip().splitlines()]
ACTING = [
    (whose, state, Permission[act], who, mark)
    for whose, state, act, *marks in _ROWS
    for who, mark in zip(_HEADER[3:], marks, strict=True)
]


@pytest.fixture
def lesson(cast, whose, state, request):
    if whose == "study":
        return request.getfixturevalue("study_lesson")
    author = cast.user("member" if whose == "own" else "secretariat")
    return LessonFactory(network=cast.network, author=author, visibility="public", published=state == "published")


class TestGetLesson:
    @pytest.mark.parametrize(("whose", "state", "act", "who", "mark"), ACTING)
    def test_each_act_is_let_through_as_the_table_says(self, cast, lesson, act, who, mark):
        user = visitor(cast, who)
        if mark == "●":
            assert get_lesson(user, lesson.pk, act) == lesson
            assert may(user, act, lesson)
            return
        with pytest.raises(PermissionDenied if mark == "·" else Http404):
            get_lesson(user, lesson.pk, act)
        assert not may(user, act, lesson)

    def test_one_that_does_not_exist_is_not_found(self, cast):
        with pytest.raises(Http404):
            get_lesson(cast.user("admin"), 404, Permission.READ)


@pytest.mark.parametrize("is_unnamed", [False, True])
def test_who_answers_for_a_lesson_changes_it_unless_it_is_unnamed(cast, is_unnamed):
    """They might not know who wrote it, and its form would say so."""
    author, steward = cast.user("secretariat"), cast.user("member")
    lesson = LessonFactory(network=cast.network, author=author, steward=steward, is_unnamed=is_unnamed, published=True)
    assert may(steward, Permission.WRITE, lesson) is not is_unnamed
    if is_unnamed:
        with pytest.raises(PermissionDenied):
            get_lesson(steward, lesson.pk, Permission.WRITE)
    else:
        assert get_lesson(steward, lesson.pk, Permission.WRITE) == lesson


def test_an_author_who_is_now_an_observer_no_longer_changes_what_they_wrote(cast):
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
    Lesson.objects.update(steward=cast.user("secretariat"))
    cast.user("member").memberships.update(role="observer")
    with pytest.raises(PermissionDenied):
        get_lesson(cast.user("member"), lesson.pk, Permission.WRITE)

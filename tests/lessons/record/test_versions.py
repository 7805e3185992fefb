"""Any version is rebuilt; who sees which, and without whom."""

import pytest

from lessons.models import Lesson, Revision
from lessons.record import versions
from lessons.record.permissions import get_lesson
from lessons.review import actions
from networks.record.permissions import Permission
from tests.support.lessons import rewrite


@pytest.fixture
def told(cast, draft):
    """Handed in (1), changed by the secretariat in review (2), published, changed (3): the reader's second text."""
    author, secretariat = cast.user("member"), cast.user("secretariat")
    actions.hand_in(draft, by=author)
    rewrite(draft, secretariat, insight="Dos.")
    actions.publish(draft, by=secretariat)
    rewrite(draft, secretariat, insight="Tres.", note="Cambió la norma.", changes_meaning=True)
    return draft


def seen(cast, lesson, who):
    user = cast.client(who) and cast.user(who)
    lesson = get_lesson(user, lesson.pk, Permission.READ)
    return [each.number for each in versions.versions_for(user, lesson)]


class TestAsOf:
    def test_each_says_what_the_lesson_said(self, told):
        assert [versions.as_of(told, number)["insight"] for number in (2, 3)] == ["Dos.", "Tres."]
        assert versions.as_of(told, 3) == versions.contents_of(Lesson.objects.get(pk=told.pk))

    def test_a_version_that_is_not_there_is_an_error(self, told):
        with pytest.raises(Revision.DoesNotExist):
            versions.as_of(told, 4)


class TestShownTo:
    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_who_may_change_the_lesson_sees_all_versions(self, cast, told, who):
        assert seen(cast, told, who) == [3, 2, 1]

    @pytest.mark.parametrize("who", ["observer", "other_member", "other_secretariat"])
    def test_its_readers_what_was_published(self, cast, told, who):
        assert seen(cast, told, who) == [3, 2]

    def test_new_readers_see_no_version_from_before_it_reached_them(self, cast, told):
        rewrite(told, cast.user("secretariat"), insight="Cuatro.")
        rewrite(told, cast.user("secretariat"), visibility="public")
        assert seen(cast, told, "no_network") == [4]
        assert seen(cast, told, "other_member") == [4, 3, 2]
        assert seen(cast, told, "member") == [4, 3, 2, 1]

    def test_no_version_from_before_its_source_was_hidden_is_shown(self, cast, told):
        rewrite(told, cast.user("member"), insight="Sin nombres.", is_unnamed=True)
        assert seen(cast, told, "other_member") == [4]
        lesson = get_lesson(cast.user("other_member"), told.pk, Permission.READ)
        listed = versions.visible_versions(versions.versions_for(cast.user("other_member"), lesson), lesson)
        assert [each.by for each in listed] == [None]


class TestChanges:
    def test_of_each_field_that_differs(self, told):
        [change] = versions.changes(versions.as_of(told, 2), versions.as_of(told, 3))
        assert (change.name, [piece.text for piece in change.pieces]) == ("insight", ["Dos", "Tres", "."])

    def test_in_a_readers_words(self):
        one, other = {"result": "", "happened_on": None}, {"result": "worked", "happened_on": "2025-03-01"}
        told = {change.name: change.pieces[0].text for change in versions.changes(one, other)}
        assert told == {"result": "Funcionó", "happened_on": "1 de marzo de 2025"}

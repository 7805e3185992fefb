"""Links between lessons: what the database holds, and who is shown which."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from lessons.models import LessonRelation
from lessons.relations import actions
from lessons.relations.actions import PART_OF, PARTS, RELATED, linked_to
from tests.support.factories import LessonFactory


@pytest.fixture
def three(cast):
    return LessonFactory.create_batch(3, network=cast.network, author=cast.user("secretariat"), published=True)


def ties(lesson, user):
    return {each.pk: each.tie for each in linked_to(lesson, user)}


def link(lesson, other, what):
    return actions.link(lesson, other, what, by=lesson.author)


class TestLink:
    def test_is_seen_from_both_sides(self, three, cast):
        one, two, three = three
        link(two, one, PART_OF)
        link(three, two, RELATED)
        assert ties(two, cast.user("observer")) == {one.pk: PART_OF, three.pk: RELATED}
        assert ties(one, cast.user("observer")) == {two.pk: PARTS}
        assert ties(three, cast.user("observer")) == {two.pk: RELATED}

    def test_its_part_is_the_same_from_the_other_side(self, three):
        one, two, _ = three
        row = link(one, two, PARTS)
        assert (row.from_lesson, row.to_lesson, row.kind) == (two, one, "part_of")

    def test_is_there_once_from_whichever_side(self, three):
        one, two, _ = three
        link(one, two, RELATED)
        for what in (RELATED, PART_OF, PARTS):
            with pytest.raises(ValidationError, match="Ya están vinculadas"):
                link(two, one, what)
        assert LessonRelation.objects.count() == 1

    def test_once_ended_can_be_made_again(self, three, cast):
        one, two, _ = three
        first = link(one, two, RELATED)
        assert actions.end(first, by=cast.user("secretariat"))
        assert not actions.end(first, by=cast.user("admin"))
        assert ties(one, cast.user("admin")) == {}
        link(one, two, PARTS)
        assert ties(one, cast.user("admin")) == {two.pk: PARTS}
        assert LessonRelation.objects.get(pk=first.pk).ended_by == cast.user("secretariat")

    def test_itself_is_refused(self, three):
        with pytest.raises(ValidationError, match="la misma lección"):
            link(three[0], three[0], PART_OF)

    def test_no_circle_of_any_length_is_linked(self, three):
        one, two, three = three
        link(one, two, PART_OF)
        last = link(two, three, PART_OF)
        with pytest.raises(ValidationError, match="entre sus partes"):
            link(three, one, PART_OF)
        actions.end(last, by=one.author)
        link(three, one, PART_OF)

    def test_each_change_leaves_a_row(self, three):
        row = link(three[0], three[1], RELATED)
        actions.end(row, by=three[0].author)
        events = LessonRelation.pgh_event_model.objects.order_by("pgh_id")
        assert [event.ended_at is None for event in events] == [True, False]


class TestWhatTheDatabaseHolds:
    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"kind": "rival"}, "kind_is_known"),
            ({"ended_at": now()}, "ended_at_and_by_together"),
            ({"swapped": True}, "related_in_one_order"),
        ],
    )
    def test_refuses(self, three, said, refusal):
        one, two = (three[1], three[0]) if said.pop("swapped", False) else three[:2]
        fields = {"from_lesson": one, "to_lesson": two, "kind": "related", "by": one.author} | said
        with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
            LessonRelation.objects.create(**fields)
        assert not LessonRelation.objects.exists()

    def test_a_link_is_never_deleted_nor_turned_round(self, three):
        rows = LessonRelation.objects.filter(pk=link(three[0], three[1], RELATED).pk)
        for forbidden in (rows.delete, lambda: rows.update(kind="part_of")):
            with pytest.raises(Exception, match=r"(?i)cannot"), transaction.atomic():
                forbidden()
        assert rows.get().kind == "related"

    def test_an_end_stays(self, three, cast):
        row = link(three[0], three[1], RELATED)
        actions.end(row, by=cast.user("secretariat"))
        with pytest.raises(Exception, match=r"(?i)cannot"), transaction.atomic():
            LessonRelation.objects.filter(pk=row.pk).update(ended_at=None, ended_by=None)
        assert not LessonRelation.objects.open().exists()


class TestWhoSees:
    def test_only_those_one_may_read(self, cast, published):
        hidden = LessonFactory(
            network=cast.network, author=cast.user("secretariat"), published=True, visibility="own_network"
        )
        link(published, hidden, RELATED)
        assert ties(published, cast.user("observer")) == {hidden.pk: RELATED}
        assert ties(published, cast.user("other_member")) == {}

    def test_what_takes_its_place_and_what_it_replaced(self, three, cast):
        old, new, newest = three
        ended = {"state": "superseded", "ended_at": now(), "review_on": None}
        for lesson, successor in ((old, new), (new, newest)):
            type(old).objects.filter(pk=lesson.pk).update(superseded_by=successor, **ended)
        new.refresh_from_db()
        assert ties(new, cast.user("observer")) == {newest.pk: "superseded_by", old.pk: "supersedes"}

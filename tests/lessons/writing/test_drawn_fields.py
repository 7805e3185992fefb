"""A field of the form that was drawn before is the one that would be drawn now, whoever opened it in between."""

from itertools import product

import pytest
from django.http import QueryDict
from django.utils import translation

from base.reading import drawn_fields
from base.reading.drawn_fields import drawn_field
from lessons.record.models import Lesson
from lessons.writing.forms.lesson import LessonForm
from tests.support.cast import Cast
from tests.support.factories import FindingFactory, LessonFactory, RegionFactory, SectorFactory

WRITERS = ("member", "other_member", "secretariat", "admin")


def forms_of(cast: Cast, who: str) -> list[LessonForm]:
    """New and empty, with what a browser kept, sent with errors, and of a lesson that is stored."""
    user = cast.user(who)
    sent = QueryDict(mutable=True)
    sent.update({"what_happened": "x" * 5_000, "happened_on": "3000-01-01", "result": "worked", "then": "publish"})
    stored = LessonFactory(network=cast.network, author=user, insight=f"De {who}", visibility="public")
    stored.regions.add(RegionFactory(code="21"))
    bound = LessonForm(sent, instance=Lesson(), user=user)
    assert not bound.is_valid()
    return [
        LessonForm(instance=Lesson(), user=user),
        LessonForm(instance=Lesson(), user=user, typed=sent),
        bound,
        LessonForm(instance=stored, user=user),
    ]


@pytest.mark.django_db
class TestDrawnField:
    def test_is_what_is_drawn_anew_for_each_writer_state_and_language(self, cast: Cast):
        FindingFactory(), SectorFactory()
        seen = set()
        for language, _turn, who in product(("es", "en"), (1, 2), WRITERS):
            with translation.override(language):
                for form in forms_of(cast, who):
                    for field in form:
                        assert drawn_field(field) == field.as_field_group(), (language, who, field.name)
                        seen.add(drawn_field(field))
        assert len(seen) > 60

    def test_is_drawn_once_for_all_who_are_shown_the_same(self, cast: Cast):
        first, second = (LessonForm(instance=Lesson(), user=cast.user(who)) for who in ("member", "secretariat"))
        before = drawn_fields._fields._drawn.cache_info().misses
        drawn_field(first["regions"]), drawn_field(second["regions"])
        assert drawn_fields._fields._drawn.cache_info().misses <= before + 1

    def test_of_what_somebody_wrote_at_length_is_not_kept(self, cast: Cast):
        text = "Lo que nadie más debe leer. " * 20
        form = LessonForm(QueryDict(f"what_happened={text}"), instance=Lesson(), user=cast.user("member"))
        before = drawn_fields._fields._drawn.cache_info().misses
        assert text.strip() in drawn_field(form["what_happened"])
        assert drawn_fields._fields._drawn.cache_info().misses == before

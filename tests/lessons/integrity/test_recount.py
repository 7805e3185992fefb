"""The numbers of SQL are those of a recount in Python, whoever speaks, whatever is taken back or merged."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.experience.exchange import LISTS, exchange_of, lessons_in
from lessons.experience.strength import strength_in_words, strength_line
from lessons.integrity import recount
from lessons.models import Lesson
from networks.models import Network, Organisation
from networks.organisations.actions import merge_organisations
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)

FEW = st.integers(0, 2)
SIDE = st.tuples(FEW, st.none() | FEW)  # a network, and an organisation or none
LESSONS = st.lists(st.tuples(SIDE, st.booleans()), min_size=1, max_size=3)
VOICES = st.lists(st.tuples(FEW, SIDE, st.sampled_from(["confirms", "differs", "used", "withdrawn"]), FEW), max_size=12)


def counted(lesson: Lesson) -> recount.Strength:
    row: Any = Lesson.objects.get(pk=lesson.pk)
    voices = len(row.confirming_voices), len(row.differing_voices)
    return recount.Strength(row.confirming, row.departments, row.differing, row.used, *voices)


def speak(lesson: Lesson, network: Network, organisation: Organisation | None, what: str, where: int) -> None:
    by = {"lesson": lesson, "network": network, "organisation": organisation}
    if what in {"used", "withdrawn"}:
        taken_back = datetime.datetime.now(datetime.UTC) if what == "withdrawn" else None
        ApplicationFactory(**by, withdrawn_at=taken_back)
    else:
        CorroborationFactory(**by, stance=what).regions.set([RegionFactory(code=f"0{where + 1}")][:where])


@pytest.mark.django_db(transaction=False)
class TestRecount:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(of=LESSONS, voices=VOICES, merged=st.booleans())
    def test_numbers_of_any_voices_are_those_of_a_recount(self, of: Any, voices: Any, merged: bool) -> None:
        networks, organisations = NetworkFactory.create_batch(3), OrganisationFactory.create_batch(3)

        def side(chosen: Any) -> tuple[Network, Organisation | None]:
            return networks[chosen[0]], None if chosen[1] is None else organisations[chosen[1]]

        lessons = []
        for chosen, unnamed in of:
            network, organisation = side(chosen)
            its = {"network": network, "organisation": organisation, "is_unnamed": unnamed, "visibility": "public"}
            lessons.append(LessonFactory(published=True, **its))
        for which, chosen, what, where in voices:
            speak(lessons[which % len(lessons)], *side(chosen), what, where)
        if merged:
            merge_organisations(organisations[0], into=organisations[1], by=UserFactory(is_admin=True))
        self.compare(networks, [lesson.pk for lesson in lessons])

    def compare(self, networks: list[Network], keys: list[int]) -> None:
        lessons = Lesson.objects.filter(pk__in=keys)
        for lesson in lessons:
            assert counted(lesson) == recount.strength_of(lesson)
        for network in networks:
            exchange = exchange_of(network, lessons, None)
            assert exchange.counts == recount.exchange_of(network, lessons)
            assert exchange.counts == {name: lessons_in(name, network, lessons, None).count() for name in LISTS}


class TestIndependence:
    def lesson(self, cast, **fields) -> Lesson:
        return LessonFactory(network=cast.network, published=True, **fields)

    def test_an_organisation_counts_once_and_who_has_none_is_a_voice(self, cast):
        lesson, organisation = self.lesson(cast), OrganisationFactory()
        CorroborationFactory.create_batch(2, lesson=lesson, network=cast.other_network, organisation=organisation)
        CorroborationFactory(lesson=lesson, network=NetworkFactory(), organisation=organisation)
        CorroborationFactory.create_batch(2, lesson=lesson, network=cast.other_network)
        assert (counted(lesson).confirming, counted(lesson).confirming_voices) == (1, 2)

    def test_the_lessons_own_organisation_adds_nothing(self, cast):
        lesson = self.lesson(cast, organisation=OrganisationFactory())
        CorroborationFactory(lesson=lesson, network=cast.other_network, organisation=lesson.organisation)
        assert counted(lesson).confirming == 0
        CorroborationFactory(lesson=lesson, network=cast.network)  # who speaks there without one
        assert (counted(lesson).confirming, counted(lesson).confirming_voices) == (0, 1)

    def test_its_network_adds_nothing_where_neither_names_an_organisation(self, cast):
        lesson = self.lesson(cast)
        CorroborationFactory(lesson=lesson, network=cast.network)
        assert (counted(lesson).confirming, counted(lesson).confirming_voices) == (0, 0)
        CorroborationFactory(lesson=lesson, network=cast.network, organisation=OrganisationFactory())
        assert counted(lesson).confirming == 1

    @pytest.mark.parametrize("there", ["network", "other_network"])
    def test_the_numbers_of_an_unnamed_lesson_tell_nobody_whose_it_is(self, cast, there):
        """Whatever its own organisation says, the numbers are those that any other would leave."""
        source, other = OrganisationFactory.create_batch(2)
        left = []
        for speaker in (source, other):
            lesson = self.lesson(cast, organisation=source, is_unnamed=True)
            for what in ("confirms", "used"):
                speak(lesson, getattr(cast, there), speaker, what, 1)
            left.append(counted(lesson))
        assert left[0] == left[1]
        assert left[0].confirming == (there == "other_network")

    def test_two_that_become_one_count_once(self, cast):
        lesson, (one, two) = self.lesson(cast), OrganisationFactory.create_batch(2)
        for organisation in (one, two):
            CorroborationFactory(lesson=lesson, network=cast.other_network, organisation=organisation)
        assert counted(lesson).confirming == 2
        merge_organisations(one, into=two, by=cast.user("admin"))
        assert counted(lesson).confirming == 1

    def test_all_voices_count_on_a_lesson_of_the_study(self, study_lesson):
        CorroborationFactory(lesson=study_lesson)
        CorroborationFactory(lesson=study_lesson, organisation=OrganisationFactory())
        assert (counted(study_lesson).confirming, counted(study_lesson).confirming_voices) == (1, 1)


class TestInWords:
    def test_who_differs_comes_first(self, cast):
        lesson = LessonFactory(published=True)
        for code, stance in (("01", "confirms"), ("02", "confirms"), ("03", "differs")):
            CorroborationFactory(lesson=lesson, stance=stance).regions.add(RegionFactory(code=code))
        ApplicationFactory(lesson=lesson)
        row = Lesson.objects.get(pk=lesson.pk)
        assert [each.kind for each in strength_in_words(row)] == ["differs", "confirms", "used"]
        assert "2" in strength_line(row).partition("departamentos")[0]

    def test_silence_says_nothing(self, published):
        assert strength_line(Lesson.objects.get(pk=published.pk)) == ""

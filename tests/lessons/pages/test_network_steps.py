"""The desk of a network that joins shows four first steps; each is done by what is in the memory."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from lessons.models import Assessment, Lesson
from lessons.pages.network_steps import NetworkSteps, steps_of
from networks.joining.actions import revoke
from networks.models import User
from networks.profile.opening import close_network
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    FindingFactory,
    InvitationFactory,
    LessonFactory,
    MembershipFactory,
)
from tests.support.htmx import soup

NOTHING = NetworkSteps(0, has_published=False, has_spoken=False, has_assessed=False)


def desk(cast: Cast) -> str:
    return reverse("networks:desk", args=[cast.network.slug])


def shown(cast: Cast, prefix: str = "") -> Any:
    return soup(cast.client("secretariat").get(prefix + desk(cast))).select_one("[aria-labelledby=first-steps]")


def steps(cast: Cast) -> NetworkSteps | None:
    return steps_of(cast.network, cast.user("secretariat"))


def own_lesson(cast: Cast, **fields: Any) -> Lesson:
    return LessonFactory(network=cast.network, author=cast.user("secretariat"), **fields)


def assess(cast: Cast) -> None:
    by = cast.user("secretariat")
    Assessment.objects.create(network=cast.network, finding=FindingFactory(), place=2, made_by=by)


def do_all(cast: Cast) -> None:
    InvitationFactory.create_batch(3, network=cast.network)
    own_lesson(cast, published=True)
    CorroborationFactory(network=cast.network)
    assess(cast)


class TestPeople:
    def test_of_a_network_with_one_person_there_is_nobody_yet(self, cast: Cast):
        assert steps(cast) == NOTHING

    def test_who_takes_part_and_who_is_invited_count_together(self, cast: Cast):
        cast.user("member"), cast.user("observer")
        InvitationFactory(network=cast.network)
        found = steps(cast)
        assert found is not None
        assert (found.people, found.has_people) == (3, True)

    def test_an_invitation_that_was_withdrawn_counts_no_more(self, cast: Cast):
        revoke(InvitationFactory(network=cast.network))
        assert steps(cast) == NOTHING

    def test_an_invitation_that_was_taken_counts_once_as_the_person(self, cast: Cast):
        member = cast.user("member")
        InvitationFactory(network=cast.network, email="", taken_at=now(), taken_by=member)
        found = steps(cast)
        assert found is not None
        assert found.people == 1

    def test_people_and_invitations_of_another_network_do_not_count(self, cast: Cast):
        MembershipFactory.create_batch(3, network=cast.other_network)
        InvitationFactory.create_batch(3, network=cast.other_network)
        assert steps(cast) == NOTHING

    def test_a_suspended_person_does_not_count(self, cast: Cast):
        User.objects.filter(pk=cast.user("member").pk).update(is_active=False)
        assert steps(cast) == NOTHING


class TestLesson:
    def test_one_that_is_published_counts(self, cast: Cast):
        own_lesson(cast, published=True)
        found = steps(cast)
        assert found is not None
        assert found.has_published

    def test_a_draft_does_not_count_and_is_told(self, cast: Cast):
        own_lesson(cast)
        assert steps(cast) == NOTHING
        assert "falta publicarla" in shown(cast).get_text()

    def test_one_that_was_hidden_and_one_of_another_network_do_not_count(self, cast: Cast):
        hidden = own_lesson(cast, published=True)
        by = cast.user("admin")
        Lesson.objects.filter(pk=hidden.pk).update(taken_down_at=now(), taken_down_by=by, take_down_reason="Mal.")
        LessonFactory(network=cast.other_network, published=True)
        found = steps(cast)
        assert found is not None
        assert not found.has_published


class TestVoice:
    @pytest.mark.parametrize("stance", ["confirms", "differs"])
    def test_a_word_on_a_lesson_of_another_network_counts(self, cast: Cast, stance: str):
        CorroborationFactory(network=cast.network, stance=stance)
        found = steps(cast)
        assert found is not None
        assert found.has_spoken

    def test_a_word_on_a_lesson_of_a_published_source_counts(self, cast: Cast):
        fields = {"network": None, "author": None, "speaker": "CARE", "from_source": "said", "visibility": "public"}
        CorroborationFactory(network=cast.network, lesson=LessonFactory(published_at=now(), **fields))
        found = steps(cast)
        assert found is not None
        assert found.has_spoken

    def test_a_use_counts_until_it_is_taken_back(self, cast: Cast):
        use = ApplicationFactory(network=cast.network)
        found = steps(cast)
        assert found is not None
        assert found.has_spoken
        use.withdrawn_at = now()
        use.save()
        assert steps(cast) == NOTHING

    def test_a_word_on_a_lesson_of_its_own_does_not_count(self, cast: Cast):
        own = own_lesson(cast, published=True)
        CorroborationFactory(network=cast.network, lesson=own)
        ApplicationFactory(network=cast.network, lesson=own)
        found = steps(cast)
        assert found is not None
        assert not found.has_spoken

    def test_a_word_of_another_network_does_not_count(self, cast: Cast):
        CorroborationFactory(network=cast.other_network)
        assert steps(cast) == NOTHING


class TestPlace:
    def test_where_another_network_stands_does_not_count(self, cast: Cast):
        by = cast.user("admin")
        Assessment.objects.create(network=cast.other_network, finding=FindingFactory(), place=2, made_by=by)
        assert steps(cast) == NOTHING

    def test_one_finding_is_enough(self, cast: Cast):
        assess(cast)
        found = steps(cast)
        assert found is not None
        assert (found.has_assessed, found.done) == (True, 1)


class TestDesk:
    def test_says_of_each_step_whether_it_is_done_and_leads_to_where_one_does_it(self, cast: Cast):
        section = shown(cast)
        assert "0 de 4" in section.get_text()
        items = section.select("ol > li")
        assert [item.select_one(".badge").get_text(strip=True) for item in items] == ["Falta"] * 4
        slug = cast.network.slug
        assert [item.a["href"] for item in items] == [
            reverse("networks:invite", args=[slug]),
            reverse("lessons:new"),
            reverse("lessons:lessons"),
            reverse("networks:place", args=[slug]),
        ]
        links = {link["href"] for link in items[1].select("a")}
        assert {reverse("lessons:example"), reverse("lessons:import_new", args=[slug])} < links

    def test_a_step_that_is_done_says_so_in_words(self, cast: Cast):
        InvitationFactory.create_batch(5, network=cast.network)
        section = shown(cast)
        first = section.select_one("ol > li")
        assert "1 de 4" in section.get_text()
        assert first.select_one(".badge").get_text(strip=True) == "Hecho"
        assert "3 de 3" in first.get_text()
        assert not first.select("a")

    def test_shows_no_list_when_all_are_done_and_shows_it_again_when_one_is_undone(self, cast: Cast):
        do_all(cast)
        assert shown(cast) is None
        Assessment.objects.all().delete()
        assert "3 de 4" in shown(cast).get_text()

    def test_of_a_closed_network_shows_none(self, cast: Cast):
        cast.user("secretariat")
        close_network(cast.network, by=cast.user("admin"), reason="Terminó")
        cast.network.refresh_from_db()
        assert shown(cast) is None

    def test_speaks_english_to_who_reads_english(self, cast: Cast):
        section = shown(cast, "/en")
        assert section.h2.get_text() == "First steps"
        assert "0 of 4 done." in section.get_text()

    @pytest.mark.parametrize("who", ["member", "observer", "other_secretariat"])
    def test_is_of_the_secretariat_alone(self, cast: Cast, who: str):
        assert cast.client(who).get(desk(cast)).status_code == 403

    def test_asks_one_statement_however_much_there_is(self, cast: Cast):
        network, user = cast.network, cast.user("secretariat")
        steps_of(network, user)
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                steps_of(network, user)
            assert len(queries) == 1
            do_all(cast)
            MembershipFactory.create_batch(20, network=cast.network)


class TestPersonsFirstSteps:
    def test_lead_a_secretariat_to_its_desk_and_nobody_else(self, cast: Cast):
        def leads(who: str) -> bool:
            page = soup(cast.client(who).get(reverse("networks:first_steps")))
            return bool(page.select(f'main a[href="{desk(cast)}"]'))

        assert leads("secretariat")
        assert not leads("member")
        assert not leads("other_secretariat")

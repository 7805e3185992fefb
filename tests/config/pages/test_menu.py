"""What the header says to who signed in, and that it costs one question whatever there is to count."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import override

from config.pages.menu import MOST_COUNTED, MOST_PLACES, Menu, menu_of
from lessons.models import Lesson, Notice, State
from networks.models import Membership, Role, User
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, MembershipFactory
from tests.support.htmx import soup


def write(cast: Cast, many: int, who: str = "member", **fields: object) -> list[Lesson]:
    fields = {"network": cast.network, "author": cast.user(who), **fields}
    return LessonFactory.create_batch(many, **fields)


def notice(lesson: Lesson, to: str, cast: Cast, about: str) -> Notice:
    return Notice.objects.create(to=cast.user(to), kind="confirmed", lesson=lesson, about=about, subject=1)


def numbers(cast: Cast, who: str = "member") -> dict[str, str]:
    return {count.stage: count.number for count in menu_of(cast.user(who)).lessons}


class TestOwnLessons:
    @pytest.fixture
    def at_all_stages(self, cast: Cast) -> None:
        write(cast, 3)
        write(cast, 2, state=State.IN_REVIEW, submitted_at=now())
        write(cast, 4, published=True)
        due = write(cast, 1, published=True)[0]
        Lesson.objects.filter(pk=due.pk).update(review_on=localdate() - timedelta(days=1))

    def test_are_counted_at_each_stage(self, cast: Cast, at_all_stages):
        assert numbers(cast) == {"draft": "3", "in_review": "2", "published": "5", "due": "1"}

    def test_of_others_are_not_counted(self, cast: Cast, at_all_stages):
        for who in ("secretariat", "observer", "other_member", "no_network", "admin"):
            assert set(numbers(cast, who).values()) == {"0"}, who

    def test_of_a_network_that_one_left_are_not_counted_unless_they_still_reach_one(self, cast: Cast, at_all_stages):
        Lesson.objects.update(visibility="own_network", steward=cast.user("secretariat"))
        write(cast, 1, published=True, visibility="public", steward=cast.user("secretariat"))
        Membership.objects.filter(user=cast.user("member")).delete()
        assert numbers(cast) == {"draft": "0", "in_review": "0", "published": "1", "due": "0"}

    def test_are_counted_no_further_than_a_menu_needs(self, cast: Cast):
        write(cast, MOST_COUNTED + 2)
        assert numbers(cast)["draft"] == "99+"

    def test_lead_to_the_page_that_shows_as_many(self, cast: Cast, at_all_stages):
        client = cast.client("member")
        links = soup(client.get(reverse("about"))).select(".menu ul ul a")
        assert len(links) == 4
        for link in links:
            shown = soup(client.get(link["href"])).select("main .cards > li")
            assert str(len(shown)) == link.select_one(".tally").text


class TestNotices:
    def test_new_ones_are_counted_beside_the_name(self, cast: Cast):
        lesson = write(cast, 1, published=True)[0]
        for number in range(2):
            notice(lesson, "member", cast, f"use:{number}")
        menu = soup(cast.client("member").get(reverse("about"))).select_one(".menu")
        assert menu.select_one("summary .badge").get_text(" ", strip=True) == "2 avisos nuevos"

    def test_seen_notices_and_those_of_lessons_one_may_not_read_are_not_counted(self, cast: Cast):
        seen, hidden = write(cast, 2, published=True)
        notice(seen, "member", cast, "use:1")
        Notice.objects.update(seen_at=seen.published_at)
        notice(hidden, "other_member", cast, "use:2")
        Lesson.objects.filter(pk=hidden.pk).update(visibility="own_network")
        assert menu_of(cast.user("member")).notices == menu_of(cast.user("other_member")).notices == ""
        assert not soup(cast.client("member").get(reverse("about"))).select(".menu summary .badge")


class TestNetworks:
    def test_those_where_one_may_do_most_come_first(self, cast: Cast):
        user = cast.user("member")
        runs = MembershipFactory(user=user, role=Role.SECRETARIAT).network
        assert [(place.slug, place.may_run) for place in menu_of(user).places] == [
            (runs.slug, True),
            (cast.network.slug, False),
        ]

    def test_of_very_many_the_first_are_shown_and_the_rest_is_a_link(self, cast: Cast):
        MembershipFactory.create_batch(MOST_PLACES + 3, user=cast.user("member"))
        menu = menu_of(cast.user("member"))
        assert (len(menu.places), menu.has_more_places) == (MOST_PLACES, True)

    def test_without_one_the_menu_leads_to_a_network(self, cast: Cast):
        take_part = f'.menu a[href="{reverse("networks:take_part")}"]'
        assert soup(cast.client("no_network").get(reverse("about"))).select(take_part)
        assert not soup(cast.client("member").get(reverse("about"))).select(take_part)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_whole_menu_is_one_question_beside_the_persons_rights(cast: Cast, rows: int):
    user = cast.user("member")
    for lesson in write(cast, rows, published=True):
        notice(lesson, "member", cast, f"use:{lesson.pk}")
    MembershipFactory.create_batch(rows, user=user)
    with CaptureQueriesContext(connection) as queries:
        menu_of(user)
    assert len(queries) == 2


def test_a_visitors_menu_asks_no_question(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert menu_of(AnonymousUser()) == Menu()
        assert menu_of(User(is_active=False)) == Menu()


def test_the_fullest_menu_is_light(cast: Cast):
    MembershipFactory.create_batch(MOST_PLACES + 3, user=cast.user("secretariat"), role=Role.SECRETARIAT)
    with override("es"):
        page = cast.client("secretariat").get(reverse("about"))
    assert len(str(soup(page).select_one(".menu"))) < 5_000

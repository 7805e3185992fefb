"""The people of a network, and what they hand over before they go."""

import pytest

from lessons.models import Lesson
from lessons.tasks import check_stewards
from networks.models import Affiliation, Membership, User
from tests.support.factories import LessonFactory, MembershipFactory
from tests.support.htmx import soup


@pytest.fixture
def role(cast):
    """The member's, who answers for a draft and for a published lesson."""
    for published in (True, False):
        LessonFactory(network=cast.network, author=cast.user("member"), published=published)
    return cast.user("member").memberships.get()


@pytest.fixture
def url(cast, role):
    return f"/redes/{cast.network.slug}/personas/{role.pk}/"


def stewards():
    return list(Lesson.objects.order_by("pk").values_list("steward", flat=True))


class TestPeople:
    def test_says_who_answers_for_how_many(self, cast, role):
        page = soup(cast.client("secretariat").get(f"/redes/{cast.network.slug}/personas/"))
        row = next(row for row in page.select("main li") if cast.user("member").name in row.get_text())
        assert "responde por 2 lecciones" in " ".join(row.get_text().split())

    def test_people_of_another_network_are_not_shown(self, cast, role):
        url = f"/redes/{cast.other_network.slug}/personas/"
        assert cast.client("secretariat").get(url).status_code == 403
        assert cast.client("secretariat").get(f"{url}{role.pk}/").status_code == 403
        assert cast.client("other_secretariat").get(f"{url}{role.pk}/").status_code == 404


class TestHandover:
    @pytest.mark.parametrize(("then", "now_is"), [("leaves", None), ("observer", "observer"), ("stays", "member")])
    def test_all_goes_to_one_person(self, cast, role, url, then, now_is):
        successor = cast.user("secretariat")
        sent = {"then": then, "successor": successor.pk}
        assert cast.client("secretariat").post(url, sent).status_code == 302
        assert stewards() == [successor.pk] * 2
        assert Membership.objects.filter(pk=role.pk).values_list("role", flat=True).first() == now_is
        assert set(Lesson.objects.values_list("author", flat=True)) == {cast.user("member").pk}

    def test_one_lesson_can_go_elsewhere(self, cast, role, url):
        other, lesson = MembershipFactory(network=cast.network).user, Lesson.objects.first()
        sent = {"then": "leaves", "successor": cast.user("secretariat").pk, f"lesson_{lesson.pk}": other.pk}
        cast.client("secretariat").post(url, sent)
        assert sorted(stewards()) == sorted([other.pk, cast.user("secretariat").pk])

    def test_leaving_ends_what_they_had_as_an_individual(self, cast, role, url):
        Affiliation.objects.create(network=cast.network, person=cast.user("member"))
        cast.client("secretariat").post(url, {"then": "leaves", "successor": cast.user("secretariat").pk})
        assert Affiliation.objects.get().ended_on is not None

    @pytest.mark.parametrize("successor", ["", "nobody", "observer", "other_member", "member"])
    def test_without_somebody_who_can_nothing_changes(self, cast, role, url, successor):
        before = stewards()
        pk = cast.user(successor).pk if successor in {"observer", "other_member", "member"} else successor
        answer = cast.client("secretariat").post(url, {"then": "leaves", "successor": pk})
        assert answer.status_code == 422
        assert soup(answer).select(".errorlist")
        assert stewards() == before
        assert Membership.objects.filter(pk=role.pk, role="member").exists()

    def test_an_unnamed_lesson_goes_to_the_secretariat(self, cast, role, url):
        Lesson.objects.update(is_unnamed=True)
        other = MembershipFactory(network=cast.network).user
        client = cast.client("secretariat")
        assert client.post(url, {"then": "leaves", "successor": other.pk}).status_code == 422
        assert stewards() == [role.user_id] * 2
        assert client.post(url, {"then": "leaves", "successor": cast.user("secretariat").pk}).status_code == 302

    @pytest.mark.parametrize(("who", "status"), [("secretariat", 422), ("admin", 302)])
    def test_the_last_of_the_secretariat_is_an_admins_to_take(self, cast, who, status):
        last = cast.user("secretariat").memberships.get()
        url = f"/redes/{cast.network.slug}/personas/{last.pk}/"
        assert cast.client(who).post(url, {"then": "leaves"}).status_code == status
        assert Membership.objects.filter(pk=last.pk).exists() is (status == 422)

    def test_who_hands_over_their_own_place_lands_on_the_networks_page(self, cast):
        MembershipFactory(network=cast.network, role="secretariat")
        own = cast.user("secretariat").memberships.get()
        answer = cast.client("secretariat").post(f"/redes/{cast.network.slug}/personas/{own.pk}/", {"then": "leaves"})
        assert answer["Location"] == cast.network.get_absolute_url()


class TestInTheAdmin:
    def test_what_the_database_refuses_is_said(self, cast, role):
        answer = cast.client("admin").post(
            f"/admin/networks/membership/{role.pk}/delete/", {"post": "yes"}, follow=True
        )
        assert "Antes entrégalas" in answer.content.decode()
        assert Membership.objects.filter(pk=role.pk).exists()

    def test_an_account_is_suspended_on_the_desk_alone(self, cast, role):
        user = cast.user("member")
        sent = {"email": user.email, "name": user.name, "language": "es"}
        sent |= {f"memberships-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
        assert cast.client("admin").post(f"/admin/networks/user/{user.pk}/change/", sent).status_code == 302
        assert User.objects.get(pk=user.pk).is_active


def test_the_nightly_look_finds_no_lesson_without_steward(cast, role):
    assert check_stewards() == 0

"""Wherever people are listed to be asked, mentioned, told, or given something, nobody suspended is among them."""

from collections.abc import Callable, Iterable

import pytest

from lessons.conversation.mentions import people_to_mention
from lessons.handover.actions import possible_inviters, possible_stewards
from lessons.models import Lesson
from lessons.moderation.suspension import lift, suspend
from lessons.record.audience import readers_of
from networks.models import Role, User
from networks.people.queries import answering_for, people_seen_by
from networks.profile.forms.ties import AffiliationForm
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, MembershipFactory, OrganisationFactory, belong
from tests.support.htmx import soup

pytestmark = pytest.mark.django_db
Offered = Callable[[Cast, Lesson], Iterable[User]]
LISTS: dict[str, Offered] = {
    "to ask": lambda cast, lesson: people_seen_by(cast.user("observer")),
    "to ask, as an admin sees them": lambda cast, lesson: people_seen_by(cast.user("admin")),
    "to mention": lambda cast, lesson: people_to_mention(cast.user("member"), lesson),
    "to read": lambda cast, lesson: readers_of(lesson, []),
    "to answer for a network": lambda cast, lesson: answering_for(cast.network),
    "to take over lessons": lambda cast, lesson: [role.user for role in possible_stewards(cast.network)],
    "to take over invitations": lambda cast, lesson: [
        role.user for role in possible_inviters(cast.network, instead_of=cast.user("secretariat"))
    ],
    "to belong to a network": lambda cast, lesson: AffiliationForm(network=cast.network).fields["person"].queryset,  # type: ignore[attr-defined]
}


@pytest.fixture
def person(cast: Cast) -> User:
    organisation = OrganisationFactory(slug="comedor")
    belong(organisation, cast.network)
    role = MembershipFactory(network=cast.network, role=Role.SECRETARIAT, organisation=organisation)
    found: User = role.user
    return found


@pytest.mark.parametrize("offered", LISTS)
def test_who_is_suspended_is_offered_nowhere_until_it_is_lifted(cast: Cast, person: User, offered: str) -> None:
    lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)
    assert person in LISTS[offered](cast, lesson)
    suspend(person, by=cast.user("admin"), reason="x")
    assert person not in LISTS[offered](cast, lesson)
    lift(person, by=cast.user("admin"), reason="x")
    assert person in LISTS[offered](cast, lesson)


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/personas/", "member"),
        ("/organizaciones/comedor/", "member"),
        ("/redes/propia/personas/", "secretariat"),
        ("/administracion/personas/{pk}/", "admin"),
    ],
)
def test_no_page_leads_to_the_page_of_who_is_suspended(cast: Cast, person: User, path: str, who: str) -> None:
    theirs, client = f"/personas/{person.pk}/", cast.client(who)
    assert client.get(theirs).status_code == 200
    assert soup(client.get(path.format(pk=person.pk))).select(f"main a[href='{theirs}']")
    suspend(person, by=cast.user("admin"), reason="x")
    assert client.get(theirs).status_code == 404
    assert not soup(client.get(path.format(pk=person.pk))).select(f"main a[href='{theirs}']")


def test_djangos_admin_finds_who_is_suspended_but_gives_them_no_role(cast: Cast, person: User) -> None:
    suspend(person, by=cast.user("admin"), reason="x")
    asked = {"app_label": "networks", "model_name": "membership", "field_name": "user", "term": person.email}
    client = cast.client("admin")
    assert client.get("/admin/autocomplete/", asked).json()["results"] == []
    assert person.name in client.get("/admin/networks/user/", {"q": person.email}).content.decode()
    lift(person, by=cast.user("admin"), reason="x")
    [found] = client.get("/admin/autocomplete/", asked).json()["results"]
    assert found["id"] == str(person.pk)

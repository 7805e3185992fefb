"""Who takes part in the networks of the corpus: organisations, the people who write for them, and four who look."""

from dataclasses import dataclass
from random import Random

from networks.models import Affiliation, Membership, Network, Organisation, Role, User

OWN = "cies"  # the network of those who look
ORGANISATIONS_EACH, WRITERS_EACH = 10, 30
LOOKING = ("visitor", "member", "secretariat", "admin")


@dataclass(frozen=True)
class Place:
    """A person's place in a network, and the organisation for which they speak there, if any."""

    user: User
    network: Network
    organisation: Organisation | None


def address(who: str) -> str:
    return f"{who}@bench.example"


def invite() -> dict[int, list[Place]]:
    """Make them; return the places of those who write, by the number of their network.

    The member and the secretariat who look are among them: like others they have lessons and drafts of their own.
    """
    User.objects.create_superuser(address("admin"), name="Administración")
    return {network.pk: _of(network) for network in Network.objects.all()}


def _of(network: Network) -> list[Place]:
    organisations = Organisation.objects.bulk_create(
        Organisation(slug=f"{network.slug}-{number}", name=f"Asociación {number} de {network.name}")
        for number in range(ORGANISATIONS_EACH)
    )
    Affiliation.objects.bulk_create(
        Affiliation(network=network, organisation=organisation) for organisation in organisations
    )
    places = [
        Place(_writer(network, number), network, organisations[number % ORGANISATIONS_EACH] if number % 3 else None)
        for number in range(WRITERS_EACH)
    ]
    Membership.objects.bulk_create(
        Membership(
            user=place.user,
            network=network,
            organisation=place.organisation,
            role=Role.MEMBER if number else Role.SECRETARIAT,
        )
        for number, place in enumerate(places)
    )
    return places


def _writer(network: Network, number: int) -> User:
    looks = {0: "secretariat", 1: "member"}.get(number) if network.slug == OWN else None
    return User.objects.create_user(address(looks or f"{network.slug}-{number}"), name=f"Persona {number}")


def another(random: Random, places: dict[int, list[Place]], but: Network) -> Place:
    """Return somebody of another network."""
    network = random.choice([pk for pk in places if pk != but.pk])
    return random.choice(places[network])

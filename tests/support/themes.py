"""Themes with two poles, and places told on them."""

from lessons.models import Assessment, Finding
from networks.models import Network
from tests.support.factories import FindingFactory, UserFactory


def theme(number: int) -> Finding:
    return FindingFactory(
        code=f"T{number}",
        number=number,
        kind=Finding.Kind.EMERGING_THEME,
        pole_one_es=f"Polo uno de {number}",
        pole_two_es=f"Polo dos de {number}",
        pole_one_en=f"Pole one of {number}",
        pole_two_en=f"Pole two of {number}",
    )


def tell(network: Network, about: Finding, place: int, note: str = "") -> Assessment:
    return Assessment.objects.create(network=network, finding=about, place=place, note=note, made_by=UserFactory())

"""The networks in a circle, and the threads between those that are something to each other."""

from dataclasses import dataclass
from math import cos, pi, sin

from networks.models import Network, NetworkRelation

SIDE, RADIUS = 400, 150


@dataclass(frozen=True)
class Knot:
    network: Network
    x: int
    y: int

    @property
    def anchor(self) -> str:
        """To which side of the knot its name stands, so that it stays inside."""
        if abs(self.x - SIDE // 2) < 30:
            return "middle"
        return "start" if self.x > SIDE // 2 else "end"

    @property
    def label_x(self) -> int:
        return self.x + {"start": 14, "end": -14, "middle": 0}[self.anchor]

    @property
    def label_y(self) -> int:
        return self.y + (0 if self.anchor != "middle" else 28 if self.y > SIDE // 2 else -18) + 5


@dataclass(frozen=True)
class Thread:
    relation: NetworkRelation
    first: Knot
    second: Knot


@dataclass(frozen=True)
class Ties:
    """Only what lasts is drawn; networks without any tie are named beside."""

    knots: list[Knot]
    threads: list[Thread]

    @classmethod
    def drawn(cls) -> "Ties":
        relations = list(NetworkRelation.objects.current().select_related("first", "second"))
        tied = {each.pk: each for relation in relations for each in (relation.first, relation.second)}
        networks = sorted(tied.values(), key=lambda network: (network.position, network.name))
        knots = {network.pk: _knot(network, turn, len(networks)) for turn, network in enumerate(networks)}
        threads = [Thread(each, knots[each.first_id], knots[each.second_id]) for each in relations]
        return cls(list(knots.values()), threads)


def _knot(network: Network, turn: int, of: int) -> Knot:
    angle = 2 * pi * turn / of - pi / 2
    return Knot(network, round(SIDE / 2 + RADIUS * cos(angle)), round(SIDE / 2 + RADIUS * sin(angle)))

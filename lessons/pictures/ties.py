"""This picture has the networks in a circle, and threads between those that are something to each other."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import cos, pi, sin

from base.alphabet import alphabetical
from networks.models import Network, NetworkRelation

# At most this many networks fit around the circle on a phone, with their names; the table has them all.
MOST = 16
# The picture is measured in percents across and pixels down: so it grows with its knots, and its text does not.
MIDDLE, REACH = 50, 37
EDGE, LEAST_RADIUS, PER_KNOT = 34, 110, 24
LETTERS = 14
BELOW, ABOVE = 26, -17
APART = 6  # threads between the same two
ORDER = {kind: turn for turn, kind in enumerate(NetworkRelation.Kind.values)}


@dataclass(frozen=True)
class Knot:
    network: Network
    x: int
    y: int

    @property
    def label(self) -> str:
        name = self.network.name
        return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"

    @property
    def side(self) -> str:
        """Return the side to which its name is aligned, so that it stays inside."""
        if abs(self.x - MIDDLE) < 10:
            return "middle"
        return "start" if self.x < MIDDLE else "end"

    @property
    def label_y(self) -> int:
        """Return the height of the name: above the top knot and those on the right, below the others.

        The names of two at one height would run together on a phone.
        """
        return ABOVE if self.x > MIDDLE or self.y == EDGE else BELOW


@dataclass(frozen=True)
class Thread:
    relation: NetworkRelation
    first: Knot
    second: Knot
    shift: int

    @property
    def y1(self) -> int:
        return self.first.y + self.shift

    @property
    def y2(self) -> int:
        return self.second.y + self.shift

    @property
    def bead(self) -> tuple[int, int] | None:
        """Return where a membership has its bead, nearer the network that has the other as its member."""
        if self.relation.kind != NetworkRelation.Kind.MEMBER_OF:
            return None
        return (self.first.x + 3 * self.second.x) // 4, (self.y1 + 3 * self.y2) // 4


@dataclass(frozen=True)
class Ties:
    """Holds all current `relations`, and draws those of the networks with the most, as far as there is room."""

    relations: list[NetworkRelation]
    many: Counter[Network]  # how many relations each related network has
    knots: list[Knot]
    threads: list[Thread]
    left_out: int

    @classmethod
    def drawn(cls) -> "Ties":
        relations = list(NetworkRelation.objects.current().select_related("first", "second"))
        many = Counter(network for relation in relations for network in (relation.first, relation.second))
        most = sorted(many, key=lambda network: (-many[network], network.position, alphabetical(network.name)))[:MOST]
        networks = sorted(most, key=lambda network: (network.position, alphabetical(network.name)))
        knots = [_knot(network, turn, len(networks)) for turn, network in enumerate(networks)]
        return cls(relations, many, knots, _threads(relations, knots), len(many) - len(knots))

    @property
    def most(self) -> tuple[Network, int] | None:
        """Return the network with most relations, and how many; None if several have as many."""
        first, *others = self.many.most_common(2)
        return None if others and others[0][1] == first[1] else first

    @property
    def height(self) -> int:
        return 2 * (EDGE + _radius(len(self.knots))) + 8


def _radius(knots: int) -> int:
    return max(LEAST_RADIUS, PER_KNOT * knots)


def _knot(network: Network, turn: int, of: int) -> Knot:
    angle = 2 * pi * turn / of - pi / 2
    return Knot(network, round(MIDDLE + REACH * cos(angle)), round(EDGE + _radius(of) * (1 + sin(angle))))


def _threads(relations: list[NetworkRelation], knots: list[Knot]) -> list[Thread]:
    """Return the threads; those between the same two networks lie beside each other."""
    knot_of, seen = {knot.network: knot for knot in knots}, defaultdict[frozenset[Network], int](int)
    threads = []
    for relation in sorted(relations, key=lambda relation: ORDER[relation.kind]):
        if relation.first in knot_of and relation.second in knot_of:
            pair = frozenset({relation.first, relation.second})
            turn, seen[pair] = seen[pair], seen[pair] + 1
            shift = APART * ((turn + 1) // 2) * (1 if turn % 2 else -1)
            threads.append(Thread(relation, knot_of[relation.first], knot_of[relation.second], shift))
    return threads

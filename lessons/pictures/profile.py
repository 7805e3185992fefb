"""A network's profile shows its place between the poles of each theme, beside the other networks' places."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from base.reading.kept_lists import KeptLists
from lessons.assessments.models import Assessment, place_in_words
from lessons.frame.models import Finding
from networks.models import Network
from networks.record.permissions import Visitor
from networks.record.prepared import Prepared

# At most this many networks at one place are drawn and named; more are one knot with their number.
FEW = 3

# Measures of the picture, in pixels: it grows in width alone, so that its text stays as large as the page's.
CORD = 24
FIRST_KNOT = 58
PITCH = 17
BARE = 48


def across(place: int) -> str:
    """Return where a place is on the cord, in per cent of its width."""
    return f"{place * 20 - 10}%"


@dataclass(frozen=True)
class Others:
    """Describes the other networks at one place of a theme; `named` are the first of them."""

    theme: Finding
    place: int
    number: int
    named: list[Network]

    @property
    def are_few(self) -> bool:
        return self.number <= FEW

    @property
    def across(self) -> str:
        return across(self.place)

    @property
    def knots(self) -> list[int]:
        """Return how far down each knot hangs."""
        return [FIRST_KNOT + PITCH * turn for turn in range(self.number if self.are_few else 1)]

    @property
    def end(self) -> int:
        return self.knots[-1] + (12 if self.are_few else 20)

    @property
    def drop(self) -> int:
        """Return how long its thread is."""
        return self.end - CORD

    @property
    def url(self) -> str:
        if self.number == 1:
            return self.named[0].get_absolute_url()
        return reverse("networks:networks", query={"theme": self.theme.code, "place": self.place})

    @property
    def words(self) -> str:
        return place_in_words(self.theme, self.place)

    @property
    def who(self) -> str:
        if self.are_few:
            return gettext(", ").join(network.name for network in self.named)
        return ngettext("%(number)s network", "%(number)s networks", self.number) % {"number": self.number}


@dataclass(frozen=True)
class Cord:
    """Describes one theme; `own` is the network's own answer, if it gave one."""

    theme: Finding
    own: Assessment | None
    others: list[Others]

    @property
    def across(self) -> str:
        return across(self.own.place) if self.own else ""

    @property
    def height(self) -> int:
        return max((others.end for others in self.others), default=BARE) + 2


@dataclass(frozen=True)
class Profile:
    network: Network

    @classmethod
    def of(cls, network: Network) -> "Profile":
        return cls(network)

    @cached_property
    def cords(self) -> list[Cord]:
        themes = [finding for finding in KeptLists().of(Finding) if finding.has_poles]
        own = {answer.finding_id: answer for answer in _own(AnonymousUser(), network=self.network.pk)}
        others = _others_than(self.network)
        cords = []
        for theme in themes:
            places = [Others(theme, place, *told) for place, told in sorted(others[theme.pk].items())]
            cords.append(Cord(theme, own.get(theme.pk), places))
        return cords

    @property
    def told(self) -> int:
        """Return on how many themes the network told its place."""
        return sum(cord.own is not None for cord in self.cords)

    @property
    def alone(self) -> int:
        """Return on how many of those others told theirs, and none the same."""
        return sum(
            cord.own.place not in {others.place for others in cord.others}
            for cord in self.cords
            if cord.own and cord.others
        )


def _ask_own(_reader: Visitor, network: int) -> QuerySet[Assessment]:
    return Assessment.objects.newest().filter(network=network).select_related("finding")


def _ask_others(_reader: Visitor, network: int) -> QuerySet[Assessment]:
    here, order = [F("finding"), F("place")], [F("network__position"), F("network__name")]
    standing = Assessment.objects.standing().exclude(network=network).order_by("finding_id", "place", *order)
    counted = standing.annotate(
        number=Window(Count("pk"), partition_by=here),
        turn=Window(RowNumber(), partition_by=here, order_by=order),
    )
    return counted.filter(turn__lte=FEW).select_related("network")


_own, _others = Prepared(_ask_own), Prepared(_ask_others)


def _others_than(network: Network) -> dict[int, dict[int, tuple[int, list[Network]]]]:
    """Map theme and place to how many networks stand there, and the first of them. Reads only a few rows."""
    found: dict[int, dict[int, tuple[int, list[Network]]]] = defaultdict(dict)
    for row in _others(AnonymousUser(), network=network.pk):
        _number, named = found[row.finding_id].setdefault(row.place, (row.number, []))  # type: ignore[attr-defined]
        named.append(row.network)
    return found

"""The map of Peru shows how many lessons name each department, and how many of its people are poor."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from django.urls import reverse

from base.reading.kept_lists import KeptLists
from lessons.counts.reading import counts_within, keyed
from lessons.pictures.map_names import Name, Named, written
from lessons.texts.sources import hosts_of
from networks.models import Region
from networks.record.permissions import Permission, Visitor, may_anywhere

# Where each step of poverty begins, in per cent of people. Figures have one decimal: 33.4 is the first above a third.
STEPS = (Decimal(0), Decimal(10), Decimal(20), Decimal("33.4"), Decimal(40))
POOR = STEPS.index(Decimal("33.4")) + 1

SMALLEST, LARGEST = 12, 24  # radius of a knot; no two departments' knots are nearer than twice the largest
RING = 16
MANY = 16  # so many lessons tie the largest knot, or as many as a department has if one has more


@cache
def shapes() -> dict[str, Any]:
    """Return `width`, `height` and `departments`: by INEI code, its path, and where knot and name are."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("departments.json").read_text())
    return loaded


@dataclass(frozen=True)
class Department:
    """Describes one department on the map. `address` leads to its lessons.

    If it has none and the reader may write (`invites`), `address` leads to the form for the first one.
    """

    region: Region
    shape: dict[str, Any]
    lessons: int
    radius: int
    address: str
    invites: bool

    @property
    def poverty(self) -> Decimal | None:
        return self.region.poverty_2024

    @property
    def step(self) -> int | None:
        """Return 1 to 5, the poorest; None where no figure was found."""
        return None if self.poverty is None else sum(self.poverty >= start for start in STEPS)

    @property
    def poverty_then(self) -> tuple[Decimal, Decimal] | None:
        """Return between what shares INEI's group of such departments was in 2018, where 2024 is not known."""
        low, high = self.region.poverty_2018_low, self.region.poverty_2018_high
        return None if self.step or low is None or high is None else (low, high)

    @property
    def step_then(self) -> int | None:
        """Return the step to which the poorest of its group may belong."""
        return self.poverty_then and sum(self.poverty_then[1] >= start for start in STEPS)

    @property
    def per_million(self) -> Decimal | None:
        """Return how many lessons name it for a million of its people; None where their number was not found."""
        people = self.region.population_2017
        return None if people is None else round(Decimal(self.lessons) * 1_000_000 / people, 1)

    @property
    def is_poor(self) -> bool:
        """Return whether more than a third of its people are poor."""
        return (self.step or 0) >= POOR

    @property
    def is_silent(self) -> bool:
        """Return whether it is poor, and not one lesson names it."""
        return self.is_poor and not self.lessons

    @property
    def named(self) -> Named:
        """Return where its name may be written: outside where the map says so, otherwise under the knot."""
        x, y, text = int(self.shape["x"]), int(self.shape["y"]), self.region.name
        knot = self.radius if self.lessons else RING if self.is_silent else 0
        usual = Name(text, x, y + (knot + 15 if knot else 5), "middle")
        if self.shape.get("name"):
            usual = Name(text, *self.shape["name"])
        return Named(text, x, y, knot, usual)


@dataclass(frozen=True)
class Map:
    departments: list[Department]

    @property
    def width(self) -> int:
        return int(shapes()["width"])

    @property
    def height(self) -> int:
        return int(shapes()["height"])

    @property
    def names(self) -> tuple[Name, ...]:
        return written(tuple(one.named for one in self.departments), self.width)

    @property
    def poorest_first(self) -> list[Department]:
        """Return the departments, the poorest first. Those without a figure come last, by that of 2018 and by name."""

        def order(one: Department) -> tuple[bool, Decimal, str]:
            share = one.poverty if one.poverty is not None else (one.region.poverty_2018_high or Decimal(0))
            return one.poverty is None, -share, one.region.slug

        return sorted(self.departments, key=order)

    @property
    def poor(self) -> list[Department]:
        return [one for one in self.poorest_first if one.is_poor]

    @property
    def silent(self) -> list[Department]:
        return [one for one in self.poor if one.is_silent]

    @property
    def silent_names(self) -> str:
        return ", ".join(one.region.name for one in self.silent)

    @property
    def known_then(self) -> list[Department]:
        return [one for one in self.departments if one.poverty_then]

    @property
    def steps_then(self) -> list[int]:
        return sorted({one.step_then for one in self.known_then if one.step_then})

    @property
    def unknown(self) -> list[Department]:
        return [one for one in self.departments if one.poverty is None and not one.poverty_then]

    @property
    def most_per_million(self) -> Department | None:
        """Return the department of which most lessons tell for its people, if any tells of one."""
        known = [one for one in self.departments if one.lessons and one.per_million is not None]
        return max(known, key=lambda one: one.per_million or 0, default=None)

    @property
    def legend(self) -> Iterator[tuple[int, Decimal, Decimal | None]]:
        """Return each step with the first and the last figure that belong to it; the last step has no end."""
        ends = [start - Decimal("0.1") for start in STEPS[1:]]
        return zip(range(1, len(STEPS) + 1), STEPS, [*ends, None], strict=True)

    @property
    def sources(self) -> dict[str, str]:
        """Map each address from which the poverty figures are to its host."""
        return hosts_of(url for one in self.departments for url in one.region.poverty_source_urls)

    @property
    def sources_then(self) -> dict[str, str]:
        return hosts_of(url for one in self.known_then for url in one.region.poverty_2018_source_urls)

    @property
    def sources_of_people(self) -> dict[str, str]:
        return hosts_of(url for one in self.departments for url in one.region.population_source_urls)


def map_for(user: Visitor) -> Map:
    """Count the published lessons that `user` can read, and no other."""
    counts = keyed(counts_within(user, [""])[""], "region")
    may_write = may_anywhere(user, Permission.WRITE)
    return map_of(counts, lambda region: _list_of(region, counts, may_write=may_write), invites=may_write)


def map_of(counts: Mapping[int, int], address_of: Callable[[Region], str], *, invites: bool = False) -> Map:
    """Draw how many lessons each department has, by its key. Of those without, some may be asked for the first."""
    most = max([MANY, *counts.values()])
    regions = [region for region in KeptLists().of(Region) if region.code in shapes()["departments"]]
    return Map([_department(each, counts.get(each.pk, 0), most, address_of(each), invites) for each in regions])


def _list_of(region: Region, counts: Mapping[int, int], *, may_write: bool) -> str:
    is_asked = may_write and not counts.get(region.pk)
    return reverse("lessons:new" if is_asked else "lessons:lessons", query={"region": region.slug})


def _department(region: Region, lessons: int, most: int, address: str, invites: bool) -> Department:
    return Department(
        region=region,
        shape=shapes()["departments"][region.code],
        lessons=lessons,
        radius=round(SMALLEST + (LARGEST - SMALLEST) * sqrt(lessons / most)),
        address=address,
        invites=invites and not lessons,
    )

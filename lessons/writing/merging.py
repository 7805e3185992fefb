"""Two people have one lesson open. What only one of them changed is kept; where both wrote, the second one decides.

A form says in `seen` what each of its fields said when it was opened, as fingerprints: so nothing is compared with a
time or a number, and the words are not sent twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext

from base.reading.kept_lists import KeptLists
from lessons.frame.models import Finding
from lessons.record import life
from lessons.record.models import TEXT_FIELDS, Lesson, LessonFinding
from lessons.record.versions import field_label, value_in_words
from lessons.texts.diff import Piece, by_words
from networks.models import Network, Region, User
from networks.organisations.actions import Overtaken

Stance = LessonFinding.Stance
# What belongs together is decided together: who may read it, and on which side of it a finding stands.
UNITS: dict[str, tuple[str, ...]] = {name: (name,) for name in (*TEXT_FIELDS, "sources", "result", "evidence")}
UNITS |= {name: (name,) for name in ("happened_on", "language", "sector", "regions", "is_unnamed")}
UNITS |= {"visibility": ("visibility", "shared_with", "organisation"), "supports": ("supports", "contradicts")}
LINES = (*TEXT_FIELDS, "sources")
LISTS: dict[str, type[models.Model]] = {"regions": Region, "shared_with": Network}
LISTS |= {side.value: Finding for side in Stance}


@dataclass(frozen=True)
class BaseRevision:
    """Holds what a form has seen: fingerprints of its parts, and in `pen` the newest version that others wrote."""

    pen: int = 0
    prints: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return ".".join([str(self.pen), *(self.prints.get(unit, "") for unit in UNITS)])


class EditConflict(Overtaken):
    """Says that both wrote in `units`. `seen` is for the form that is sent once it is decided."""

    def __init__(self, stored: "Stored", mine: dict[str, Any], units: list[str], seen: BaseRevision) -> None:
        super().__init__()
        self.stored, self.theirs = stored.row, stored.values
        self.mine, self.units, self.seen = mine, units, seen


@dataclass(frozen=True)
class MergeResult:
    """Holds what is stored beside one's own: `taken` from the others, and `news`, what of it is not seen yet.

    `seen` is for the same form, which goes on showing what it showed: of what was taken, it has seen the older words,
    and of the others' versions (`is_behind`) the older ones.
    """

    taken: dict[str, Any]
    news: list[str]
    seen: BaseRevision
    is_behind: bool


@dataclass(frozen=True)
class Choice:
    """Holds one part in which both wrote, as a reader sees it; `pieces` leads from theirs to mine."""

    unit: str
    label: str
    mine: str
    theirs: str

    @property
    def is_text(self) -> bool:
        return self.unit in LINES

    @property
    def pieces(self) -> list[Piece]:
        return by_words(self.theirs, self.mine)


def conflict_choices(clash: EditConflict) -> list[Choice]:
    mine, theirs = clash.theirs | clash.mine, clash.theirs
    return [Choice(unit, unit_label(unit), _shown(unit, mine), _shown(unit, theirs)) for unit in clash.units]


def unit_label(unit: str) -> str:
    return gettext("Findings it relates to") if unit == "supports" else field_label(unit)


def _shown(unit: str, values: dict[str, Any]) -> str:
    if unit == "supports":
        sides = ((sign, values[side.value]) for sign, side in (("+", Stance.SUPPORTS), ("−", Stance.CONTRADICTS)))
        return ", ".join(f"{sign} {finding}" for sign, findings in sides for finding in findings)
    if unit == "visibility":
        names = [str(values["organisation"] or ""), *map(str, values["shared_with"])]
        return " · ".join(filter(None, [value_in_words(unit, values[unit]), *names]))
    value = values[unit]
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return ", ".join(map(str, value)) if unit == "regions" else value_in_words(unit, value)


@dataclass(frozen=True)
class Stored:
    """Holds what is stored of a lesson: its `row`, and in `lists`, by field of the form, what stands in other tables.

    `pen` is the number of the newest version that others than who asks wrote, as in `BaseRevision`. A draft leaves a
    version when it passes to another writer.
    """

    row: Lesson
    lists: dict[str, list[Any]]
    pen: int

    @property
    def values(self) -> dict[str, Any]:
        """Return what the lesson says, by field, as the form would say it."""
        names = (name for names in UNITS.values() for name in names)
        return self.lists | {name: getattr(self.row, name) for name in names if name not in self.lists}

    @property
    def seen(self) -> BaseRevision:
        """Return what a form has seen that is opened with it."""
        values = self.values
        return BaseRevision(self.pen, {unit: _print(values, names) for unit, names in UNITS.items()})

    @property
    def stances(self) -> dict[Finding, str]:
        return {finding: side.value for side in Stance for finding in self.lists[side.value]}


def stored_of(lesson: Lesson, user: User) -> Stored:
    """Return what is stored beside the lesson's row, which is as the caller has it; one statement."""
    beside = {
        "regions": lesson.regions.through.objects.filter(lesson=lesson.pk),
        "shared_with": lesson.shared_with.through.objects.filter(lesson=lesson.pk),
    } | {side.value: LessonFinding.objects.filter(lesson=lesson.pk, stance=side).order_by() for side in Stance}
    keys = [ArraySubquery(beside[name].values(str(table._meta.model_name))) for name, table in LISTS.items()]
    newest = lesson.revisions.exclude(by=user).order_by("-number").values("number")[:1]
    *found, pen = Lesson.objects.filter(pk=lesson.pk).values_list(*keys, Subquery(newest)).get()
    kept = KeptLists()
    lists = {name: kept.with_keys(LISTS[name], chosen) for name, chosen in zip(LISTS, found, strict=True)}
    return Stored(lesson, lists, pen or 0)


def locked(lesson: Lesson, user: User) -> Stored:
    """Return what is stored, locked against changes until the transaction ends.

    What stands beside the row is asked after that was locked: with it, it would be as before whoever had the lock.
    """
    return stored_of(life.locked(lesson), user)


def merge(
    mine: dict[str, Any], stored: Stored, *, seen: str, left: set[str], derived: set[str], by: User
) -> MergeResult:
    """Settle what `by` says, of the fields they were asked, with what is stored and locked.

    `left` are fields they left as they were, or leave to the others; `derived`, those they did not write themselves.
    Raises EditConflict if both changed the same part. Other windows of `by` are nobody else: what they said last
    stands.
    """
    theirs, was = stored.values, _read(seen)
    alone = (stored.row.edited_by_id or stored.row.author_id) == by.pk and stored.pen == was.pen
    taken, clashing = {}, []
    here = {unit: _print(theirs | mine, names) for unit, names in UNITS.items()}
    there = {unit: _print(theirs, names) for unit, names in UNITS.items()}
    for unit, names in UNITS.items():
        before = was.prints.get(unit, "")
        both = here[unit] != there[unit] != before and not alone
        if left & {*names} or not mine.keys() & {*names} or here[unit] == before or (both and unit in derived):
            taken[unit] = before
        elif both:
            clashing.append(unit)
    if clashing:
        raise EditConflict(stored, mine, clashing, BaseRevision(stored.pen, there | taken))
    behind = [unit for unit, before in taken.items() if before != there[unit]]
    news = [unit for unit in behind if taken[unit]]
    values = {name: theirs[name] for unit in taken for name in UNITS[unit]}
    return MergeResult(values, news, BaseRevision(was.pen, here | taken), is_behind=bool(behind))


def acknowledged(seen: str, unit: str, stored: Stored) -> BaseRevision:
    """Return what a form has seen that now shows of `unit` what is stored."""
    was = _read(seen)
    return BaseRevision(was.pen, was.prints | {unit: _print(stored.values, UNITS[unit])})


def _read(seen: str) -> BaseRevision:
    """Read a form's `seen`; anything but our own fingerprints counts as nothing seen."""
    pen, *prints = seen.split(".")
    is_ours = pen.isascii() and pen.isdigit() and len(prints) == len(UNITS)
    return BaseRevision(int(pen[:9]), dict(zip(UNITS, prints, strict=True))) if is_ours else BaseRevision()


def _print(values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    text = "\0".join(_plain(values.get(name)) for name in names)
    return blake2b(text.encode(), digest_size=4).hexdigest()


def _plain(value: Any) -> str:
    """Return the same text for what is stored, what a form begins with, and what it was sent."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list | tuple | QuerySet):
        return ",".join(sorted(_plain(item) for item in value))
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value is False else str(value)

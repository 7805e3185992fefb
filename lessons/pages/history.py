"""A network's history tells by years what happened to it: only what everybody may know."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.alphabet import alphabetical
from lessons.assessments.models import Assessment
from lessons.record.models import LessonQuerySet
from networks.models import Network, NetworkRelation, Published, Sector
from networks.profile.forms.network import shown

# Changes of these fields are told; each row of the history table is a whole network.
TOLD = (
    "name",
    "full_name",
    "kind",
    "sector",
    "host",
    "former_names",
    "since_year",
    "until_year",
    "purpose",
    "works_as",
    "functions",
    "membership_form",
)
NAMED = 8  # of those that came or went on one day
LONGEST = 160


@dataclass(frozen=True)
class Happening:
    text: str
    day: date | None = None  # None: only the year is known
    source: str = ""  # its title, where a published source says so


def history_of(network: Network, lessons: LessonQuerySet, *, with_members: bool) -> list[tuple[int, list[Happening]]]:
    """Return years, the newest first, each with what happened in it; people are named to nobody.

    `with_members` adds organisations that came and went. `lessons` are those that the reader may read.
    """
    years: dict[int, list[Happening]] = defaultdict(list)
    for year, happening in _all(network, lessons, with_members=with_members):
        years[year].append(happening)
    newest_first = sorted(years.items(), reverse=True)
    return [
        (year, sorted(happenings, key=lambda happening: happening.day or date.min, reverse=True))
        for year, happenings in newest_first
    ]


def _all(network: Network, lessons: LessonQuerySet, *, with_members: bool) -> Iterator[tuple[int, Happening]]:
    if network.since_year:
        yield network.since_year, Happening(_("The network begins."))
    if network.until_year:
        yield network.until_year, Happening(_("The network ends."))
    for fact in Published.of(network).facts:
        if fact.year:
            yield fact.year, Happening(fact.text, source=fact.source)
    yield from _changes(network)
    yield from _relations(network)
    yield from _assessments(network)
    if with_members:
        yield from _members(network)
    counted = lessons.ever_published().filter(network=network).annotate(year=ExtractYear("published_at")).order_by()
    for year, total in counted.values_list("year").annotate(Count("pk")):
        text = ngettext("%(total)s lesson published", "%(total)s lessons published", total) % {"total": total}
        yield year, Happening(text)


def _changes(network: Network) -> Iterator[tuple[int, Happening]]:
    events = Network.pgh_event_model.objects.filter(pgh_obj=network).order_by("pgh_id")  # type: ignore[attr-defined]
    sectors = Sector.objects.in_bulk()
    states = [(localdate(event.pgh_created_at), _as_it_was(event, sectors)) for event in events]
    for (_day, before), (day, after) in pairwise(states):
        for name in TOLD:
            if before[name] != after[name]:
                yield day.year, Happening(_change(name, before[name], after[name]), day)


def _as_it_was(event: Any, sectors: dict[int, Sector]) -> dict[str, str]:
    """Return what the network said of itself then, as a reader saw it."""
    then = Network(**{field.attname: getattr(event, field.attname) for field in Network._meta.concrete_fields})
    then.sector = sectors.get(event.sector_id)
    return shown(then)


def _change(name: str, before: str, after: str) -> str:
    words = {
        "what": capfirst(str(getattr(Network._meta.get_field(name), "verbose_name", name))),
        "before": Truncator(before).chars(LONGEST),
        "after": Truncator(after).chars(LONGEST) or "–",
    }
    return (_("%(what)s: %(after)s (before: %(before)s)") if before else _("%(what)s: %(after)s")) % words


def _relations(network: Network) -> Iterator[tuple[int, Happening]]:
    for relation in NetworkRelation.objects.of(network):
        what = {"kind": relation.get_kind_display(), "network": relation.other_than(network)}
        begins, ends = _("%(kind)s with %(network)s begins"), _("%(kind)s with %(network)s ends")
        yield from _span(relation, begins % what, ends % what)


def _members(network: Network) -> Iterator[tuple[int, Happening]]:
    """Yield the organisations that came or went on one day together: a whole directory may come in at once."""
    rows = network.affiliations.exclude(organisation=None).values_list("organisation__name", "started_on", "ended_on")
    came, went = defaultdict[date | None, list[str]](list), defaultdict[date | None, list[str]](list)
    for name, started, ended in rows:
        came[started].append(name)
        went[ended].append(name)
    for days, text in ((came, _("Joined: %(names)s")), (went, _("Left: %(names)s"))):
        for day, names in days.items():
            if day:
                yield day.year, Happening(text % {"names": _listed(sorted(names, key=alphabetical))}, day)


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED
    rest = [ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more}] if more > 0 else []
    return "; ".join([*names[:NAMED], *rest])


def _assessments(network: Network) -> Iterator[tuple[int, Happening]]:
    days = Assessment.objects.filter(network=network).order_by().values_list("made_on")
    for day, total in days.annotate(Count("finding", distinct=True)):
        text = ngettext(
            "It said where it stands on %(total)s finding", "It said where it stands on %(total)s findings", total
        )
        yield day.year, Happening(text % {"total": total}, day)


def _span(row: Any, begins: str, ends: str) -> Iterator[tuple[int, Happening]]:
    for day, text in ((row.started_on, begins), (row.ended_on, ends)):
        if day:
            yield day.year, Happening(text[:1].upper() + text[1:], day)

"""What happened to a network, by years: only what everybody may know of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.models.lesson import LessonQuerySet
from networks.models import Network, NetworkRelation

# Of the profile, what changed when: each row of the history table is a whole network.
TOLD = ("name", "full_name", "kind", "host", "purpose", "works_as", "membership_form")


@dataclass(frozen=True)
class Happening:
    text: str
    day: date | None = None  # None: only the year is known


def history_of(network: Network, lessons: LessonQuerySet, *, with_members: bool) -> list[tuple[int, list[Happening]]]:
    """Years, the newest first, each with what happened in it; `with_members`: organisations that came and went.

    `lessons` are those that the reader may read. People are named to nobody.
    """
    years: dict[int, list[Happening]] = defaultdict(list)
    for year, happening in _all(network, lessons, with_members=with_members):
        years[year].append(happening)
    newest_first = sorted(years.items(), reverse=True)
    return [(year, sorted(told, key=lambda each: each.day or date.min, reverse=True)) for year, told in newest_first]


def _all(network: Network, lessons: LessonQuerySet, *, with_members: bool) -> Iterator[tuple[int, Happening]]:
    if network.since_year:
        yield network.since_year, Happening(_("The network begins."))
    if network.until_year:
        yield network.until_year, Happening(_("The network ends."))
    yield from _changes(network)
    yield from _relations(network)
    if with_members:
        yield from _members(network)
    counted = lessons.published().filter(network=network).annotate(year=ExtractYear("published_at")).order_by()
    for year, total in counted.values_list("year").annotate(Count("pk")):
        text = ngettext("%(total)s lesson published", "%(total)s lessons published", total) % {"total": total}
        yield year, Happening(text)


def _changes(network: Network) -> Iterator[tuple[int, Happening]]:
    events = Network.pgh_event_model.objects.filter(pgh_obj=network).order_by("pgh_id")  # type: ignore[attr-defined]
    before: Any = None
    for event in events.only("pgh_created_at", *TOLD):
        changed = [name for name in TOLD if before is not None and getattr(event, name) != getattr(before, name)]
        for name in changed:
            label = capfirst(str(getattr(Network._meta.get_field(name), "verbose_name", name)))
            day = event.pgh_created_at.date()
            yield day.year, Happening(_("Changed: %(what)s") % {"what": label}, day)
        before = event


def _relations(network: Network) -> Iterator[tuple[int, Happening]]:
    for relation in NetworkRelation.objects.of(network):
        what = {"kind": relation.get_kind_display(), "network": relation.other_than(network)}
        begins, ends = _("%(kind)s with %(network)s begins"), _("%(kind)s with %(network)s ends")
        yield from _span(relation, begins % what, ends % what)


def _members(network: Network) -> Iterator[tuple[int, Happening]]:
    for affiliation in network.affiliations.exclude(organisation=None).select_related("organisation"):
        what = {"name": affiliation.organisation}
        yield from _span(affiliation, _("%(name)s joins") % what, _("%(name)s leaves") % what)


def _span(row: Any, begins: str, ends: str) -> Iterator[tuple[int, Happening]]:
    for day, text in ((row.started_on, begins), (row.ended_on, ends)):
        if day:
            yield day.year, Happening(text[:1].upper() + text[1:], day)

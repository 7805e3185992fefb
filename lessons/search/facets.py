"""What a list of lessons can be narrowed by: each choice, with how many lessons it would leave, and what was chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.reading.kept_lists import KeptLists
from lessons.frame.models import Finding
from lessons.record.models import ENDED, Lesson
from lessons.search.counts import Counts
from networks.models import NaturalRegion, Network, Region, Sector

# A list shows the first state if no other is asked for.
STATES = {
    "published": _("In force"),
    "due": _("Verification overdue"),
    "superseded": _("Superseded"),
    "archived": _("Archived"),
    "draft": _("Drafts"),
}
FIRST_STATE = next(iter(STATES))  # shown if none is asked for
YES = [("yes", _("Yes"))]
YES_OR_NO = [*YES, ("no", _("No"))]
# Of each: its rows and what stands for one in an address; or the choices that there are. Years are those of lessons.
ROWS: dict[str, tuple[Any, str]] = {
    "network": (Network, "slug"),
    "finding": (Finding, "code"),
    "region": (Region, "slug"),
    "sector": (Sector, "slug"),
    "natural": (NaturalRegion, "code"),
}
CHOICES: dict[str, Any] = {
    "evidence": Lesson.Evidence.choices,
    "language": settings.LANGUAGES,
    "confirmed": YES,
    "used": YES,
    "source": YES_OR_NO,
}
EVERYTHING = {
    "network": _("All networks"),
    "finding": _("All findings"),
    "region": _("All departments"),
    "sector": _("All sectors"),
    "natural": _("All natural regions"),
    "evidence": _("All types"),
    "year": _("All years"),
    "language": _("All languages"),
    "confirmed": _("All lessons"),
    "used": _("All lessons"),
    "source": _("All lessons"),
}
MAIN = ("network", "finding", "region", "sector")
MORE = ("natural", "year", "evidence", "language", "confirmed", "used", "source")
ONLY_PLACE = ("page", "after", "before")  # in an address, these say where on the list somebody is


@dataclass(slots=True)  # not frozen, which takes three times as long to make: a list has hundreds
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """Describes a field to narrow by: what it offers, and how many lessons each choice would leave."""

    name: str
    label: str
    everything: str
    options: tuple[Option, ...]
    several: bool = False

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]

    @property
    def offered(self) -> list[Option]:
        """Return what its field shows; where several can be chosen, those chosen stand beside it instead."""
        return [option for option in self.options if not (self.several and option.chosen)]


@dataclass(frozen=True)
class Link:
    """Holds a link; `query` is the query string of its address, without the question mark."""

    label: str
    query: str
    count: int = 0
    chosen: bool = False


class OffersFacets(filters.FilterSet):
    """Tells what a filter of lessons offers, by what it counted: `LessonFilter`."""

    @property
    def _values(self) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def _counted(self) -> Counts:
        raise NotImplementedError

    @cached_property
    def _lists(self) -> KeptLists:
        return KeptLists()

    @cached_property
    def facets(self) -> list[Facet]:
        return [self._facet(name) for name in MAIN]

    @cached_property
    def more_facets(self) -> list[Facet]:
        """Return those that stand folded away, if they offer anything."""
        return [facet for facet in map(self._facet, MORE) if facet.options]

    @property
    def is_narrowed_more(self) -> bool:
        return any(facet.chosen for facet in self.more_facets)

    def _facet(self, name: str) -> Facet:
        field: Any = self.form.fields[name]
        several = isinstance(field, forms.ModelMultipleChoiceField)
        counts, chosen = self._counted[name], {*self._query().getlist(name)} - {""}
        options = [
            Option(value, str(label), counts.get(key, 0), value in chosen)
            for value, key, label in self._choices(name, counts, chosen)
        ]
        offered = tuple(option for option in options if option.chosen or option.count)
        everything = _("And also …") if several and chosen else EVERYTHING[name]
        return Facet(name, str(field.label), str(everything), offered, several)

    def _choices(self, name: str, counts: dict[str, int], chosen: set[str]) -> list[tuple[str, str, Any]]:
        """Return of each its value in an address, its key among the counts, and its words."""
        if name in ROWS:
            table, key = ROWS[name]
            return [(str(getattr(row, key)), str(row.pk), row) for row in self._lists.of(table)]
        if name == "year":
            return [(year, year, year) for year in sorted({*counts, *filter(None, chosen)}, reverse=True)]
        return [(value, value, label) for value, label in CHOICES[name]]

    def counts(self, name: str) -> dict[str, int]:
        """Return how many lessons each choice of a field would leave, by its key or value."""
        return self._counted[name]

    @cached_property
    def states(self) -> list[Option]:
        """Return the states, those that have lessons or are chosen. One's own drafts are not counted."""
        counts, asked = self._counted["state"], self._values["state"] or "published"
        options = [Option(value, str(label), counts.get(value, 0), value == asked) for value, label in STATES.items()]
        return [each for each in options if each.count or each.chosen or each.value in {"published", "draft"}]

    @cached_property
    def results(self) -> list[Link]:
        counts = self._counted["result"]
        links = []
        for value, label in self.filters["result"].extra["choices"]:
            query, chosen = self._query(), self.data.get("result") == value
            query.pop("result", None)
            if not chosen:
                query["result"] = value
            many = counts.get("" if value == "untold" else value, 0)
            links.append(Link(str(label), query.urlencode(), many, chosen))
        return [link for link in links if link.count or link.chosen]

    @cached_property
    def chosen(self) -> list[Link]:
        """Return each choice made, with the address that takes it back."""
        return list(self._chosen())

    def _chosen(self) -> Iterator[Link]:
        for facet in self.facets:
            for option in facet.chosen:
                yield Link(option.label, self._without(facet.name, option.value))
        for facet in self.more_facets:
            for option in facet.chosen:
                yield Link(f"{facet.label}: {option.label}", self._without(facet.name, option.value))
        state = self._values["state"]
        if state in {"due", *ENDED}:
            yield Link(str(STATES[state]), self._without("state", state))
        for name, text in (("since", _("Since %(day)s")), ("until", _("Until %(day)s"))):
            day = self._values[name]
            if day:
                yield Link(text % {"day": date_format(day)}, self._without(name, self.data[name]))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return names and values that the form sends along, since no field of it shows them."""
        findings = [("finding", option.value) for facet in self.facets if facet.several for option in facet.chosen]
        others = ("result", "since", "until", "literal")
        return findings + [(name, self.data[name]) for name in others if self.data.get(name)]

    def query_with(self, name: str, value: str) -> str:
        """Return the query string of what was asked, with one more choice, or another one; without a name, none."""
        query = self._query()
        if name:
            query[name] = value
        return query.urlencode()

    def _without(self, name: str, value: str) -> str:
        query = self._query()
        query.setlist(name, [old for old in query.getlist(name) if old not in (value, "")])
        return query.urlencode()

    def _query(self) -> QueryDict:
        """Return a copy of what was asked, without the page."""
        query = QueryDict(mutable=True)
        for name, values in self.data.lists() if isinstance(self.data, QueryDict) else ():
            if name not in ONLY_PLACE:
                query.setlist(name, [*values])
        return query

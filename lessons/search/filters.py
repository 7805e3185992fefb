"""A list of lessons is narrowed by the same filters on page, feed, API and export."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Func, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from base.reading.kept_lists import KeptLists
from lessons.frame.models import Finding
from lessons.record.models import ENDED, Lesson, LessonQuerySet
from lessons.search.counts import FACETS, Counts, counts_of, kept_counts
from lessons.search.matching import ENOUGH, Search, in_order
from lessons.search.stand_ins import instead_of
from lessons.search.suggestions import named
from networks.models import Network, Region, Sector
from networks.record.permissions import Visitor

# A list shows the first state if no other is asked for.
STATES = {
    "published": _("In force"),
    "due": _("Verification overdue"),
    "superseded": _("Superseded"),
    "archived": _("Archived"),
    "draft": _("Drafts"),
}
# Without a choice of order, the best match for the typed words comes first; without words, the newest.
ORDERS: dict[str, tuple[Any, list[Any]]] = {
    "newest": (_("Newest first"), [F("published_at").desc(nulls_first=True), "-pk"]),
    "oldest": (_("Oldest first"), [F("published_at").asc(nulls_last=True), "pk"]),
    "title": (_("By title"), [Alphabetical("title"), "pk"]),
    # Organisations count first, then people who take part for none.
    "confirmed": (
        _("Most confirmed first"),
        [
            *("-confirming", Func(F("confirming_voices"), function="cardinality").desc(), "-used"),
            *(F("published_at").desc(nulls_first=True), "-pk"),
        ],
    ),
}
NOT_ON_THE_LIST = {
    "invalid_choice": _("This is not on the list. Choose another one."),
    "invalid_pk_value": _("This is not on the list. Choose another one."),
}
OFFERED = {"network": Network, "finding": Finding, "region": Region, "sector": Sector}
LONGEST_QUERY = 200  # signs
# Each finding asked for is one more join.
MOST_FINDINGS = 4


def _choice(model: Any, label: Any, everything: Any, *, path: str) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        field_name=path,
        queryset=model.objects.all(),
        to_field_name="slug",
        label=label,
        empty_label=everything,
        error_messages=NOT_ON_THE_LIST,
    )


class FindingsField(forms.ModelMultipleChoiceField[Finding]):
    def clean(self, value: Any) -> Any:
        codes = [code for code in value or [] if code]
        if len(codes) > MOST_FINDINGS:
            raise forms.ValidationError(NOT_ON_THE_LIST["invalid_choice"])
        return super().clean(codes)


class FindingsFilter(filters.ModelMultipleChoiceFilter):
    """This filter keeps the lessons that speak to all of the findings chosen."""

    field_class = FindingsField


def _in_state(lessons: LessonQuerySet, asked: str) -> LessonQuerySet:
    if asked == "draft":
        return lessons.drafts()
    if asked == "due":
        return lessons.due_for_review()
    return lessons.ended().filter(state=asked) if asked in ENDED else lessons.published()


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


class LessonFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Search"), max_length=LONGEST_QUERY)
    network = _choice(Network, _("Network"), _("All networks"), path="network")
    finding = FindingsFilter(
        field_name="findings__code",
        queryset=Finding.objects.all(),
        to_field_name="code",
        label=_("Finding"),
        conjoined=True,
        distinct=False,
        error_messages=NOT_ON_THE_LIST,
    )
    region = _choice(Region, _("Department"), _("All departments"), path="regions")
    sector = _choice(Sector, _("Sector"), _("All sectors"), path="sector")
    result = filters.ChoiceFilter(
        choices=[*Lesson.Result.choices, ("untold", _("Result not given"))],
        label=_("Result"),
        empty_label=_("All results"),
        method="with_result",
        error_messages=NOT_ON_THE_LIST,
    )
    since = filters.DateFilter(field_name="published_at", lookup_expr="date__gte", label=_("Published since"))
    until = filters.DateFilter(field_name="published_at", lookup_expr="date__lte", label=_("Published until"))
    literal = filters.ChoiceFilter(
        choices=[("1", _("Only the words as typed"))],
        label=_("Only the words as typed"),
        error_messages=NOT_ON_THE_LIST,
    )
    state = filters.ChoiceFilter(
        choices=[*STATES.items()],
        label=_("State"),
        empty_label=None,
        error_messages=NOT_ON_THE_LIST,
    )
    order = filters.ChoiceFilter(
        choices=[(name, label) for name, (label, _by) in ORDERS.items()],
        label=_("Order"),
        empty_label=_("By relevance and date"),
        error_messages=NOT_ON_THE_LIST,
    )

    class Meta:
        model = Lesson
        fields: list[str] = []

    def __init__(self, *args: Any, reader: Visitor, **options: Any) -> None:
        """Take the `reader`, of whose lessons alone `queryset` is: they decide what is searched and counted."""
        super().__init__(*args, **options)
        self.reader = reader

    def with_result(self, lessons: LessonQuerySet, name: str, value: str) -> QuerySet[Lesson]:
        return lessons.filter(result="" if value == "untold" else value)

    @cached_property
    def form(self) -> forms.Form:
        form: forms.Form = super().form
        form.fields["q"].widget.attrs |= {"type": "search", "enterkeyhint": "search"}
        return form

    @cached_property
    def _values(self) -> dict[str, Any]:
        self.is_valid()  # cleans
        values: dict[str, Any] = self.form.cleaned_data
        return values

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters if name not in {"q", "literal", "order"})

    def filter_queryset(self, queryset: LessonQuerySet) -> QuerySet[Lesson]:
        """Show drafts, and lessons that ended, only to those who ask for them. Search comes last, since it orders."""
        order, words = self._values["order"], self._values["q"]
        if self.ranked:
            return in_order(queryset, self.ranked)
        narrowed = self._narrowed(queryset).newest_first()
        if not words:
            return narrowed.order_by(*ORDERS[order][1]) if order else narrowed
        if self._counted["all"]:
            found = self.search.found_in(narrowed)
        # Similar titles stand in for words that nobody used, not for those that the other choices leave out.
        elif self.is_narrowed and self.search.found_in(queryset).exists():
            return narrowed.none()
        else:
            found = instead_of(narrowed, words)
            if order:
                found = queryset.filter(pk__in=list(found.values_list("pk", flat=True)))
        return found.order_by(*ORDERS[order][1]) if order else found

    @cached_property
    def total(self) -> int | None:
        """Return how many were found; None where others stand in for them, which are to be counted."""
        if not self.is_valid():
            return 0
        return self._counted["all"].get("", None if self._values["q"] else 0)

    @property
    def shown(self) -> int | None:
        """Return how many are on the pages: of words that very many say, the best."""
        return len(self.ranked) or self.total

    @cached_property
    def ranked(self) -> list[int]:
        """Return the keys of those on the pages, best first, where words that were found say the order."""
        if not self.is_valid() or not self._values["q"] or self._values["order"]:
            return []
        return self.search.ranked(self._counted)

    @cached_property
    def search(self) -> Search:
        return Search(self._values["q"], self.reader, literally=bool(self._values["literal"]))

    @cached_property
    def named(self) -> dict[str, list[Any]]:
        """Return the networks, findings and departments that the words typed name: see `suggestions.named`."""
        return named(self._values["q"])

    def _matched(self, but: str) -> LessonQuerySet:
        narrowed = self._narrowed(self.queryset, but=but)
        return self.search.found_in(narrowed) if self._values["q"] else narrowed

    @cached_property
    def _counted(self) -> Counts:
        """Count what each facet offers. Its own choice does not narrow it; of several, one more narrows further."""
        only = self._only_facet
        if only is not None:
            return kept_counts(self.reader, only, state=self._values["state"] or "published")
        counts = self._count_found()
        many = counts["all"].get("", 0)
        if self._values["q"] and many < ENOUGH:
            in_state = _in_state(self.queryset, self._values["state"])
            if self.search.widen(in_state, None if self.is_narrowed else many):
                return self._count_found()
        return counts

    def _count_found(self) -> Counts:
        others = [name for name in ("network", "region", "sector", "result") if self._values[name]]
        every = self._matched("")
        found = {facet: self._matched(facet) if facet in others else every for facet in FACETS}
        return counts_of({"all": every} | found, best_of=self._values["q"])

    @property
    def _only_facet(self) -> str | None:
        """Return the one choice made, as in `Lesson.facets`, or ""; None where such counts are not kept."""
        values = self._values
        if values["q"] or values["since"] or values["until"] or values["state"] in {"due", "draft"}:
            return None
        chosen = [f"{name}:{values[name].pk}" for name in ("network", "region", "sector") if values[name]]
        chosen += [f"finding:{finding.pk}" for finding in values["finding"]]
        if values["result"]:
            chosen.append("result:" + values["result"].replace("untold", ""))
        return None if len(chosen) > 1 else "".join(chosen)

    def _narrowed(self, lessons: LessonQuerySet, *, but: str = "") -> LessonQuerySet:
        """Narrow by all that was chosen, `but` for one field; not by the words searched for."""
        values = dict(self._values)
        del values["q"], values["literal"], values["order"]
        state = values.pop("state")
        found = _in_state(lessons, state)
        if state != "draft":  # which has no facets; those in force have them in an index
            chosen = {"region": [values.pop("region")], "finding": values.pop("finding")}
            facets = [f"{name}:{row.pk}" for name, rows in chosen.items() if name != but for row in rows if row]
            found = found.filter(facets__contains=facets) if facets else found
        for name, value in values.items():
            if name != but:
                found = self.filters[name].filter(found, value)
        return found

    # --- what can be chosen, with how many lessons each choice would leave -------------------------------------------

    @cached_property
    def _lists(self) -> KeptLists:
        return KeptLists()

    @cached_property
    def facets(self) -> list[Facet]:
        return [
            self._facet("network", "slug", str(_("All networks"))),
            self._facet("finding", "code", str(_("All findings"))),
            self._facet("region", "slug", str(_("All departments"))),
            self._facet("sector", "slug", str(_("All sectors"))),
        ]

    def _facet(self, name: str, key: str, everything: str) -> Facet:
        field = self.form.fields[name]
        several = isinstance(field, FindingsField)
        counts, chosen = self._counted[name], set(self._query().getlist(name))
        rows = [(str(getattr(row, key)), row) for row in self._lists.of(OFFERED[name])]
        options = [Option(value, str(row), counts.get(str(row.pk), 0), value in chosen) for value, row in rows]
        offered = tuple(option for option in options if option.chosen or option.count)
        everything = str(_("And also …")) if several and chosen else everything
        return Facet(name, str(field.label), everything, offered, several)

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
        return findings + [(name, self.data[name]) for name in ("result", "since", "until") if self.data.get(name)]

    def _without(self, name: str, value: str) -> str:
        query = self._query()
        query.setlist(name, [old for old in query.getlist(name) if old not in (value, "")])
        return query.urlencode()

    def _query(self) -> QueryDict:
        """Return a copy of what was asked, without the page."""
        query = QueryDict(mutable=True)
        for name, values in self.data.lists() if isinstance(self.data, QueryDict) else ():
            if name != "page":
                query.setlist(name, [*values])
        return query

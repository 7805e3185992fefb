"""A list of lessons is narrowed by the same filters on page, feed, API and export."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lessons.frame.models import Finding
from lessons.record.models import ENDED, Lesson, LessonQuerySet
from lessons.search.counts import FACETS, KEPT_WITHIN, Counts, counts_of, kept_counts, with_facets
from lessons.search.facets import CHOICES, EVERYTHING, FIRST_STATE, ROWS, STATES, OffersFacets
from lessons.search.orders import ORDERS, Order
from lessons.search.suggestions import Page, named
from lessons.search.words.matching import Search, in_order
from lessons.search.words.stand_ins import instead_of
from networks.record.permissions import Visitor

NOT_ON_THE_LIST = {
    "invalid_choice": _("This is not on the list. Choose another one."),
    "invalid_pk_value": _("This is not on the list. Choose another one."),
}
NOT_A_YEAR = {"invalid": _("A year has four digits.")}
# These have a column, and that an index; all facets of the lessons in force have one too.
OF_COLUMNS = ("network", "sector", "result")
LONGEST_QUERY = 200  # signs
# Each finding asked for is one more join.
MOST_FINDINGS = 4


def _row(name: str, label: Any, *, path: str = "") -> filters.ModelChoiceFilter:
    table, key = ROWS[name]
    return filters.ModelChoiceFilter(
        field_name=path or name,
        queryset=table.objects.all(),
        to_field_name=key,
        label=label,
        empty_label=EVERYTHING[name],
        error_messages=NOT_ON_THE_LIST,
    )


def _choice(name: str, label: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(
        choices=CHOICES[name], label=label, empty_label=EVERYTHING[name], error_messages=NOT_ON_THE_LIST
    )


class YearFilter(filters.CharFilter):
    field_class = forms.RegexField


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
    if asked == "ended":
        return lessons.ended()
    return lessons.ended().filter(state=asked) if asked in ENDED else lessons.published()


class LessonFilter(OffersFacets):
    q = filters.CharFilter(label=_("Search"), max_length=LONGEST_QUERY)
    network = _row("network", _("Network"))
    finding = FindingsFilter(
        field_name="findings__code",
        queryset=Finding.objects.all(),
        to_field_name="code",
        label=_("Finding"),
        conjoined=True,
        distinct=False,
        error_messages=NOT_ON_THE_LIST,
    )
    region = _row("region", _("Department"), path="regions")
    sector = _row("sector", _("Sector"))
    result = filters.ChoiceFilter(
        choices=[*Lesson.Result.choices, ("untold", _("Result not given"))],
        label=_("Result"),
        empty_label=_("All results"),
        method="with_result",
        error_messages=NOT_ON_THE_LIST,
    )
    natural = _row("natural", _("Natural region"))
    year = YearFilter(regex=r"^[0-9]{4}\Z", label=_("Year"), error_messages=NOT_A_YEAR)
    evidence = _choice("evidence", _("Evidence"))
    language = _choice("language", _("Language"))
    confirmed = _choice("confirmed", _("Confirmed by others"))
    used = _choice("used", _("Used"))
    source = _choice("source", _("Published source"))
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
        choices=[(name, order.label) for name, order in ORDERS.items()],
        label=_("Order"),
        empty_label=_("By relevance and date"),
        error_messages=NOT_ON_THE_LIST,
    )

    class Meta:
        model = Lesson
        fields: list[str] = []

    def __init__(self, *args: Any, reader: Visitor, widens: bool = True, **options: Any) -> None:
        """Take the `reader`, of whose lessons alone `queryset` is: they decide what is searched and counted.

        `widens` says whether, where few lessons say all that is asked, others are shown that say a part, or a
        similar title.
        """
        super().__init__(*args, **options)
        self.reader = reader
        self.widens = widens

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
        """Whether anything was chosen. The form always sends a state, the first if no other was."""
        chosen = {name for name in self.filters if self.data.get(name)} - {"q", "literal", "order"}
        return bool(chosen - {"state"}) or self.data.get("state") not in {None, "", FIRST_STATE}

    @cached_property
    def keyset(self) -> Order | None:
        """Return the order in which what was found is paged from lesson to lesson; None where that is of a rank."""
        if not self.is_valid() or self.ranked or (self._values["q"] and not self._values["order"]):
            return None
        return self._order

    @property
    def _order(self) -> Order:
        order = ORDERS[self._values["order"] or "newest"]
        return order.of_drafts() if self._values["state"] == "draft" else order

    def filter_queryset(self, queryset: LessonQuerySet) -> QuerySet[Lesson]:
        """Show drafts, and lessons that ended, only to those who ask for them. Search comes last, since it orders."""
        order, words = self._values["order"], self._values["q"]
        if self.ranked:
            return in_order(queryset, self.ranked)
        narrowed = self._order.sorted(self._narrowed(queryset))
        if not words:
            return narrowed
        if self._counted["all"]:
            found = self.search.found_in(narrowed)
        # Similar titles stand in for words that nobody used, not for those that the other choices leave out.
        elif not self.widens or (self.is_narrowed and self.search.found_in(queryset).exists()):
            return narrowed.none()
        else:
            found = instead_of(narrowed, words)
            if order:
                found = queryset.filter(pk__in=list(found.values_list("pk", flat=True)))
        return self._order.sorted(found) if order else found

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

    def keys(self, most: int) -> list[int]:
        """Return the first keys of all that was found in the order of the list; after those ranked the newest."""
        found = self.ranked or list(self.qs.values_list("pk", flat=True)[:most])
        if self.ranked and len(found) < min(most, self.total or 0):
            newest = self._order.sorted(self._matched("")).values_list("pk", flat=True)[:most]
            found = [*dict.fromkeys([*found, *newest])]
        return found[:most]

    @cached_property
    def search(self) -> Search:
        return Search(self._values["q"], self.reader, literally=bool(self._values["literal"]))

    @property
    def words(self) -> str:
        """Return the words searched for, without spaces around them; "" for an invalid filter."""
        return str(self._values.get("q", "")) if self.is_valid() else ""

    @property
    def is_late(self) -> bool:
        """Whether more may be found when it is asked the next time: see `Search.is_late`."""
        return self.is_valid() and bool(self._values["q"]) and self.search.is_late

    @cached_property
    def named(self) -> list[Page]:
        """Return the networks, findings and departments that the words typed name."""
        return named(self._values["q"])

    def _matched(self, but: str, state: str = "") -> LessonQuerySet:
        narrowed = self._narrowed(self.queryset, but=but, state=state)
        return self.search.found_in(narrowed) if self._values["q"] else narrowed

    @cached_property
    def _counted(self) -> Counts:
        """Count what each facet offers. Its own choice does not narrow it; of several, one more narrows further."""
        only, state = self._only_facet, self._values["state"] or "published"
        if only is not None:
            return kept_counts(self.reader, only, state=state)
        if not self._values["q"] or not self.widens or state == "draft":  # only what is published says a part
            return self._count_found(state)
        in_state = _in_state(self.queryset, state)
        return self.search.counted(in_state, lambda: self._count_found(state), by_rank=not self._values["order"])

    def _count_found(self, state: str) -> Counts:
        every = self._matched("")
        others = [name for name in FACETS if name != "finding" and self._values[name]]
        found = {facet: self._matched(facet) if facet in others else every for facet in FACETS}
        found["in force"] = every if state == "published" else self._matched("", "published")
        ended = self._narrowed(self.queryset, state="ended")
        among = self.search.keys if self._values["q"] else None
        best_of = self.search.asked.words if self._values["q"] else ""
        return counts_of({"all": every} | found, ended=ended, ended_among=among, best_of=best_of)

    @property
    def _only_facet(self) -> str | None:
        """Return the one choice made, as in `Lesson.facets`, or ""; None where such counts are not kept."""
        values = self._values
        if values["q"] or values["since"] or values["until"] or values["state"] in {"due", "draft"}:
            return None
        chosen = self._facets_chosen()
        is_kept = all(facet.split(":")[0] in KEPT_WITHIN for facet in chosen)
        return "".join(chosen) if is_kept and len(chosen) < 2 else None

    def _facets_chosen(self, *, but: str = "") -> list[str]:
        """Return all that was chosen `but` for one field, as in `Lesson.facets`."""
        values = {name: self._values[name] for name in FACETS if name != but and self._values[name]}
        chosen = [f"finding:{finding.pk}" for finding in values.pop("finding", ())]
        for name, value in values.items():
            key = getattr(value, "pk", value)
            chosen.append(f"{name}:{'' if key == 'untold' else key}")
        return chosen

    def _narrowed(self, lessons: LessonQuerySet, *, but: str = "", state: str = "") -> LessonQuerySet:
        """Narrow by all that was chosen, `but` for one field; not by the words searched for. In another `state`?"""
        state = state or self._values["state"]
        found = _in_state(lessons, state)
        for name in (*OF_COLUMNS, "since", "until"):
            if name != but:
                found = self.filters[name].filter(found, self._values[name])
        facets = [each for each in self._facets_chosen(but=but) if each.split(":")[0] not in OF_COLUMNS]
        if facets:
            found = with_facets(found, facets) if state == "draft" else found.filter(facets__contains=facets)
        return found

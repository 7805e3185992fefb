"""What a list of lessons can be narrowed by. The same for page, feed, API and export."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lessons.models import Finding, Lesson
from lessons.models.lesson import LessonQuerySet
from lessons.search import matching
from networks.models import Network, Region, Sector

STATES = [("published", _("Published")), ("draft", _("Drafts"))]


def _choice(model: Any, label: Any, everything: Any, *, key: str = "slug", path: str) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        field_name=path,
        queryset=model.objects.all(),
        to_field_name=key,
        label=label,
        empty_label=everything,
        error_messages={"invalid_choice": _("This is not on the list. Choose another one.")},
    )


class LessonFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Search"), max_length=200)
    network = _choice(Network, _("Network"), _("All networks"), path="network")
    finding = _choice(Finding, _("Finding"), _("All findings"), key="code", path="findings")
    region = _choice(Region, _("Department"), _("All departments"), path="regions")
    sector = _choice(Sector, _("Sector"), _("All sectors"), path="sector")
    state = filters.ChoiceFilter(
        choices=STATES,
        label=_("State"),
        empty_label=None,
        error_messages={"invalid_choice": _("This is not on the list. Choose another one.")},
    )

    class Meta:
        model = Lesson
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        form: forms.Form = super().form
        form.fields["q"].widget.attrs |= {"type": "search", "enterkeyhint": "search"}
        return form

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in self.filters if name != "q")

    def filter_queryset(self, queryset: LessonQuerySet) -> QuerySet[Lesson]:
        """Drafts are shown to those who ask for them; search comes last, since it orders."""
        values = dict(self.form.cleaned_data)
        words, state = values.pop("q"), values.pop("state")
        found = queryset.drafts() if state == "draft" else queryset.published()
        for name, value in values.items():
            found = self.filters[name].filter(found, value)
        found = found.newest_first()
        return matching(found, words) if words else found

"""The form of a lesson asks in this order: short questions first, the rest in groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from base.row_choices import RowIterator, RowsField
from lessons.frame.models import Finding
from lessons.record.fields import ASKED_LATER

GROUPS: dict[Any, tuple[str, ...]] = {
    _("How it went"): ("result", *ASKED_LATER),
    _("When and where"): ("happened_on", "regions", "sector"),
    _("It supports these findings"): ("supports",),
    _("It contradicts these findings"): ("contradicts",),
    _("Evidence and sources"): ("evidence", "sources"),
    _("Who tells it, and in which language"): ("organisation", "language"),
}
PREFILLED = {"sector", "evidence", "organisation", "language"}


class ByKind(RowIterator):
    def __iter__(self) -> Iterator[Any]:
        for kind, findings in groupby(self.field.rows, key=lambda finding: finding.kind):
            yield capfirst(Finding.Kind(kind).label), [self.choice(finding) for finding in findings]


class FindingsField(RowsField[Finding]):
    """This field has tick boxes, grouped by kind as the frame is."""

    iterator = ByKind

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Finding.objects.all(), required=False, **options)


@dataclass(frozen=True)
class Group:
    """Holds some of what is asked of those who have a minute more."""

    label: str
    fields: list[forms.BoundField]

    @property
    def has_errors(self) -> bool:
        return any(field.errors for field in self.fields)

    @property
    def chosen(self) -> int:
        values = [field.value() for field in self.fields if field.name not in PREFILLED]
        return sum(len(value) if isinstance(value, list) else bool(value) for value in values)

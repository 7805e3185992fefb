"""These form fields offer rows that the form has at hand: the database is asked neither what to show nor what is one.

A form sets `rows` of its own field. What a `ModelChoiceField` asks is asked for each field, for each form that comes
in, and once more for each foreign key.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Row = TypeVar("Row", bound=models.Model)


class RowIterator(ModelChoiceIterator):  # type: ignore[type-arg]
    field: "RowField[Any]"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.field.rows)

    def __len__(self) -> int:
        return len(self.field.rows) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return len(self) > 0


@lru_cache(maxsize=2_000)
def _drawn_box(
    name: str,
    value: str,
    attributes: tuple[tuple[str, Any], ...],
    label: str,
    is_safe: bool,
) -> SafeString:
    label_of = flatatt({"for": dict(attributes).get("id")})
    box = '<div><label{}><input type="checkbox" name="{}" value="{}"{}> {}</label></div>'
    return format_html(box, label_of, name, value, flatatt(dict(attributes)), mark_safe(label) if is_safe else label)  # noqa: S308


class TickBoxes(forms.CheckboxSelectMultiple):
    """Writes what Django's templates write, of which each box takes four: they were two thirds of a form's work."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        all_of_them = context["widget"]
        named = {name: all_of_them["attrs"].get(name) or None for name in ("id", "class")}
        groups = format_html_join(
            "", "{}", ((self._group(group, options),) for group, options, _ in all_of_them["optgroups"])
        )
        return format_html("<div{}>{}</div>", flatatt(named), groups)

    def _group(self, name: str | None, options: list[dict[str, Any]]) -> SafeString:
        boxes = format_html_join("", "{}", ((self._box(option),) for option in options))
        return format_html("<div><label>{}</label>{}</div>", name, boxes) if name else boxes

    def _box(self, option: dict[str, Any]) -> SafeString:
        label = option["label"]
        return _drawn_box(
            option["name"],
            str(option["value"]),
            tuple(option["attrs"].items()),
            str(label),
            isinstance(label, SafeString),
        )


class RowField(forms.ModelChoiceField[Row]):
    """Takes one of `rows`, by its key."""

    iterator = RowIterator
    rows: Sequence[Row] = ()

    def to_python(self, value: Any) -> Row | None:
        return None if value in self.empty_values else self.chosen([self.prepare_value(value)])[0]

    def chosen(self, keys: Sequence[Any]) -> list[Row]:
        """Return the rows in the order in which they are offered. Raises ValidationError if a key is of none."""
        wanted = {str(key) for key in keys}
        found = [row for row in self.rows if str(row.pk) in wanted]
        for key in sorted(wanted - {str(row.pk) for row in found}):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return found


class RowsField(RowField[Row], forms.ModelMultipleChoiceField[Row]):
    """Takes some of `rows`, by their keys."""

    widget = TickBoxes

    def to_python(self, value: Any) -> list[Row]:  # type: ignore[override]
        return self.chosen(value or [])

    def clean(self, value: Any) -> Any:
        keys = self.prepare_value(value) or []
        if self.required and not keys:
            raise ValidationError(self.error_messages["required"], "required")
        if not isinstance(keys, list | tuple):
            raise ValidationError(self.error_messages["invalid_list"], "invalid_list")
        return self.chosen(keys)

"""Fields of a form are drawn once for all who are shown the same: most of a long form is, for each who opens it."""

from collections.abc import Hashable, Iterable
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from base.reading.drawn import Drawn

LONGEST = 200  # what somebody wrote is theirs, and shown to nobody else: it is not kept

_fields = Drawn(most=500, draw=lambda _template, context: context["field"].as_field_group())


def drawn_field(field: BoundField) -> SafeString:
    """Return label, help, errors and widget of a field."""
    value = repr(field.value())
    if len(value) > LONGEST:
        return field.as_field_group()
    of = field.field
    says = (get_language(), str(field.label), str(field.help_text), tuple(map(str, field.errors)), value)
    names = (field.html_name, field.auto_id, of.required, of.disabled, field.form.use_required_attribute)
    attributes = tuple((name, str(given)) for name, given in of.widget.attrs.items())
    choices = _as_words(getattr(of.widget, "choices", ()))
    return _fields("", (says, names, type(of.widget), attributes, choices), {"field": field})


def _as_words(choices: Iterable[Any]) -> Hashable:
    return tuple(
        (str(value), _as_words(label) if isinstance(label, list | tuple) else str(label)) for value, label in choices
    )

"""Widgets are drawn once for what they show: they were most of the work of a form, and most are empty."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from base.reading.drawn import Drawn

MOST = 500  # and none that holds a long text: it will not be shown again
LONG = 100


class FormRenderer(TemplatesSetting):
    def __init__(self) -> None:
        super().__init__()
        self._drawn = Drawn(most=MOST, draw=super().render)

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if len(context) > 1 or widget is None or len(str(widget.get("value"))) > LONG:
            return super().render(template_name, context, request)
        return self._drawn(template_name, (get_language(), _shown(widget)), context)


def _shown(value: Any) -> Any:
    """Return all that a template may show of that: its words, and whether they are taken as they are."""
    if isinstance(value, dict):
        return tuple((name, _shown(each)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_shown, value))
    return str(value), isinstance(value, bool | SafeString), value is None

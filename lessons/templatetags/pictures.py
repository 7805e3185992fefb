"""Each picture of the memory shows a reader only what they may read."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from base.reading.drawn import Drawn
from lessons.pictures import quipu_words
from lessons.pictures.map import Map
from lessons.pictures.matrix import Matrix
from lessons.pictures.profile import Profile
from lessons.pictures.quipu import Quipu
from lessons.record.results import LABELS
from networks.models import Network

register = template.Library()
_matrices = Drawn(most=16)


@register.simple_tag(takes_context=True)
def matrix(context: dict[str, Any]) -> SafeString:
    """Draw it once for all who are shown the same numbers: its hundred squares take longer than all else."""
    picture = Matrix.of(context["request"].user)
    findings = tuple(map(str, [*picture.challenges, *picture.practices]))
    numbers = tuple(tuple(cell.tally.numbers.values()) for cell in picture.cells)
    shown = (get_language(), findings, numbers)
    return _matrices("lessons/pictures/_matrix.html", shown, {"matrix": picture, "results": LABELS})


@register.inclusion_tag("lessons/pictures/_map_and_table.html")
def department_map(drawn: Map) -> dict[str, Any]:
    return {"map": drawn}


@register.simple_tag
def quipu(picture: Quipu) -> SafeString:
    return _drawn(picture, get_language())


@lru_cache(maxsize=64)
def _drawn(picture: Quipu, _language: str | None) -> SafeString:
    """Draw it once for all who are shown the same knots: that takes longer than all else of home."""
    return render_to_string("lessons/pictures/_quipu.html", {"quipu": picture, "results": LABELS})


register.filter("cord_name", quipu_words.of_cord)
register.filter("cord_down", quipu_words.down_of)
register.filter("cord_lines", quipu_words.lines_of)
register.filter("cord_lessons", quipu_words.lessons_of)
register.filter("knot_words", quipu_words.of_knot)


@register.inclusion_tag("lessons/pictures/_profile.html")
def network_profile(network: Network) -> dict[str, Any]:
    return {"profile": Profile.of(network)}

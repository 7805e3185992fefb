"""/estilo/ shows every component in every state, from the product's own templates; /estilo/<picture>/ the pictures.

What the pages show is made up here, but for the pictures: they show what the reader may read.
"""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lessons.models import Lesson
from lessons.pictures import quipu
from lessons.pictures.map import map_for
from lessons.search.filters import LessonFilter
from networks.models import Network, Region
from networks.record.http import VisitorRequest

INKS = ("ink", "ink-soft", "link", "accent", "good", "mixed", "bad", "indigo", "ochre", "moss", "control-line", "focus")
GROUNDS = ("paper", "surface", "quiet-paper", "good-paper", "mixed-paper", "bad-paper", "line")
OF_PICTURES = (
    *("knot-worked", "knot-partly", "knot-failed", "knot-untold", "cord", "cord-deep"),
    *(f"poor-{step}" for step in range(1, 6)),
)
PICTURES = {
    "quipu": _("The quipu of the networks"),
    "mapa": _("The map"),
    "matriz": _("What worked against what"),
    "perfil": _("Where a network stands"),
}


class SampleForm(forms.Form):
    """This form has one field of each kind."""

    line = forms.CharField(label=_("One line"), help_text=_("What helps to fill it in goes above it."), max_length=20)
    paragraph = forms.CharField(label=_("Some sentences"), widget=forms.Textarea(attrs={"rows": 3}))
    choice = forms.ChoiceField(label=_("One of many"), choices=Lesson.Result.choices)
    reach = forms.ChoiceField(label=_("One of few"), choices=Lesson.Visibility.choices, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label=_("Some of many"), choices=Lesson.Evidence.choices, widget=forms.CheckboxSelectMultiple
    )
    day = forms.DateField(label=_("A day"), widget=forms.DateInput(attrs={"type": "date"}))


def _lesson(number: int, title: Any, **fields: Any) -> Lesson:
    """Return a lesson that is never saved; what its card asks of other tables is given to it here."""
    regions = fields.pop("regions", [])
    extra = fields.pop("counted", {})
    lesson = Lesson(
        pk=number,
        title=title,
        insight=str(_("A new team decides in its first days whom it will listen to.")),
        network=Network(slug="cies", name=str(_("A network"))),
        **fields,
    )
    lesson._prefetched_objects_cache = {"regions": regions}
    for name, value in extra.items():
        setattr(lesson, name, value)
    return lesson


def _lessons() -> list[Lesson]:
    day = datetime(2026, 3, 2, 12, tzinfo=UTC)
    title = _("Meet the new adviser in the first week")
    strength = {"confirming": 2, "departments": 2, "used": 3, "differing": 1}
    return [
        _lesson(1, title, published_at=day, result="worked", regions=[Region(name="Loreto"), Region(name="Puno")]),
        _lesson(2, title, published_at=day, result="partly", counted=strength),
        _lesson(3, title, published_at=day, result="failed", language="en"),
        _lesson(4, title, published_at=day, language="es"),
        _lesson(5, title),
    ]


@login_not_required
@require_safe
def style(request: VisitorRequest) -> HttpResponse:
    context = {
        "colours": [(_("Ink"), INKS), (_("Backgrounds"), GROUNDS), (_("Pictures"), OF_PICTURES)],
        "lessons": _lessons(),
        "form": SampleForm(initial={"line": "Cusco", "reach": "public", "several": ["research"]}),
        "form_with_errors": SampleForm({"line": "x" * 21, "choice": "worked"}, auto_id="wrong_%s"),
        "pictures": PICTURES,
        "page": Paginator(range(60), 20).page(2),
        "filter": LessonFilter(
            QueryDict("result=worked&since=2001-01-01"),
            queryset=Lesson.objects.readable_by(request.user),
            reader=request.user,
        ),
    }
    return render(request, "style.html", context)


@login_not_required
@require_safe
def style_picture(request: VisitorRequest, picture: str) -> HttpResponse:
    """Show one picture to a page: together they would be too heavy for a phone."""
    if picture not in PICTURES:
        raise Http404
    drawn = {
        "quipu": lambda: quipu.of(request.user),
        "mapa": lambda: map_for(request.user),
        "matriz": lambda: None,  # its tag asks for itself
        "perfil": Network.objects.first,
    }[picture]()
    return render(request, "style_picture.html", {"picture": picture, "title": PICTURES[picture], "drawn": drawn})

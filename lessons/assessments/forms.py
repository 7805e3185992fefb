"""These forms ask where a network stands on each finding, and list the networks at one place of one theme."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lessons.assessments import actions
from lessons.assessments.models import PLACES, Assessment, place_in_words
from lessons.frame.models import Finding
from networks.models import Network, User

FIRST, LAST = PLACES


@dataclass(frozen=True)
class Question:
    """Holds one finding as the form asks for it."""

    theme: Finding
    place: forms.BoundField
    note: forms.BoundField

    @property
    def ends(self) -> tuple[str, str]:
        """Return what the two ends of the scale say."""
        if self.theme.has_poles:
            return self.theme.pole_one, self.theme.pole_two
        return place_in_words(self.theme, FIRST), place_in_words(self.theme, LAST)

    @property
    def shown_before(self) -> SafeString:
        """Render the place that the form showed, so that only what this person changed is kept."""
        return self.place.as_hidden(only_initial=True)


# The kinds on which a network has a place, in the study's order.
KINDS = [choice for choice in Finding.Kind.choices if choice[0] != Finding.Kind.WAY_OF_SUPPORT]


def kind_asked(value: str | None) -> str:
    """Return the kind that an address asks for; emerging themes if it asks for none, or for an unknown one."""
    return value if value in dict(KINDS) else Finding.Kind.EMERGING_THEME


class PlacesForm(forms.Form):
    """This form requires no answer; an answer that was given can be changed, not taken back."""

    def __init__(self, *args: Any, network: Network, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.network = network
        self.themes = list(Finding.objects.assessable(kind))
        answers = Assessment.objects.newest().filter(network=network)
        standing = {answer.finding_id: answer for answer in answers}
        for theme in self.themes:
            self._ask(theme, standing.get(theme.pk))

    def _ask(self, theme: Finding, answer: Assessment | None) -> None:
        self.fields[f"place_{theme.code}"] = forms.TypedChoiceField(
            choices=[(place, place_in_words(theme, place)) for place in range(FIRST, LAST + 1)],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            required=False,
            label=str(theme),
            show_hidden_initial=True,
        )
        self.fields[f"note_{theme.code}"] = forms.CharField(
            max_length=1_000,
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
            label=_("Why? In a sentence or two, if you like."),
            show_hidden_initial=True,
        )
        if answer:
            self.initial.update({f"place_{theme.code}": answer.place, f"note_{theme.code}": answer.note})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for theme in self.themes:
            place, note = f"place_{theme.code}", f"note_{theme.code}"
            if cleaned.get(note) and place in cleaned and cleaned[place] is None:
                self.add_error(place, _("Choose a position to go with your note."))
        return cleaned

    @cached_property
    def questions(self) -> list[Question]:
        return [Question(theme, self[f"place_{theme.code}"], self[f"note_{theme.code}"]) for theme in self.themes]

    def save_as(self, user: User) -> None:
        changed = {
            question.theme: (self.cleaned_data[question.place.name], self.cleaned_data[question.note.name])
            for question in self.questions
            if {question.place.name, question.note.name} & set(self.changed_data)
        }
        answers = {theme: (place, note) for theme, (place, note) in changed.items() if place is not None}
        actions.assess(self.network, answers, by=user)


class AtPlaceForm(forms.Form):
    """This form narrows a list of networks to those at one place of one theme."""

    theme = forms.SlugField(max_length=3)
    place = forms.IntegerField(min_value=FIRST, max_value=LAST)

    @cached_property
    def finding(self) -> Finding | None:
        """Return the theme that is asked for; None, so that all networks are listed, for an invalid question."""
        if not self.is_valid():
            return None
        return Finding.objects.with_poles().filter(code=self.cleaned_data["theme"]).first()

    @property
    def words(self) -> str:
        return place_in_words(self.finding, self.cleaned_data["place"]) if self.finding else ""

    def narrow(self, networks: QuerySet[Network]) -> QuerySet[Network]:
        if self.finding is None:
            return networks
        there = Assessment.objects.standing().filter(finding=self.finding, place=self.cleaned_data["place"])
        return networks.filter(pk__in=there.values("network"))

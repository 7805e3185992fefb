"""This form asks who answers for the lessons that came to a secretariat from suspended accounts."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.handover.actions import may_steward, possible_stewards
from lessons.moderation.suspension import take_charge, waiting_in
from lessons.record.models import Lesson
from networks.models import Network, User


class TakeChargeForm(forms.Form):
    """This form has one choice for each lesson; a lesson without a choice stays where it waits."""

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        self.network = network
        self.groups = waiting_in(network)
        self.people = {role.user_id: role for role in possible_stewards(network)}
        for lesson in self.lessons:
            able = [
                (pk, f"{role.user} · {role.get_role_display()}")
                for pk, role in self.people.items()
                if pk != lesson.steward_id and may_steward(lesson, role)
            ]
            field = forms.TypedChoiceField(label=str(lesson), coerce=int, required=False, empty_value=None)
            self.fields[_name(lesson)] = field
            cast("forms.TypedChoiceField", self.fields[_name(lesson)]).choices = [
                ("", _("For now, %(who)s is responsible") % {"who": lesson.steward}),
                *able,
            ]

    @property
    def lessons(self) -> list[Lesson]:
        return [lesson for group in self.groups for lesson in group.lessons]

    @property
    def rows(self) -> list[tuple[User, list[tuple[Lesson, forms.BoundField]]]]:
        return [(group.person, [(lesson, self[_name(lesson)]) for lesson in group.lessons]) for group in self.groups]

    def save(self) -> int:
        """Return how many lessons found somebody who answers for them from now on."""
        chosen = {lesson: self.cleaned_data[_name(lesson)] for lesson in self.lessons}
        return take_charge(self.network, of={lesson: self.people[pk].user for lesson, pk in chosen.items() if pk})


def _name(lesson: Lesson) -> str:
    return f"lesson_{lesson.pk}"

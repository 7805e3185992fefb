"""Who takes over what, and what becomes of the person's role."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.handover import hand_over, kept_by, may_keep, may_keep_this
from lessons.models import Lesson
from networks.models import Membership, Role, User

LEAVES, STAYS = "leaves", "stays"


class HandoverForm(forms.Form):
    """One successor for all lessons, and another one for those that go elsewhere."""

    then = forms.ChoiceField(label=_("What becomes of their role?"), widget=forms.RadioSelect)
    successor = forms.TypedChoiceField(label=_("Who takes over their lessons?"), coerce=int, required=False)

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.membership = membership
        self.lessons = list(kept_by(membership.user, membership.network))
        roles = may_keep(membership.network, instead_of=membership.user)
        self.roles = {role.user_id: role for role in roles}
        others = [(value, label) for value, label in Role.choices if value != membership.role]
        then = cast("forms.ChoiceField", self.fields["then"])
        then.choices = [
            (LEAVES, _("They leave the network")),
            *((value, _("They go on as: %(role)s") % {"role": label}) for value, label in others),
            (STAYS, _("It stays as it is: only the lessons change hands")),
        ]
        people = [(pk, f"{role.user} · {role.get_role_display()}") for pk, role in self.roles.items()]
        self._offer("successor", [("", _("Choose a person")), *people])
        if not self.lessons:
            del self.fields["successor"]
        for lesson in self.lessons:
            able = [(pk, text) for pk, text in people if may_keep_this(lesson, self.roles[int(pk)])]
            field = forms.TypedChoiceField(label=str(lesson), coerce=int, required=False)
            self.fields[self._name(lesson)] = field
            self._offer(self._name(lesson), [("", _("The same person")), *able])

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast("forms.TypedChoiceField", self.fields[name]).choices = choices

    def _name(self, lesson: Lesson) -> str:
        return f"lesson_{lesson.pk}"

    @property
    def rows(self) -> list[tuple[Lesson, forms.BoundField]]:
        return [(lesson, self[self._name(lesson)]) for lesson in self.lessons]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for lesson in self.lessons:
            name = self._name(lesson)
            role = self.roles.get(cleaned.get(name) or cleaned.get("successor") or 0)
            if name in self.errors or "successor" in self.errors:
                continue
            if role is None:
                self.add_error("successor" if not cleaned.get("successor") else name, _("Choose who takes over."))
            elif not may_keep_this(lesson, role):
                self.add_error(name, _("It is shared without naming: choose somebody of the secretariat."))
        return cleaned

    @property
    def _successors(self) -> dict[Lesson, User]:
        default = self.cleaned_data.get("successor")
        chosen = {lesson: self.cleaned_data[self._name(lesson)] or default for lesson in self.lessons}
        return {lesson: self.roles[cast("int", pk)].user for lesson, pk in chosen.items()}

    def save_as(self, user: User) -> bool:
        """Whether it was done; if not, `errors` say why, and nothing changed."""
        then = self.cleaned_data["then"]
        role = {LEAVES: None, STAYS: Role(self.membership.role)}.get(then) if then in (LEAVES, STAYS) else Role(then)
        try:
            hand_over(self.membership, to=self._successors, role=role, by=user)
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return False
        return True

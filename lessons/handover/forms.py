"""These forms ask who takes over what, and what becomes of the person's role."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lessons.handover.actions import (
    hand_over,
    invited_by,
    may_steward,
    possible_inviters,
    possible_stewards,
    stewarded_by,
)
from lessons.printouts.actions import ask_to_mail
from lessons.printouts.tasks import make_soon
from lessons.record.models import Lesson
from networks.models import Membership, Network, Role, User

LEAVES, STAYS = "leaves", "stays"
WITHDRAW = "withdraw"


class HandoverForm(forms.Form):
    """This form asks for one successor for all lessons, and for another one for each lesson that goes elsewhere."""

    then = forms.ChoiceField(label=_("What happens to their role?"), widget=forms.RadioSelect)
    successor = forms.TypedChoiceField(label=_("Who takes over their lessons?"), coerce=int, required=False)

    inviter = forms.ChoiceField(label=_("Who is responsible for the open invitations they sent?"), required=False)
    with_pack = forms.BooleanField(
        label=_("E-mail the handover pack to whoever takes over"), required=False, initial=True
    )

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.membership = membership
        self.lessons = list(stewarded_by(membership.user, membership.network))
        roles = possible_stewards(membership.network, instead_of=membership.user)
        self.roles = {role.user_id: role for role in roles}
        others = [(value, label) for value, label in Role.choices if value != membership.role]
        then = cast("forms.ChoiceField", self.fields["then"])
        then.choices = [
            (LEAVES, _("They leave the network")),
            *((value, _("They continue as: %(role)s") % {"role": label}) for value, label in others),
            (STAYS, _("It stays as it is: only the lessons change hands")),
        ]
        people = [(pk, f"{role.user} · {role.get_role_display()}") for pk, role in self.roles.items()]
        self._offer("successor", [("", _("Choose a person")), *people])
        if not self.lessons:
            del self.fields["successor"], self.fields["with_pack"]
        self._offer_inviters()
        for lesson in self.lessons:
            able = [(pk, text) for pk, text in people if may_steward(lesson, self.roles[int(pk)])]
            field = forms.TypedChoiceField(label=lesson.name_for_others, coerce=int, required=False)
            self.fields[self._name(lesson)] = field
            self._offer(self._name(lesson), [("", _("The same person")), *able])

    def _offer_inviters(self) -> None:
        network, person = self.membership.network, self.membership.user
        self.invitations = invited_by(person, network).count()
        if not self.invitations:
            del self.fields["inviter"]
            return
        roles = possible_inviters(network, instead_of=person)
        self.inviters = {str(role.user_id): role.user for role in roles}
        people = [(pk, str(user)) for pk, user in self.inviters.items()]
        self._offer("inviter", [("", _("Choose a person")), *people, (WITHDRAW, _("Nobody: withdraw them"))])

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
            elif not may_steward(lesson, role):
                self.add_error(name, _("It is shared anonymously: choose somebody from the secretariat."))
        keeps = self.membership.role if cleaned.get("then") == STAYS else cleaned.get("then")
        if "inviter" in self.fields and keeps != Role.SECRETARIAT and not cleaned.get("inviter"):
            self.add_error("inviter", _("Choose who is responsible for them, or withdraw them."))
        return cleaned

    @property
    def _inviter(self) -> User | None:
        chosen = self.cleaned_data.get("inviter", "")
        return self.inviters[chosen] if chosen not in {"", WITHDRAW} else None

    @property
    def _successors(self) -> dict[Lesson, User]:
        default = self.cleaned_data.get("successor")
        chosen = {lesson: self.cleaned_data[self._name(lesson)] or default for lesson in self.lessons}
        return {lesson: self.roles[cast("int", pk)].user for lesson, pk in chosen.items()}

    def save_as(self, user: User) -> bool:
        """Return whether it was done; if not, `errors` say why, and nothing changed."""
        then = self.cleaned_data["then"]
        role = {LEAVES: None, STAYS: Role(self.membership.role)}.get(then) if then in (LEAVES, STAYS) else Role(then)
        try:
            hand_over(self.membership, to=self._successors, inviter=self._inviter, role=role, by=user)
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return False
        if self.cleaned_data.get("with_pack"):
            for successor in {*self._successors.values()} - {user}:
                make_soon(ask_to_mail(self.membership.network, to=successor, by=user))
        return True


class SendPackForm(forms.Form):
    """This form asks to whom the handover pack goes: somebody who writes in the network."""

    to = forms.TypedChoiceField(label=_("Send it to"), coerce=int)

    def __init__(self, *args: Any, network: Network, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.network, self.by = network, by
        self.people = {role.user_id: role.user for role in possible_stewards(network)}
        field = cast("forms.TypedChoiceField", self.fields["to"])
        field.choices = [("", _("Choose a person")), *((pk, str(user)) for pk, user in self.people.items())]

    def send(self) -> User:
        reader = self.people[self.cleaned_data["to"]]
        make_soon(ask_to_mail(self.network, to=reader, by=self.by))
        return reader

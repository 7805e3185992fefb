"""What an admin narrows lists by."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from config.audit import KINDS, Asked, label_of, tables
from networks.models import Membership, Network, Role, SignIn, User


class PeopleForm(forms.Form):
    STATES = [
        ("", _("All")),
        ("admin", _("Admins")),
        ("nowhere", _("Without a network")),
        ("inactive", _("Deactivated")),
    ]

    q = forms.CharField(label=_("Search the people"), max_length=200, required=False, strip=True)
    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label=_("All networks"),
        required=False,
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)
    state = forms.ChoiceField(label=_("Which"), choices=STATES, required=False)

    def narrow(self, people: QuerySet[User]) -> QuerySet[User]:
        """None at all if one of the filters is not on its list."""
        if not self.is_valid():
            return people.none()
        asked = self.cleaned_data
        for word in asked["q"].split():
            people = people.filter(Q(name__unaccent__icontains=word) | Q(email__icontains=word))
        here = Membership.objects.filter(user=OuterRef("pk"))
        if asked["network"] or asked["role"]:
            of = {"network": asked["network"], "role": asked["role"]}
            people = people.filter(Exists(here.filter(**{name: value for name, value in of.items() if value})))
        state: dict[str, Any] = {
            "admin": Q(is_admin=True),
            "nowhere": ~Q(Exists(here)),
            "inactive": Q(is_active=False),
        }
        return people.filter(state[asked["state"]]) if asked["state"] else people


class AuditForm(forms.Form):
    person = forms.CharField(label=_("Who (e-mail)"), max_length=254, required=False, strip=True)
    table = forms.ChoiceField(label=_("What"), required=False)
    kind = forms.ChoiceField(label=_("How"), choices=[("", _("All")), *KINDS.items()], required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = sorted(((name, label_of(name)) for name in tables()), key=lambda each: each[1])
        self.fields["table"].choices = [("", _("All")), *names]  # type: ignore[attr-defined]

    def clean_person(self) -> int | None:
        email = self.cleaned_data["person"]
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has this address."))
        return user.pk

    def clean_before(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data["before"]) if self.cleaned_data["before"] else None
        except ValueError:
            return None

    @property
    def asked(self) -> Asked | None:
        """None if a filter makes no sense."""
        return Asked(**self.cleaned_data) if self.is_valid() else None


class EventsForm(forms.Form):
    person = forms.CharField(label=_("Name or e-mail"), max_length=254, required=False, strip=True)
    kind = forms.ChoiceField(label=_("What happened"), choices=[("", _("All")), *SignIn.Kind.choices], required=False)

    def narrow(self, events: QuerySet[SignIn]) -> QuerySet[SignIn]:
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        for word in asked["person"].split():
            events = events.filter(Q(user__name__unaccent__icontains=word) | Q(user__email__icontains=word))
        return events.filter(kind=asked["kind"]) if asked["kind"] else events

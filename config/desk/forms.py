"""These forms narrow the lists of the desk; one asks for an announcement."""

from typing import Any, ClassVar, cast

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from base.alphabet import alphabetical
from config.desk.audit import Asked, Kind, end_of, histories, midnight
from config.desk.words import model_name
from networks.models import Announcement, Network, Role, SignIn, User
from networks.organisations.forms import NOT_ON_THE_LIST

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeopleForm(forms.Form):
    """Narrows the list of people. Accounts that their owners closed are nobody's any more, and not listed."""

    q = forms.CharField(label=_("Search the people"), max_length=200, required=False, strip=True)
    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label=_("All networks"),
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("All roles")), *Role.choices],
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[
            ("", _("All accounts")),
            ("admin", _("Platform admins")),
            ("no_role", _("Without a role in any network")),
            ("never", _("Never signed in")),
            ("suspended", _("Suspended accounts")),
        ],
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )

    def found(self) -> "QuerySet[User]":
        """Return the people; nobody if one of the filters is not on its list."""
        if not self.is_valid():
            return User.objects.none()
        asked = self.cleaned_data
        people = User.objects.called(asked["q"]).filter(closed_at=None).filter(**STATES[asked["state"]])
        of_role = {"network": asked["network"], "role": asked["role"]}
        of_role = {f"memberships__{name}": value for name, value in of_role.items() if value}
        return people.filter(**of_role).distinct() if of_role else people


STATES: dict[str, dict[str, Any]] = {
    "": {},
    "admin": {"is_admin": True},
    "no_role": {"memberships": None},
    "never": {"last_login": None},
    "suspended": {"is_active": False},
}


class AnnouncementForm(forms.ModelForm[Announcement]):
    """Asks for plain text in both languages: a reader of one does not find the other's above every page."""

    class Meta:
        model = Announcement
        fields = ("text_es", "text_en", "network", "starts_on", "ends_on")
        widgets: ClassVar[dict[str, Any]] = {"starts_on": DAY, "ends_on": DAY}
        help_texts: ClassVar[dict[str, Any]] = {
            "text_es": _("One or two sentences, as plain text."),
            "network": _("Only its people read it. Without a network everybody does, even without an account."),
            "ends_on": _("Its last day."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        cast("forms.ModelChoiceField[Network]", self.fields["network"]).empty_label = str(_("For everybody"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end is before the start."))
        elif ends and ends < localdate():
            self.add_error("ends_on", _("This day is over: nobody would read it."))
        return cleaned


class SignInForm(forms.Form):
    q = forms.CharField(label=_("Search the people"), max_length=200, required=False, strip=True)
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("All")), *SignIn.Kind.choices],
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("Until"), required=False, widget=DAY)
    # Set by a link, and taken away by a tick.
    of = forms.ModelChoiceField(queryset=User.objects.all(), required=False, error_messages=NOT_ON_THE_LIST)

    def found(self) -> "QuerySet[SignIn]":
        if not self.is_valid():
            return SignIn.objects.none()
        asked = self.cleaned_data
        wanted = {
            "user": asked["of"],
            "kind": asked["kind"],
            "at__gte": asked["since"] and midnight(asked["since"]),
            "at__lt": asked["until"] and end_of(asked["until"]),
        }
        events = SignIn.objects.filter(**{name: value for name, value in wanted.items() if value})
        return events.filter(user__in=User.objects.called(asked["q"])) if asked["q"] else events


class AuditForm(forms.Form):
    q = forms.CharField(label=_("Search what was changed"), max_length=200, required=False, strip=True)
    person = forms.CharField(label=_("Who did it"), max_length=200, required=False, strip=True)
    model = forms.ChoiceField(label=_("What"), required=False, error_messages=NOT_ON_THE_LIST)
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("All")), *Kind.choices],
        required=False,
        error_messages=NOT_ON_THE_LIST,
    )
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("Until"), required=False, widget=DAY)
    by_nobody = forms.BooleanField(label=_("Only what was done without signing in"), required=False)
    # Set by links, and taken away by a tick.
    by = forms.ModelChoiceField(queryset=User.objects.all(), required=False, error_messages=NOT_ON_THE_LIST)
    of = forms.RegexField(r"^[a-z_]+\.[a-z_]+:\d{1,18}$", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(label, model_name(events.pgh_tracked_model)) for label, events in histories().items()]
        self.fields["model"].choices = [("", _("All")), *sorted(named, key=lambda each: alphabetical(str(each[1])))]  # type: ignore[attr-defined]

    def asked(self) -> Asked | None:
        """Return what the filters ask for; None if one of them makes no sense."""
        if not self.is_valid():
            return None
        cleaned = self.cleaned_data
        label, _colon, pk = cleaned["of"].partition(":")
        return Asked(
            words=cleaned["q"],
            person=cleaned["person"],
            by=cleaned["by"],
            by_nobody=cleaned["by_nobody"],
            model=cleaned["model"],
            kind=cleaned["kind"],
            since=cleaned["since"],
            until=cleaned["until"],
            of=(label, int(pk)) if pk else None,
        )

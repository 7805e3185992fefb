"""The people who keep the platform use Django's admin."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from networks.models import (
    Affiliation,
    Membership,
    NaturalRegion,
    Network,
    NetworkFact,
    Organisation,
    Region,
    Sector,
    SignIn,
    User,
)
from networks.organisations.actions import why_refused
from networks.sessions.actions import note

admin.site.site_header = admin.site.site_title = "Memoria Viva"
# One door: Django's own login page would let anybody guess passwords as often as they like.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)  # roles are ours: see networks/record/permissions.py
admin.site.unregister(Authenticator)  # who could add a passkey to anybody could sign in as anybody: see below


class NeverDeleted(admin.ModelAdmin[Any]):
    """Serves rows that end and are never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HandsOverFirst(admin.ModelAdmin[Any]):
    """Serves what gives places in a network: says why the database refuses to take one from who answers for lessons."""

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._or_say_why(super().changeform_view, request, *args, **options)

    def changelist_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._or_say_why(super().changelist_view, request, *args, **options)

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._or_say_why(super().delete_view, request, *args, **options)

    def _or_say_why(self, view: Callable[..., Any], request: HttpRequest, *args: Any, **options: Any) -> Any:
        try:
            with transaction.atomic():
                return view(request, *args, **options)
        except IntegrityError as refusal:
            why = why_refused(refusal)
            if why is None:
                raise
            self.message_user(request, why, messages.ERROR)
            return redirect(request.get_full_path())


class NetworkFactInline(admin.StackedInline[NetworkFact, Network]):
    model = NetworkFact
    extra = 0


class MembershipInline(admin.TabularInline[Membership, Any]):
    model = Membership
    extra = 0
    autocomplete_fields = ["user", "network", "organisation"]


class AffiliationInline(admin.TabularInline[Affiliation, Any]):
    """An affiliation that an admin adds needs nobody's yes. It ends on a page of its own."""

    model = Affiliation
    extra = 0
    can_delete = False
    show_change_link = True
    autocomplete_fields = ["network", "organisation", "person"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Network)
class NetworkAdmin(HandsOverFirst, NeverDeleted):
    list_display = ["name", "full_name", "kind", "sector", "since_year", "name_verified"]
    list_filter = ["kind", "sector", "name_verified"]
    search_fields = ["name", "full_name", "former_names"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [NetworkFactInline, MembershipInline, AffiliationInline]


@admin.register(Organisation)
class OrganisationAdmin(NeverDeleted):
    list_display = ["name", "acronym", "network", "website"]
    list_filter = ["affiliations__network", "regions"]
    search_fields = ["name", "acronym"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["regions"]
    inlines = [AffiliationInline]


@admin.register(Affiliation)
class AffiliationAdmin(NeverDeleted):
    list_display = ["network", "organisation", "person", "started_on", "ended_on"]
    list_filter = ["network", ("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["organisation__name", "organisation__acronym", "person__name", "person__email"]
    autocomplete_fields = ["network", "organisation", "person"]
    date_hierarchy = "started_on"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep whose affiliation it is: it ends, and never becomes another's, since places in a network hang on it."""
        return ["network", "organisation", "person"] if obj else []


@admin.register(Membership)
class MembershipAdmin(HandsOverFirst):
    list_display = ["user", "network", "role", "organisation", "started_on"]
    list_filter = ["network", "role"]
    search_fields = ["user__name", "user__email", "organisation__name"]
    autocomplete_fields = ["user", "network", "organisation"]
    list_select_related = ["user", "network", "organisation"]


@admin.register(Region)
class RegionAdmin(NeverDeleted):
    list_display = ["code", "name", "natural_region", "poverty_2024"]
    list_filter = ["natural_region"]
    search_fields = ["name", "code"]


@admin.register(NaturalRegion)
class NaturalRegionAdmin(NeverDeleted):
    list_display = ["code", "name_es", "extreme_poverty_2000"]


@admin.register(Sector)
class SectorAdmin(NeverDeleted):
    list_display = ["name_es", "name_en", "slug"]
    search_fields = ["name_es", "name_en"]
    prepopulated_fields = {"slug": ["name_es"]}


class UserForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["email", "name", "language", "is_admin"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(HandsOverFirst, NeverDeleted):
    """A person made here sets their password by “forgot it?”: no admin ever knows one."""

    form = UserForm
    list_display = ["name", "email", "is_admin", "is_active", "joined_at", "last_login"]
    list_filter = ["is_admin", "is_active", "memberships__network", "memberships__role", "language"]
    search_fields = ["name", "email"]
    readonly_fields = ["is_active", "joined_at", "last_login"]  # an account is suspended on the desk, with a reason
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "language"]}),
        (_("Access"), {"fields": ["is_admin", "is_active", "joined_at", "last_login"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Refuse to change an account that its owner closed: it is nobody's any more."""
        return super().has_change_permission(request, obj) and not (obj and obj.closed_at)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[User], bool]:
        """Offer nobody whose account is suspended or closed where a person is chosen for a role."""
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(is_active=True)
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin[Any]):
    """Lets an admin take the factors of a person who lost phone and codes, and asks for it: their sign-ins say so."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        self._take(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Authenticator]) -> None:
        for each in queryset:
            self._take(each)

    def _take(self, factor: Authenticator) -> None:
        factor.delete()
        left = Authenticator.objects.filter(user=factor.user)
        if not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            left.delete()  # a recovery code that somebody found must not get past the next factor
        note(None, factor.user, SignIn.Kind.FACTOR_REMOVED)

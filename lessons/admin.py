"""Django's admin edits the frame, and the synonyms that search knows.

It only shows lessons: they are changed in their own pages, where the rules are.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from base.lines import LinesFormField
from lessons.models import (
    Application,
    Assessment,
    Corroboration,
    Finding,
    Lesson,
    LessonFinding,
    SynonymGroup,
    UnansweredSearch,
)
from lessons.search.models import LONGEST


class ReadOnly(admin.ModelAdmin[Any]):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Finding)
class FindingAdmin(admin.ModelAdmin[Finding]):
    list_display = ["code", "kind", "text_es", "text_en"]
    list_filter = ["kind"]
    search_fields = ["code", "text_es", "text_en"]
    readonly_fields = ["code", "kind", "number", "source"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Finding | None = None) -> bool:
        return False


class StanceInline(admin.TabularInline[LessonFinding, Lesson]):
    model = LessonFinding
    extra = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Lesson | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Lesson | None = None) -> bool:
        return False


@admin.register(Lesson)
class LessonAdmin(ReadOnly):
    list_display = ["title", "network", "author", "visibility", "published_at"]
    list_filter = ["network", "visibility", "language", "result"]
    search_fields = ["title", "insight"]
    list_select_related = ["network", "author"]
    exclude = ["search"]
    inlines = [StanceInline]


@admin.register(Corroboration, Application)
class VoiceAdmin(ReadOnly):
    list_display = ["__str__", "lesson", "by", "organisation", "created_at"]
    list_filter = ["network"]
    search_fields = ["lesson__title", "text"]
    list_select_related = ["network", "lesson", "by", "organisation"]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly):
    list_display = ["network", "finding", "place", "made_on", "made_by"]
    list_filter = ["network"]
    search_fields = ["note"]
    list_select_related = ["network", "finding", "made_by"]


class SynonymGroupForm(forms.ModelForm[SynonymGroup]):
    terms = LinesFormField(label=_("Terms"), longest_line=LONGEST)


@admin.register(SynonymGroup)
class SynonymGroupAdmin(admin.ModelAdmin[SynonymGroup]):
    list_display = ["__str__", "kind", "one_way", "careful"]
    list_filter = ["kind", "one_way", "careful"]
    search_fields = ["terms"]
    form = SynonymGroupForm


@admin.register(UnansweredSearch)
class UnansweredSearchAdmin(ReadOnly):
    """Words that should not stand on a public page are taken away here. Those of fewer people nobody sees."""

    list_display = ["words", "week"]
    fields = ["words", "week"]
    search_fields = ["words"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnansweredSearch]:
        return UnansweredSearch.objects.told()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

"""Admins look up who is told how often, and what became of each digest. Nothing is changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from digests.models import Digest, Subscription


class LookOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Subscription)
class SubscriptionAdmin(LookOnly, admin.ModelAdmin[Subscription]):
    list_display = ["user", "frequency", "next_at", "since"]
    list_filter = ["frequency"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    fields = ["user", "frequency", "next_at", "since"]


@admin.register(Digest)
class DigestAdmin(LookOnly, admin.ModelAdmin[Digest]):
    list_display = ["subscription", "period_end", "state", "attempts", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["subscription__user"]
    search_fields = ["subscription__user__email", "subscription__user__name"]
    date_hierarchy = "period_end"
    fields = ["subscription", "period_end", "state", "composed_at", "attempts", "try_after", "finished_at"]

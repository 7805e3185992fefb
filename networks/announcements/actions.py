"""Admins announce something above every page. All pages ask for it, so the few rows are in the cache for minutes."""

from collections.abc import Collection
from contextlib import suppress

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate

from base.reading.valkey import on_most_pages, value_of
from networks.announcements.models import Announcement

KEY, SECONDS = on_most_pages("announcements"), 5 * 60
COOKIE, MOST_SEEN = "announcements_seen", 20  # the numbers of those that this browser put away, with dots


def shown(networks: Collection[int], seen: Collection[int]) -> list[Announcement]:
    """Return today's announcements for all and for these networks, without `seen`; none while the database is away."""
    today = localdate()
    with suppress(DatabaseError):
        return [
            each
            for each in _not_over()
            if each.starts_on <= today <= each.ends_on
            and each.pk not in seen
            and (each.network_id is None or each.network_id in networks)
        ]
    return []


def _not_over() -> list[Announcement]:
    kept: list[Announcement] | None = value_of(KEY)
    if kept is None:
        kept = list(Announcement.objects.filter(ends_on__gte=localdate()))
        cache.set(KEY, kept, SECONDS)
    return kept


def announce(announcement: Announcement) -> None:
    announcement.save()
    _forget_what_is_kept()


def take_away(announcement: Announcement) -> None:
    """Take the announcement from all pages at once. That it was there stays in the history."""
    announcement.delete()
    _forget_what_is_kept()


def _forget_what_is_kept() -> None:
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))  # another page may have read the old ones meanwhile


def numbers_in(cookie: str) -> list[int]:
    """Return the numbers in the cookie. A browser may write anything there: what is no number of ours is left out."""
    return [int(part) for part in cookie.split(".")[-MOST_SEEN:] if part.isdecimal() and len(part) < 10]


def with_number(cookie: str, pk: int) -> str:
    return ".".join(str(number) for number in [*numbers_in(cookie), pk][-MOST_SEEN:])

"""What the update makes of the moments up to which people had been told."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils.timezone import now

from digests.models import Digest, Subscription

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> None:
    """The database has its own: none is moved here."""


@pytest.fixture
def old(member) -> Subscription:
    member.joined_at = now() - 90 * DAY
    member.save()
    return Subscription.objects.create(user=member, since=now() - DAY, next_at=now())


def began(subscription: Subscription) -> timedelta:
    """How long ago."""
    with connection.cursor() as cursor:
        cursor.execute(import_module("digests.migrations.0004_since_and_widening").SINCE)
    subscription.refresh_from_db()
    return now() - subscription.since


def test_one_that_is_past_goes_back_as_far_as_one_looked(old):
    assert DAY + HOUR <= began(old) < DAY + 2 * HOUR


def test_one_ahead_goes_back_to_the_last_mail(old):
    Subscription.objects.update(since=now() + 90 * DAY)
    said = {"subscription": old, "state": "sent", "finished_at": now()}
    Digest.objects.create(period_end=now() - 7 * DAY, composed_at=now() - 7 * DAY, **said)
    Digest.objects.create(period_end=now() + 90 * DAY, composed_at=now() + 90 * DAY, **said)
    assert 7 * DAY <= began(old) < 7 * DAY + HOUR


def test_or_to_when_they_joined(old):
    Subscription.objects.update(since=now() + 90 * DAY)
    assert 90 * DAY <= began(old) < 90 * DAY + HOUR

"""Digests tell every lesson and every notice once, and forget none."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.timezone import now

from digests.calendar import last_moment, next_moment
from digests.composition.news import new_lessons, new_notices
from digests.models import Digest, DigestItem, Subscription
from lessons.experience.strength import for_cards
from lessons.models import Lesson, Notice
from lessons.notices.models import NoticeQuerySet
from lessons.record.models import LessonQuerySet
from lessons.saved_searches.queries import found_in
from lessons.verification.mail import create_asks, take_back

BATCH = 500


def create_due(at: datetime) -> list[int]:
    """Give everyone whose moment has come by `at` their digest; return the digests that wait to be sent.

    After an outage of weeks a person gets one digest, of the last moment. Asking again for the same `at`
    creates nothing. `at` may lie ahead: its digest is then made now, and the moments before it stay due.
    """
    Subscription.objects.start_missing()
    Subscription.objects.begin_now_at_the_latest()
    _set_right(now())
    last: int | None = 0
    while last is not None:
        last = _create_batch(at, after=last)
    return list(Digest.objects.due().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _set_right(at: datetime) -> None:
    """Move moments that lie ahead to where they belong; what is due stays due.

    They are misplaced if a network chose another day, somebody's role ended, or a clock ran ahead.
    """
    moved: list[Any] = list(
        Subscription.objects.misplaced(at).select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    for each in moved:
        each.next_at = next_moment(each.frequency, at, each.weekday)
    Subscription.objects.bulk_update(moved, ["next_at"])


@transaction.atomic
def _create_batch(at: datetime, after: int) -> int | None:
    due = Subscription.objects.due(at).filter(pk__gt=after).order_by("pk").with_weekday()
    batch: list[Any] = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])  # with `weekday`
    Digest.objects.bulk_create(
        [Digest(subscription=each, period_end=last_moment(each.frequency, at, each.weekday)) for each in batch],
        ignore_conflicts=True,
    )
    for each in batch:
        each.next_at = next_moment(each.frequency, min(at, now()), each.weekday)
    Subscription.objects.bulk_update(batch, ["next_at"])
    return batch[-1].pk if batch else None


@transaction.atomic
def compose(digest: Digest) -> None:
    """Fix what the digest tells. Composing again changes nothing: a second try tells what the first did."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("user")
    subscription = rows.get(pk=digest.subscription_id)
    if not Digest.objects.filter(pk=digest.pk, composed_at=None).update(composed_at=now()):
        return
    lessons, notices = new_lessons(subscription).only("pk"), new_notices(subscription).only("pk")
    found = found_in([lesson.pk for lesson in lessons], subscription.user)
    items = [DigestItem(lesson=lesson, saved_search=found.get(lesson.pk)) for lesson in lessons]
    items += [DigestItem(notice=notice) for notice in notices]
    for item in items:
        item.digest, item.subscription = digest, subscription
    DigestItem.objects.bulk_create(items)
    create_asks(subscription.user, digest.period_end)


def still_to_tell(digest: Digest) -> LessonQuerySet:
    """Return the digest's lessons that the person may read now: some may have been taken back.

    First come those that a saved search found, whose name is `found_by`, and then the newest.
    """
    readable = Lesson.objects.readable_by(digest.subscription.user).published()
    items = digest.items.filter(lesson=OuterRef("pk")).values("saved_search__name")
    lessons = readable.filter(pk__in=digest.items.values("lesson")).annotate(found_by=Subquery(items))
    order = (F("found_by").asc(nulls_last=True), F("published_at").desc(), "-pk")
    return for_cards(lessons).select_related("organisation", "author").order_by(*order)


def still_to_notice(digest: Digest) -> NoticeQuerySet:
    """Return the digest's notices, newest first, without those seen meanwhile or of lessons taken back."""
    theirs = Notice.objects.to_mail(digest.subscription.user)
    theirs = theirs.exclude(
        kind=Notice.Kind.DUE
    )  # the mail asks with three answers instead: see lessons/verification/mail.py
    return theirs.filter(pk__in=digest.items.values("notice")).select_related("lesson", "by", "network")


def put_back(digest: Digest) -> None:
    """Forget what the digest told, so that the person's next one tells it."""
    digest.items.all().delete()
    take_back(digest.subscription.user, digest.period_end)

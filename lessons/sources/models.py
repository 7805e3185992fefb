"""Web addresses among the sources of lessons are kept with whether they still answer."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from base.models import Claimable, ClaimableQuerySet
from lessons.record.models import Lesson

# A worker that holds an address longer than this is taken for dead: longer than any task may run.
LEASE = timedelta(minutes=11)
MONTH = timedelta(days=27)  # asked on the first of each, however short the last one was
WEEK = timedelta(days=7)
MOST_FAILURES_BELIEVED = 1  # a site may be down for a day: the second time, a week later, counts
LONGEST = 500


class SourceLinkQuerySet(ClaimableQuerySet["SourceLink"]):
    def due(self) -> Self:
        """Return those not asked this month, or failing and not asked this week, that no living worker holds."""
        never, long_ago = Q(last_checked_at=None), Q(last_checked_at__lt=now() - MONTH)
        again = Q(ok=False, last_checked_at__lte=now() - WEEK)
        return super().due().filter(never | long_ago | again)

    def dead(self) -> Self:
        """Return those that failed twice or more, a week or more apart, and have not answered since the first time."""
        twice = self.filter(ok=False, failures__gt=MOST_FAILURES_BELIEVED)
        return twice.filter(last_checked_at__gte=F("failing_since") + WEEK)


class SourceLink(Claimable):
    lease = LEASE

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="source_links")
    url = models.CharField(max_length=LONGEST)
    last_checked_at = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True, help_text="Unknown until it was asked once.")
    status = models.PositiveSmallIntegerField(null=True, help_text="What it answered; none if it did not.")
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, help_text="When it was passed on that it is dead.")

    objects = SourceLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "url"], name="sourcelink_once_in_a_lesson"),
            models.CheckConstraint(
                condition=Q(failing_since=None, failures=0) | Q(failing_since__isnull=False, failures__gt=0, ok=False),
                name="sourcelink_failing_since_the_first_failure",
            ),
        ]
        indexes = [models.Index(fields=["url"], name="sourcelink_url")]

    def __str__(self) -> str:
        return self.url

"""These models keep who is told, of what, and when: nothing twice, nothing lost, nothing empty."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, ExtractIsoWeekDay
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from base.models import Claimable, ClaimableQuerySet, is_come
from digests.calendar import LIMA, LONGEST_GAP, TUESDAY, WEEK, next_moment
from digests.widening import Widening as Widening
from lessons.models import Lesson, Notice, SavedSearch
from networks.mail.models import LONGEST_PAUSE
from networks.models import Membership, RefusedMail, User

# A worker that dies keeps its claim this long; then the digest is due again.
LEASE = timedelta(minutes=15)
RECENT = timedelta(days=30)


class Frequency(models.TextChoices):
    OFF = "off", _("Never")
    WEEKLY = "weekly", _("Every week, at 7:00 in the morning")
    MONTHLY = "monthly", _("Every month, at 7:00 in the morning")


def _networks_days(user: Any) -> "models.QuerySet[Any, int]":
    roles = Membership.objects.filter(user=user).order_by("started_on", "pk")
    return roles.values_list("network__digest_weekday", flat=True)


def weekday_of(user: User) -> int:
    """Return on which day the person's digest comes; see `SubscriptionQuerySet.with_weekday`."""
    day: int | None = _networks_days(user).first()
    return TUESDAY if day is None else day


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def start_missing(self) -> None:
        """Create a subscription for each active person who has none. New people get the weekly digest."""
        day = Coalesce(models.Subquery(_networks_days(models.OuterRef("pk"))[:1]), TUESDAY)
        newcomers = User.objects.filter(is_active=True, subscription=None).annotate(weekday=day)
        self.bulk_create([Subscription.starting(each, each.weekday) for each in newcomers], ignore_conflicts=True)

    def reachable(self) -> Self:
        """Return the subscriptions of active people who want a digest, and whose verified address takes mail."""
        paused = RefusedMail.objects.paused().values("user")
        return (
            self.exclude(frequency=Frequency.OFF)
            .exclude(user__in=paused)
            .filter(
                user__is_active=True,
                user__emailaddress__verified=True,
                user__emailaddress__primary=True,
            )
        )

    def with_weekday(self) -> models.QuerySet["Subscription"]:
        """Add `weekday`: the one that the network chose in which the person has had a role for longest."""
        days = _networks_days(models.OuterRef("user"))
        return self.annotate(weekday=Coalesce(models.Subquery(days[:1]), TUESDAY))

    def misplaced(self, at: datetime) -> models.QuerySet["Subscription"]:
        """Return, with `weekday`, the subscriptions whose next moment is later than `at`, but misplaced.

        It is no longer on that day, or farther ahead than any can be: a clock that ran ahead set it.
        """
        too_far = Q(frequency=Frequency.WEEKLY, next_at__gt=at + WEEK) | Q(next_at__gt=at + LONGEST_GAP)
        planned = ExtractIsoWeekDay("next_at", tzinfo=LIMA) - 1
        ahead = self.filter(next_at__gt=at).with_weekday().annotate(planned=planned)
        return ahead.filter(~Q(planned=models.F("weekday")) | too_far)

    def begin_now_at_the_latest(self) -> None:
        """Move a `since` that lies ahead back to now: a clock that ran ahead set it, and nothing is told before it."""
        self.filter(since__gt=now()).update(since=now())

    def due(self, at: datetime) -> Self:
        return self.reachable().filter(next_at__lte=at)


class Subscription(models.Model):
    """A subscription says how often a person wants digests, when one is next due, and since when they want them."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="subscription")
    frequency = models.CharField(_("digest"), max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    next_at = models.DateTimeField(null=True, db_index=True)
    since = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency="off", next_at=None) | ~Q(frequency="off") & Q(next_at__isnull=False),
                name="subscription_off_has_no_next_moment",
            ),
        ]

    class Privacy:
        shown = {"user": _("Your digest")}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return f"{self.user}: {self.get_frequency_display()}"

    @classmethod
    def starting(cls, user: User, weekday: int | None = None) -> Self:
        """Return what a person begins with, not yet saved: a weekly digest, from the day they joined."""
        weekday = weekday_of(user) if weekday is None else weekday
        next_at = next_moment(Frequency.WEEKLY, user.joined_at, weekday)
        return cls(user=user, since=user.joined_at, next_at=next_at)

    def choose(self, frequency: str, at: datetime) -> None:
        """Set the frequency. Whoever turns the digest on again is told what comes from then on."""
        if self.frequency == Frequency.OFF and frequency != Frequency.OFF:
            self.since = at
        self.frequency = frequency
        self.next_at = None if frequency == Frequency.OFF else next_moment(frequency, at, weekday_of(self.user))


class DigestQuerySet(ClaimableQuerySet["Digest"]):
    def due(self) -> Self:
        """Return the digests that are not finished, not put off until later, and held by no living worker."""
        return super().due().filter(is_come("try_after", LONGEST_PAUSE), state=Digest.State.PENDING)

    def in_trouble(self) -> Self:
        """Return the digests that could not be delivered, in the last month, and those that wait for another try."""
        failed = Q(state=Digest.State.FAILED, finished_at__gt=now() - RECENT)
        return self.filter(failed | Q(state=Digest.State.PENDING, attempts__gt=0, try_after__gt=now()))

    def hurry(self) -> None:
        """Let the digests that were put off fall due at once."""
        self.filter(state=Digest.State.PENDING, try_after__gt=now()).update(try_after=now())

    def held(self, row: "Digest") -> Self:
        return super().held(row).filter(state=Digest.State.PENDING)


class Digest(Claimable):
    """A digest is for one person and one period. What it tells is fixed when it is first composed."""

    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        SENT = "sent", _("sent")
        EMPTY = "empty", _("nothing to tell")
        FAILED = "failed", _("could not be delivered")
        CANCELLED = "cancelled", _("no longer wanted")

    lease = LEASE
    on_claim = {"attempts": models.F("attempts") + 1}

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="digests")
    period_end = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    composed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(default=now)
    lessons = models.ManyToManyField(Lesson, through="DigestItem", related_name="+")

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-period_end", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "period_end"], name="digest_one_per_person_and_period"),
            models.CheckConstraint(
                condition=Q(state="pending", finished_at=None) | ~Q(state="pending") & Q(finished_at__isnull=False),
                name="digest_finished_unless_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription.user} · {localdate(self.period_end)}"


class DigestItem(models.Model):
    """An item says that a digest tells a person of a new lesson, or of a notice; the database allows each once.

    Of a lesson that a saved search of theirs found, it says which.
    """

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, null=True, on_delete=models.CASCADE, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="+")
    saved_search = models.ForeignKey(SavedSearch, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "lesson"], name="digestitem_told_once"),
            models.UniqueConstraint(fields=["subscription", "notice"], name="digestitem_noticed_once"),
            models.CheckConstraint(
                condition=Q(lesson=None, notice__isnull=False) | Q(lesson__isnull=False, notice=None),
                name="digestitem_of_a_lesson_or_a_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digest}: {self.lesson or self.notice}"


class KeptMail(models.Model):
    """A kept mail is one that the embedded run kept instead of sending. Only admins read it."""

    to = models.TextField()
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    kept_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("kept mail")
        verbose_name_plural = _("kept mail")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject

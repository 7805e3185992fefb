"""Files on their way in: read, looked at, confirmed, written."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar, Self, TypeVar

from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.models import Claimable, ClaimableQuerySet, lapsed, one_of
from networks.record.models import Network, User

# A worker that holds an import longer than this is taken for dead: longer than any task may run.
LEASE = timedelta(minutes=11)
RESUMED_FOR = timedelta(hours=1)
RECENT = timedelta(days=30)
# How long rows that did not come in can be fetched, to be mended and sent again.
TO_BE_MENDED = timedelta(days=90)

_Import = TypeVar("_Import", bound="FileImport", covariant=True)


class FileImportQuerySet(ClaimableQuerySet[_Import]):
    def of(self, user: User) -> Self:
        """One's own; an admin's are all."""
        return self if user.is_admin else self.filter(by=user)

    def in_trouble(self) -> Self:
        """Those that could not be read, in the last month, and those that nobody is at any more."""
        broken = Q(state="broken", created_at__gt=now() - RECENT)
        found = self.annotate(held_since=Coalesce("claimed_at", "asked_at"))
        return found.filter(broken | Q(state__in=self.model.AT_WORK, held_since__lt=now() - LEASE))

    def with_old_faults(self) -> Self:
        """Those of which the faulty rows have waited long enough."""
        old = self.filter(created_at__lt=now() - TO_BE_MENDED).exclude(state__in=self.model.AT_WORK)
        return old.exclude(faulty=[])

    def forget_unconfirmed(self) -> int:
        """Files that nobody said yes to for a month: what is in them is nothing of the memory."""
        return self.filter(state__in=["read", "broken"], created_at__lt=now() - RECENT).delete()[0]

    def forget_faulty(self) -> int:
        return self.with_old_faults().update(faulty=[])

    def unattended(self) -> Self:
        """Those of which no worker has heard, and for an hour those that one died of: then a person is to look."""
        died = lapsed(LEASE) & Q(asked_at__gt=now() - RESUMED_FOR)
        return self.filter(Q(claimed_at=None) | died, state__in=self.model.AT_WORK)

    def ask(self, batch: "FileImport", state: str, **said: object) -> bool:
        """Move it on for a worker to find; False, and nothing changed, if somebody else moved it first."""
        same = self.filter(pk=batch.pk, state=batch.state)
        is_moved = bool(same.update(state=state, asked_at=now(), claimed_at=None, trouble="", **said))
        batch.state = state if is_moved else batch.state
        return is_moved


class FileImport(Claimable):
    """Nothing of it is in the memory until somebody who saw what was read has confirmed it.

    Each kind has its `state`: at least "reading", "read", "writing", "written" and "broken".
    """

    AT_WORK: ClassVar[tuple[str, ...]] = ("reading", "writing")
    lease = LEASE

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(default=bytes)  # until it is read for the last time
    state: models.CharField[str, str]
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(default=now)  # since when a worker is awaited
    # What a person said of the file itself: its "sheet", "encoding", "delimiter", the "line" of its headings.
    chosen = models.JSONField(default=dict)
    headings = models.JSONField(default=list)
    # For each heading the field that it fills, "" for none; and for words that are on no list of ours, what they
    # mean: {vocabulary: {folded word: code, "" to leave it out}}.
    columns = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    found = models.JSONField(default=dict)  # how many rows of which kind, and how the file was read
    # Each as {"line", "values", "faults": {column: text}}.
    faulty = models.JSONField(default=list)
    trouble = models.CharField(max_length=200, blank=True)
    written = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_stalled(self) -> bool:
        """Whoever was at it is dead, or nobody ever was."""
        return self.is_at_work and (self.claimed_at or self.asked_at) < now() - LEASE

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def to_mend(self) -> Iterator[list[str]]:
        """The faulty rows as they were sent, each with what is wrong behind it."""
        for row in self.faulty:
            cells = [*row["values"], *[""] * len(self.headings)][: len(self.headings)]
            yield [*cells, " ".join(row["faults"].values())]

    @property
    def _progress_key(self) -> str:
        return f"{self._meta.model_name}-{self.pk}"

    @property
    def progress(self) -> tuple[int, int]:
        """Rows done, and rows in all; (0, 0) before the first are counted.

        In the cache, not in the row: what a transaction writes is seen by nobody before its end.
        """
        done: tuple[int, int] = cache.get(self._progress_key, (0, 0))
        return done

    def report(self, done: int, total: int) -> None:
        cache.set(self._progress_key, (done, total), timeout=3600)


class OrganisationImport(FileImport):
    class State(models.TextChoices):
        READING = "reading", _("being read")
        READ = "read", _("waiting for you to confirm it")
        WRITING = "writing", _("being written")
        WRITTEN = "written", _("saved")
        BROKEN = "broken", _("could not be read")

    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    rows = models.JSONField(default=list)  # that can be written

    objects = FileImportQuerySet.as_manager()

    class Meta(FileImport.Meta):
        abstract = False
        constraints = [
            one_of("state", ["reading", "read", "writing", "written", "broken"]),
            models.CheckConstraint(
                condition=~Q(state="broken", trouble=""),
                name="organisationimport_broken_says_why",
            ),
        ]

    class Privacy:
        shown = {"by": _("Lists of organisations you imported")}
        named_only = {"by"}

    def get_absolute_url(self) -> str:
        return reverse("networks:import", args=[self.pk])

"""Files on their way in: read, looked at, confirmed, written, and taken back where a kind can be."""

from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.models import Claimable, ClaimableQuerySet, lapsed, one_of

# A worker that holds an import longer than this is taken for dead: longer than any task may run.
LEASE = timedelta(minutes=11)
RESUMED_FOR = timedelta(hours=1)
RECENT = timedelta(days=30)
# How long rows that did not come in can be fetched, to be mended and sent again.
TO_BE_MENDED = timedelta(days=90)


class State(models.TextChoices):
    READING = "reading", _("being read")
    READ = "read", _("waiting for you to confirm it")
    WRITING = "writing", _("being written")
    WRITTEN = "written", _("saved")
    BROKEN = "broken", _("could not be read")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")


WITHOUT_UNDO = [State.READING, State.READ, State.WRITING, State.WRITTEN, State.BROKEN]
BROKEN_SAYS_WHY = models.CheckConstraint(condition=~Q(state="broken", trouble=""), name="%(class)s_broken_says_why")
_Import = TypeVar("_Import", bound="FileImport", covariant=True)


class FileImportQuerySet(ClaimableQuerySet[_Import]):
    def light(self) -> Self:
        """Without what may be as large as the file."""
        return self.defer(*self.model.LARGE)

    def last_before(self, batch: "FileImport") -> _Import | None:
        """The newest other one of which somebody knows what its columns are."""
        return self.exclude(pk=batch.pk).exclude(columns=[]).light().first()

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
    """Nothing of it is in the memory until somebody who saw what was read has confirmed it."""

    lease = LEASE
    AT_WORK: ClassVar[tuple[str, ...]] = ("reading", "writing")
    LARGE: ClassVar[tuple[str, ...]] = ("content", "faulty")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(default=bytes)  # until it is read for the last time
    state = models.CharField(
        max_length=8, choices=[(each.value, each.label) for each in WITHOUT_UNDO], default=State.READING
    )
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
        constraints = [
            one_of("state", WITHOUT_UNDO),
            BROKEN_SAYS_WHY,
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def good(self) -> int:
        """How many rows can come in."""
        return int(self.found.get("good", 0))

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

    def note_written(self, rows: int) -> None:
        """Its last step is done: the file is needed no more. It is not saved here."""
        self.state, self.written, self.trouble, self.content = State.WRITTEN, rows, "", b""


class UndoableImport(FileImport):
    """One that can be taken back, as far as nobody has built on it."""

    AT_WORK = ("reading", "writing", "undoing")

    state = models.CharField(max_length=8, choices=State, default=State.READING)
    written_at = models.DateTimeField(null=True)
    removed = models.PositiveIntegerField(default=0)  # when it was taken back
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(FileImport.Meta):
        abstract = True
        constraints = [
            one_of("state", State.values),
            BROKEN_SAYS_WHY,
            models.CheckConstraint(
                condition=Q(state__in=["written", "undoing", "undone"], written_at__isnull=False)
                | Q(state__in=["reading", "read", "writing", "broken"], written_at=None),
                name="%(class)s_written_says_when",
            ),
        ]

    @property
    def may_be_undone(self) -> bool:
        written_of_late = self.written_at is not None and self.written_at > now() - RECENT
        return self.state == State.WRITTEN and self.written > 0 and written_of_late

    @property
    def left(self) -> int:
        """How many stay, after it was taken back."""
        return self.written - self.removed

    def note_written(self, rows: int) -> None:
        super().note_written(rows)
        self.written_at = now()

"""A worker makes a file that somebody asked for; it is kept for a while. A feature says who may ask for what."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from base.models.leases import Claimable, ClaimableQuerySet, lapsed

# A worker that gives no sign of life for longer is taken for dead: a document is stopped after two minutes and a half.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
KEPT, FORGOTTEN = timedelta(days=7), timedelta(days=1)  # since it was asked for: one that is made, and any other
_File = TypeVar("_File", bound="MadeFile", covariant=True)


class Late(Exception):
    """Raised if the worker does not hold the row any more: another was asked, or nobody is to have the file."""


def place(row: "MadeFile", name: str) -> str:
    """Return where its content is stored: under a name that tells nothing, and that no one chose."""
    return f"{row.folder}/{row.key.hex}"


class MadeFileQuerySet(ClaimableQuerySet[_File]):
    def at_work(self) -> Self:
        return self.filter(state__in=self.model.AT_WORK)

    def due(self) -> Self:
        return super().due().filter(state="waiting")

    def outdated(self) -> Self:
        return self.filter(
            Q(state="made", asked_at__lt=now() - KEPT) | ~Q(state="made") & Q(asked_at__lt=now() - FORGOTTEN)
        )

    def restart(self) -> int:
        """Let others make anew those that are being made: a worker that is at one ends late."""
        return self.filter(state="making").update(state="waiting", claimed_at=None)

    def release(self) -> int:
        """Let go of those whose worker is dead, to be tried again."""
        return self.filter(lapsed(self.model.lease)).restart()

    def claim(self, pk: int) -> _File | None:
        """Claim it, unless as many are being made as the table allows: its turn comes."""
        try:
            with transaction.atomic():
                return super().claim(pk)
        except IntegrityError:
            return None

    def make(self, pk: int, work: "Callable[[_File], str]", *, hopeless: type[Exception]) -> str | None:
        """Let `work` make it, in its language, and return what became of it; None if this call could not claim it.

        One that fails is tried `MOST_ATTEMPTS` times in all, or no more if the error is `hopeless`.
        """
        row = self.claim(pk)
        if row is None:
            return None
        if row.attempts > MOST_ATTEMPTS:  # workers died of it
            self.held(row).update(state="failed", claimed_at=None)
            return "failed"
        try:
            with override(row.language):
                return work(row)
        except Late:
            return "late"
        except Exception as error:
            is_final = isinstance(error, hopeless) or row.attempts >= MOST_ATTEMPTS
            self.held(row).update(state="failed" if is_final else "waiting", claimed_at=None)
            raise

    def note(self, row: Any, **columns: Any) -> None:
        """Write these columns of a row. Raises Late if the claim with which it was fetched does not hold any more."""
        if not self.held(row).update(**columns):
            raise Late

    def store(self, row: Any, file: IO[bytes], **columns: Any) -> None:
        """Put the file into a row, with these columns, and let go of it. Raises Late, and keeps nothing, as `note`."""
        try:
            row.content.save("", File(file), save=False)
            self.note(row, state="made", claimed_at=None, content=row.content.name, **columns)
        except BaseException:
            row.drop_content()
            raise

    def forget(self) -> int:
        """Remove the rows, then the contents: a content that stays behind is found another night. Return how many."""
        gone = list(self.only("content"))
        self.model._default_manager.filter(pk__any=[row.pk for row in gone]).delete()
        for row in gone:
            transaction.on_commit(row.drop_content, robust=True)
        return len(gone)

    def forget_lost(self) -> int:
        """Remove contents that no row knows, but not those of a moment ago: they may be on their way into their row."""
        with suppress(FileNotFoundError):
            paths = [f"{self.model.folder}/{name}" for name in default_storage.listdir(self.model.folder)[1]]
            kept = {*self.exclude(content="").values_list("content", flat=True)}
            earlier = now() - self.model.lease
            lost = [path for path in paths if path not in kept and default_storage.get_modified_time(path) < earlier]
            for path in lost:
                default_storage.delete(path)
            return len(lost)
        return 0


class MadeFile(Claimable):
    """The row is there first, and tells how far it is; the content is stored in `folder` when it is whole."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        MADE = "made", _("made")
        FAILED = "failed", _("could not be made")

    AT_WORK = ("waiting", "making")
    folder: ClassVar[str]
    lease = LEASE
    on_claim = {"state": "making", "attempts": F("attempts") + 1}

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for"), default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    content = models.FileField(upload_to=place, max_length=80, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="making", claimed_at__isnull=False)
                | Q(state__in=["waiting", "made", "failed"], claimed_at=None),
                name="%(class)s_being_made_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="made") & ~Q(content="") | ~Q(state="made") & Q(content=""),
                name="%(class)s_made_has_a_content",
            ),
        ]

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    def drop_content(self) -> None:
        with suppress(OSError):
            self.content.delete(save=False)

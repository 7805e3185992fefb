"""A large list that somebody takes along: asked for, written by a worker, kept for a week."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.models import Claimable, ClaimableQuerySet, lapsed, one_of
from lessons.exports.formats import FORMATS
from networks.models import User

# A worker notes after each part that it is alive; the longest, a document, is stopped after two minutes and a half.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3


def _place(export: "Export", name: str) -> str:
    return f"exports/{export.key.hex}"


class ExportQuerySet(ClaimableQuerySet["Export"]):
    def of(self, user: User) -> Self:
        """Return those that this person asked for; nobody else sees them, admins neither."""
        return self.filter(by=user)

    def at_work(self) -> Self:
        return self.filter(state__in=Export.AT_WORK)

    def due(self) -> Self:
        return super().due().filter(state="waiting")

    def release(self) -> int:
        """Let go of those whose worker is dead, to be tried again."""
        return self.filter(lapsed(LEASE), state="making").update(state="waiting", claimed_at=None)

    def next_ones(self) -> list[int]:
        """Return the keys of those whose turn it is: the oldest, if none is being made."""
        if self.filter(state="making").exists():
            return []
        return list(self.due().order_by("asked_at", "pk").values_list("pk", flat=True)[:1])

    def claim(self, pk: int) -> "Export | None":
        """Claim it, unless one is being made: its turn comes."""
        try:
            with transaction.atomic():
                return super().claim(pk)
        except IntegrityError:
            return None


class Export(Claimable):
    """`query` is that of the list's page; `lessons` are the keys of those in the file."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        MADE = "made", _("made")
        FAILED = "failed", _("could not be made")

    AT_WORK = (State.WAITING, State.MAKING)
    lease = LEASE
    on_claim = {"state": State.MAKING, "attempts": F("attempts") + 1, "done": 0}

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked for by"))
    form = models.CharField(_("kind of file"), max_length=4, choices=[(form, form) for form in FORMATS])
    query = models.TextField(_("filters"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for"), default=now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done = models.PositiveIntegerField(_("lessons done"), default=0)
    lessons: "ArrayField[Any, Any]" = ArrayField(models.IntegerField(), default=list, verbose_name=_("lessons"))
    content = models.FileField(_("content"), upload_to=_place, max_length=80, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("list to take along")
        verbose_name_plural = _("lists to take along")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            one_of("form", list(FORMATS)),
            models.UniqueConstraint(F("state"), condition=Q(state="making"), name="export_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="making", claimed_at__isnull=False)
                | Q(state__in=["waiting", "made", "failed"], claimed_at=None),
                name="export_being_made_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="made") & ~Q(content="") | ~Q(state="made") & Q(content=""),
                name="export_made_has_a_content",
            ),
        ]

    class Privacy:
        shown = {"by": _("Lists you take along")}
        withheld = {"content": "of the file, not of the person; long", "lessons": "keys of what is in the file"}
        deleted_with = {"by"}

    def __str__(self) -> str:
        return f"{FORMATS[self.form].label}: {self.query}" if self.query else str(FORMATS[self.form].label)

    def get_absolute_url(self) -> str:
        return reverse("lessons:export", args=[self.key])

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

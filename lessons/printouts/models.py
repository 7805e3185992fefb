"""A printout is asked for by a reader, made by a worker, and kept for a while."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.models import Claimable, ClaimableQuerySet, lapsed
from lessons.collections.models import Collection
from networks.models import Network, User
from networks.record.permissions import Visitor

# A worker that holds one longer than this is taken for dead: making one is stopped after two minutes and a half.
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 3
MOST_AT_ONCE = 2


def _place(printout: "Printout", name: str) -> str:
    return f"printouts/{printout.key.hex}"


class PrintoutQuerySet(ClaimableQuerySet["Printout"]):
    def of(self, reader: Visitor) -> Self:
        """Return those that this person asked for; all visitors without an account are one."""
        return self.filter(reader=reader if isinstance(reader, User) else None)

    def at_work(self) -> Self:
        return self.filter(state__in=Printout.AT_WORK)

    def next_ones(self) -> list[int]:
        """Return the keys of those whose turn it is: the oldest of each person of whom none is being made."""
        busy = set(self.filter(state="making").values_list("reader", flat=True))
        found: dict[int | None, int] = {}
        for pk, reader in self.filter(state="waiting").order_by("asked_at", "pk").values_list("pk", "reader"):
            if reader not in busy:
                found.setdefault(reader, pk)
        return [*found.values()][: max(MOST_AT_ONCE - len(busy), 0)]

    def release(self) -> int:
        """Let go of those whose worker is dead, to be tried again."""
        return self.filter(lapsed(LEASE), state="making").update(state="waiting", claimed_at=None)

    def due(self) -> Self:
        return super().due().filter(state="waiting")

    def claim(self, pk: int) -> "Printout | None":
        """Claim it, unless as many are being made as may: its turn comes."""
        if self.filter(state="making").count() >= MOST_AT_ONCE:
            return None
        try:
            with transaction.atomic():
                return super().claim(pk)
        except IntegrityError:  # another of the same person is being made
            return None


class Printout(Claimable):
    """A printout is one version of a document, known by the `fingerprint` of what is in it.

    So whoever would be told the same words may have the same document. One that is `mailed_by` somebody goes to its
    reader, and is not kept.
    """

    AT_WORK = ("waiting", "making")
    lease = LEASE
    on_claim = {"state": "making", "attempts": F("attempts") + 1}

    class Kind(models.TextChoices):
        LEARNING_PDF = "learning-pdf", _("Learning pack as PDF")
        LEARNING_WORD = "learning-docx", _("Learning pack for Word")
        HANDOVER_PDF = "handover-pdf", _("Handover pack")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting its turn")
        MAKING = "making", _("is being made")
        MADE = "made", _("is made")
        FAILED = "failed", _("could not be made")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind of document"), max_length=13, choices=Kind)
    collection = models.ForeignKey(Collection, null=True, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, null=True, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    mailed_by = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of all that is in it, and of how it looks.")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for"), default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    content = models.FileField(upload_to=_place, max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)

    objects = PrintoutQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("reader", 0), condition=Q(state="making"), name="printout_one_at_a_time_for_a_person"
            ),
            models.UniqueConstraint(fields=["fingerprint"], condition=~Q(fingerprint=""), name="printout_version_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["learning-pdf", "learning-docx"], collection__isnull=False, network=None)
                | Q(kind="handover-pdf", collection=None, network__isnull=False, reader__isnull=False),
                name="printout_is_of_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(mailed_by=None) & ~Q(fingerprint="")
                | Q(mailed_by__isnull=False, fingerprint="", kind="handover-pdf"),
                name="printout_is_kept_or_mailed",
            ),
            models.CheckConstraint(
                condition=Q(state="making", claimed_at__isnull=False)
                | Q(state__in=["waiting", "made", "failed"], claimed_at=None),
                name="printout_being_made_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state="made") & ~Q(content="") | ~Q(state="made") & Q(content=""),
                name="printout_made_has_a_content",
            ),
        ]

    class Privacy:
        shown = {
            "reader": _("Documents made for you"),
            "mailed_by": _("Handover packs on their way, sent by you"),
        }
        named_only = {"mailed_by"}
        withheld = {
            "collection": "they may no longer be able to read what it is called now",
            "content": "of the file, not of the person; long",
        }

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def is_lost(self) -> bool:
        """Return whether it was made, but its content is not where it was put: after a restore without the folder."""
        return self.state == "made" and not self.content.storage.exists(str(self.content.name))

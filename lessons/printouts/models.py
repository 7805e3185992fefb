"""A printout is asked for by a reader, made by a worker, and kept for a while."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from base.models import MadeFile, MadeFileQuerySet
from lessons.collections.models import Collection
from networks.models import Network, User
from networks.record.permissions import Visitor

MOST_AT_ONCE = 2


class PrintoutQuerySet(MadeFileQuerySet["Printout"]):
    def of(self, reader: Visitor) -> Self:
        """Return those that this person asked for; all visitors without an account are one."""
        return self.filter(reader=reader if isinstance(reader, User) else None)

    def next_ones(self) -> list[int]:
        """Return the keys of those whose turn it is: the oldest of each person of whom none is being made."""
        busy = set(self.filter(state="making").values_list("reader", flat=True))
        found: dict[int | None, int] = {}
        for pk, reader in self.filter(state="waiting").order_by("asked_at", "pk").values_list("pk", "reader"):
            if reader not in busy:
                found.setdefault(reader, pk)
        return [*found.values()][: max(MOST_AT_ONCE - len(busy), 0)]

    def claim(self, pk: int) -> "Printout | None":
        return super().claim(pk) if self.filter(state="making").count() < MOST_AT_ONCE else None


class Printout(MadeFile):
    """A printout is one version of a document, known by the `fingerprint` of what is in it.

    So whoever would be told the same words may have the same document. One that is `mailed_by` somebody goes to its
    reader, and is not kept.
    """

    folder = "printouts"

    class Kind(models.TextChoices):
        LEARNING_PDF = "learning-pdf", _("Learning pack as PDF")
        LEARNING_WORD = "learning-docx", _("Learning pack for Word")
        HANDOVER_PDF = "handover-pdf", _("Handover pack")

    kind = models.CharField(_("kind of document"), max_length=13, choices=Kind)
    collection = models.ForeignKey(Collection, null=True, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, null=True, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    mailed_by = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of all that is in it, and of how it looks.")
    size = models.PositiveIntegerField(default=0)

    objects = PrintoutQuerySet.as_manager()

    class Meta(MadeFile.Meta):
        constraints = [
            *MadeFile.Meta.constraints,
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
    def is_lost(self) -> bool:
        """Return whether it was made, but its content is not where it was put: after a restore without the folder."""
        return self.state == "made" and not self.content.storage.exists(str(self.content.name))

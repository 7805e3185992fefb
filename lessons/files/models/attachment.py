"""A lesson brings files: what it rests on, to be opened by whoever may read it."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q
from django.utils.text import slugify
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import Claimable, ClaimableQuerySet, both_or_neither, one_of
from lessons.record.models import Lesson, Said, SaidQuerySet, notes_whom_it_reaches
from networks.models import User
from networks.record.permissions import Visitor

# A worker that holds a document longer than this is taken for dead: reading one is stopped after a minute.
LEASE = timedelta(minutes=11)
MOST_READINGS = 3
# For this long, whoever runs the machine can bring a removed file back, from the folder or from a backup.
KEPT_AFTER_REMOVAL = timedelta(days=30)


def _place(attachment: "Attachment", name: str) -> str:
    """Return where its content is stored: under a name that tells nothing, and that no one chose."""
    return f"attachments/{attachment.key.hex[:2]}/{attachment.key.hex}"


# Only the types say that two `as_manager` differ: Django makes it anew for each class.
class AttachmentQuerySet(SaidQuerySet["Attachment"], ClaimableQuerySet["Attachment"]):  # type: ignore[override]
    writer = "added_by"

    def there(self) -> Self:
        return self.filter(removed_at=None)

    def shown_with(self, lesson: Lesson, user: Visitor) -> "list[Attachment]":
        """Return the files of a lesson that reach `user`, annotated with `has_thumbnail`, without their long columns.

        If `lesson` comes without its author, because the reader may not know who it comes from, so do its files.
        """
        pictured = ExpressionWrapper(~Q(thumbnail=b""), output_field=models.BooleanField())
        shown = self.there().said_to(user).filter(lesson=lesson).annotate(has_thumbnail=pictured)
        rows = list(shown.select_related("added_by", "audience").defer("text", "thumbnail"))
        if lesson.network_id is not None and lesson.author_id is None:
            for row in rows:
                row.hide_source()
        return rows

    def due(self) -> Self:
        """Return the documents whose words nobody has read yet, and that no living worker is reading."""
        return super().due().there().filter(read_at=None)

    def long_gone(self) -> Self:
        return self.filter(removed_at__lt=now() - KEPT_AFTER_REMOVAL).exclude(content="")


class Attachment(Said, Claimable):
    """An attachment is a file of a lesson. Its content never changes.

    When it is removed, the row stays and tells who removed it; the content goes a month later.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        IMAGE = "image", _("Picture")
        AUDIO = "audio", _("Recording")
        OFFICE = "office", _("Office document")

    class WithoutWords(models.TextChoices):
        LOCKED = "locked", _("Its words cannot be searched: it opens with a password. Add a copy without one.")
        SCANNED = (
            "scanned",
            _("Its words cannot be searched: its pages are pictures. If you have it as text, add that."),
        )
        DAMAGED = "damaged", _("Its words cannot be searched: it is damaged, or a part is missing. Send it again.")
        UNREADABLE = "unreadable", _("Its words cannot be searched: it could not be read.")

    lease = LEASE
    on_claim = {"readings": F("readings") + 1}

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="attachments", verbose_name=_("lesson"))
    key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Made with the form: sent twice, kept once.",
    )
    title = LineField(_("what it is"), max_length=160)
    file_name = LineField(_("name of the file"), max_length=200, help_text="As it was sent; shown to nobody.")
    kind = models.CharField(_("kind of file"), max_length=6, choices=Kind)
    extension = models.CharField(max_length=5)
    mime = models.CharField(max_length=80)
    size = models.PositiveIntegerField(_("size"), help_text="Of what is kept, in bytes.")
    sha256 = models.CharField(max_length=64, help_text="Of what was sent: a picture is encoded anew.")
    content = models.FileField(upload_to=_place, max_length=80, blank=True)
    thumbnail = models.BinaryField(default=bytes, help_text="A small WebP of a picture, or of a first page.")
    language = models.CharField(
        max_length=2, choices=settings.LANGUAGES, default="es", help_text="The lesson's: its words are stemmed by it."
    )
    text = models.TextField(blank=True, help_text="What a PDF says, to be searched.")
    without_words = models.CharField(max_length=10, choices=WithoutWords, blank=True, help_text="Why.")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    removed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)  # blank in the migrations: the column is the same
    read_at = models.DateTimeField(null=True, blank=True, help_text="When a worker was done with its words.")
    readings = models.PositiveSmallIntegerField(default=0)

    search = models.GeneratedField(
        expression=Func(F("language"), F("text"), function="memoria_title_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["added_at", "pk"]
        triggers = [notes_whom_it_reaches()]
        indexes = [
            GinIndex(fields=["search"], name="attachment_search", condition=Q(removed_at=None)),
            models.Index(fields=["id"], condition=Q(read_at=None, removed_at=None), name="attachment_unread"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "sha256"], condition=Q(removed_at=None), name="attachment_once_in_a_lesson"
            ),
            one_of("kind", ["pdf", "image", "audio", "office"]),
            models.CheckConstraint(condition=~Q(title=""), name="attachment_has_a_title"),
            models.CheckConstraint(
                condition=both_or_neither("removed_at", "removed_by"),
                name="attachment_removed_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False) | ~Q(content=""), name="attachment_that_is_there_has_a_content"
            ),
        ]

    class Privacy:
        shown = {
            "added_by": _("Files you added"),
            "removed_by": _("Files you removed"),
        }
        named_only = {"removed_by"}
        withheld = {"content": "of the file, not of the person; long", "text": "of the file, not of the person; long"}

    def __str__(self) -> str:
        return self.title

    def hide_source(self) -> None:
        """Forget, in this object alone, who added it and what they called it. The database refuses to store it so."""
        self.added_by, self.file_name = None, ""  # type: ignore[assignment]

    @property
    def download_name(self) -> str:
        """Return a name made of the title: the name that the file had on its sender's machine may name somebody."""
        return f"{slugify(self.title)[:80] or self.kind}.{self.extension}"

    @property
    def is_being_read(self) -> bool:
        return self.read_at is None

    @property
    def version(self) -> str:
        """Return a text that changes when the thumbnail does, for the addresses that browsers keep."""
        return f"{self.read_at:%Y%m%d%H%M%S}" if self.read_at else ""

"""This form takes the photograph of a lesson."""

from typing import Any, BinaryIO, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from base import images
from base.images import Photograph
from base.lines import LineFormField
from lessons.files import uploads
from lessons.files.models import Upload
from lessons.files.uploads import AGAIN
from lessons.record.forms import NamesReaders
from lessons.record.models import Lesson, Photo
from networks.models import User

# Named one by one, not image/*: an iPhone then sends a JPEG instead of its own format, which we cannot read.
ACCEPTED = "image/jpeg,image/png,image/webp"


class PhotoForm(NamesReaders, forms.Form):
    """This form takes a photograph and what it shows; without a new file the one that is there stays."""

    file = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, at most 12 MB. We make it smaller, and remove where and when it was taken."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )
    alt = LineFormField(
        label=_("What does it show?"),
        help_text=_("For those who cannot see it. For example: “Twenty women vote by raising their hands”."),
        max_length=200,
    )

    # The key of a photograph that came in slices, made small on the phone: see static/upload.js.
    upload = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lesson: Lesson, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lesson, self.user = lesson, user
        self.begun: Upload | None = None
        there = getattr(lesson, "photo", None)
        self.fields["file"].required = False  # it may have come in slices
        self.needs_one = there is None
        if there:
            self.fields["file"].label = _("Replace it with another photograph")
            self.initial["alt"] = there.alt

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.begun = uploads.begun_by(self.user, self.lesson, cleaned.get("upload"))
        if "file" not in self.errors:
            try:
                cleaned["file"] = self._developed(cleaned)
            except ValidationError as refusal:
                self.add_error("file", refusal)
                if self.begun:
                    self.begun.delete()  # it would be refused again
        return cleaned

    def _developed(self, cleaned: dict[str, Any]) -> Photograph | None:
        sent = cleaned.get("file")
        if not sent and self.begun and self.begun.is_whole:
            sent = uploads.assemble(self.begun)
        if not sent and cleaned.get("upload"):
            raise ValidationError(AGAIN)
        if not sent and self.needs_one:
            raise ValidationError(_("Choose a photograph."))
        if sent and sent.size > images.MOST_BYTES:
            raise images.too_heavy()
        return images.develop(cast("BinaryIO", sent)) if sent else None

    def save(self) -> bool:
        """Return whether it was kept; if it would reach more readers than were named, add an error instead."""
        new = self.cleaned_data["file"]
        picture = vars(new) | {"added_by": self.user} if new else {}
        fields = {"alt": self.cleaned_data["alt"], **picture}
        self.keep_to_them(self.lesson, lambda: Photo.objects.update_or_create(lesson=self.lesson, defaults=fields))
        if self.begun and not self.errors:
            self.begun.delete()
        return not self.errors

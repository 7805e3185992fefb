"""Input about the photograph of a lesson."""

from typing import Any, BinaryIO, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons import photographs
from lessons.models import Lesson, Photo
from lessons.naming_readers import NamesReaders
from lessons.photographs import Photograph
from networks.lines import LineFormField
from networks.models import User

# Named one by one, not image/*: an iPhone then sends a JPEG instead of its own format, which we cannot read.
ACCEPTED = "image/jpeg,image/png,image/webp"


class PhotoForm(NamesReaders, forms.Form):
    """A photograph and what is to be seen on it; without a new file the one that is there stays."""

    file = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, at most 12 MB. We make it smaller, and remove where and when it was taken."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a photograph.")},
    )
    alt = LineFormField(
        label=_("What does it show?"),
        help_text=_("For those who cannot see it. For example: “Twenty women vote by raising their hands”."),
        max_length=200,
    )

    def __init__(self, *args: Any, lesson: Lesson, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lesson = lesson
        there = getattr(lesson, "photo", None)
        if there:
            self.fields["file"].required = False
            self.fields["file"].label = _("Replace it with another photograph")
            self.initial["alt"] = there.alt

    def clean_file(self) -> Photograph | None:
        sent = self.cleaned_data["file"]
        if not sent:
            return None
        if sent.size > photographs.MOST_BYTES:
            raise photographs.too_heavy()
        return photographs.develop(cast("BinaryIO", sent))

    def save_as(self, user: User) -> bool:
        """False, with an error, if it would reach more readers than were named."""
        new = self.cleaned_data["file"]
        picture = vars(new) | {"added_by": user} if new else {}
        said = {"alt": self.cleaned_data["alt"], **picture}
        self.keep_to_them(self.lesson, lambda: Photo.objects.update_or_create(lesson=self.lesson, defaults=said))
        return not self.errors

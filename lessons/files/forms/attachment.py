"""These forms add files to a lesson."""

import uuid
from functools import partial
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from base.lines import LineFormField, one_line
from base.queue import enqueue
from lessons.files import attachments, uploads
from lessons.files.checks import Checked, check, check_name
from lessons.files.kinds import ACCEPTED
from lessons.files.models import Attachment, Upload
from lessons.files.tasks import read_attachment
from lessons.files.uploads import AGAIN
from lessons.record.forms import NamesReaders
from lessons.record.models import Lesson
from networks.models import User

CHOOSE = _("Choose a file.")


def name_of(file_name: str) -> str:
    """Return the last part of the name, in characters that can be stored."""
    return one_line(PurePath(file_name.replace("\\", "/").replace("\0", "")).name)[-200:]


class FileForm(NamesReaders, forms.Form):
    """This form takes a file sent whole, or the key of one in slices. Untitled, it is called as the file is."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, picture, recording or office document, of at most 25 MB. Pictures lose where and when they were"
            " taken; other files stay as they are."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": _("This file is empty. Choose another one.")},
    )
    title = LineFormField(
        label=_("What is it?"),
        help_text=_(
            "For example: “Minutes of the March assembly”. If you leave it empty, the file's own name is used."
        ),
        max_length=160,
        required=False,
    )
    upload = forms.UUIDField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lesson: Lesson, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["key"] = uuid.uuid4()
        self.lesson, self.user = lesson, user
        self.checked: Checked | None = None
        self.done: Attachment | None = None
        self.begun: Upload | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.begun = self._upload(cleaned)
        if "file" in self.errors or self.done:
            return cleaned
        try:
            self._check(cleaned.get("file"))
        except ValidationError as refusal:
            self.add_error("file", refusal)
            if self.begun:
                self.begun.delete()  # it would be refused again
        return cleaned

    def _upload(self, cleaned: dict[str, Any]) -> Upload | None:
        key = cleaned.get("upload")
        if key is None:
            return None
        here = Attachment.objects.there().filter(lesson=self.lesson, key=key, added_by=self.user)
        self.done = here.first()  # sent twice
        return uploads.begun_by(self.user, self.lesson, key)

    def _check(self, sent: Any) -> None:
        if sent:
            self.file_name = name_of(sent.name)
            self.checked = check(sent, self.file_name)
        elif self.begun and self.begun.is_whole:
            self.file_name = self.begun.name
            self.assembled: File[bytes] = uploads.assemble(self.begun)
            if self.assembled.size != self.begun.size:  # ended by another tab meanwhile
                raise ValidationError(AGAIN)
            self.checked = check(self.assembled, self.file_name)
        else:
            raise ValidationError(AGAIN if self.cleaned_data.get("upload") else CHOOSE)

    def save(self) -> Attachment | None:
        """Return the attachment; None, with an error, if the lesson is full, or would reach readers not named."""
        if self.done:
            return self.done
        assert self.checked is not None  # noqa: S101 - valid
        title = self.cleaned_data["title"] or PurePath(self.file_name).stem[:160] or self.file_name
        key = self.begun.key if self.begun else self.cleaned_data["key"] or uuid.uuid4()
        add = partial(attachments.add, self.lesson, self.checked, by=self.user, key=key, title=title, told=self.told)
        try:
            kept = self.keep_to_them(self.lesson, partial(add, file_name=self.file_name))
        except ValidationError as refusal:
            self.add_error("file", refusal)
            return None
        if kept is None:
            return None
        if self.begun:
            self.begun.delete()
        if kept.is_being_read:
            enqueue(read_attachment, kept.pk)
        return kept


class UploadForm(forms.Form):
    """This form says what a browser is about to send in slices; `mark` tells the file from another of the same name."""

    name = forms.CharField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0)
    mark = forms.CharField(max_length=40, required=False)

    def clean_name(self) -> str:
        return name_of(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            check_name(cleaned["name"], cleaned["size"])
        return cleaned

    def begin(self, lesson: Lesson, user: User) -> Upload:
        return uploads.begin(lesson, by=user, **self.cleaned_data)

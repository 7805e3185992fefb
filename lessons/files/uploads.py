"""A file comes in slices. Each may come twice, late, or from two tabs: only the one that goes on counts."""

import tempfile
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Least
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from lessons.files.models import LONGEST, MOST_AT_ONCE, Upload, UploadSlice, in_a_week
from lessons.record.models import Lesson
from networks.models import User

AGAIN = _("What was sent of this file is no longer there. Choose it again.")
SLICE = 256 * 1024  # what upload.js sends: half a minute of a 2G line
SMALLEST_SLICE = 16 * 1024  # but for the last: each is a row, and a file of 25 MB is at most 1,600 of them
LARGEST_SLICE = 1024 * 1024


def fits(upload: Upload, *, offset: int, length: int) -> bool:
    """Return whether a slice is of a size that we take. The last one may be small."""
    return length <= LARGEST_SLICE and (length >= SMALLEST_SLICE or offset + length >= upload.size)


@transaction.atomic
def begin(lesson: Lesson, *, by: User, name: str, size: int, mark: str) -> Upload:
    """Return a new upload, or the one of the same file that was left half-way."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs that begin at once are counted in turn
    Upload.objects.filter(by=by, expires_at__lte=now()).delete()
    upload, _is_new = Upload.objects.get_or_create(by=by, lesson=lesson, name=name, size=size, mark=mark)
    newest = Upload.objects.filter(by=by).exclude(pk=upload.pk).order_by("-expires_at").values("pk")
    Upload.objects.filter(pk__in=[row["pk"] for row in newest[MOST_AT_ONCE - 1 :]]).delete()
    return upload


@transaction.atomic
def take(upload: Upload, *, offset: int, content: bytes) -> bool:
    """Keep a slice if it goes on where the last one ended; otherwise return False, and change nothing."""
    end = offset + len(content)
    waiting = Upload.objects.open().filter(pk=upload.pk, offset=offset, size__gte=end)
    until = Least(Value(in_a_week()), F("begun_at") + LONGEST)
    if not content or not waiting.update(offset=F("offset") + len(content), expires_at=until):
        return False
    UploadSlice.objects.create(upload=upload, offset=offset, content=content)
    return True


def begun_by(user: User, lesson: Lesson, key: UUID | None) -> Upload | None:
    """Return the upload that a form names, if this user began it; nobody ends what somebody else began."""
    return Upload.objects.of(user, lesson).filter(key=key).first() if key else None


def assemble(upload: Upload) -> File[bytes]:
    """Return the slices as one file, which is gone when it is closed."""
    whole: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    for slice_ in upload.slices.iterator(chunk_size=8):
        whole.write(slice_.content)
    file = File(whole, name=upload.name)
    file.size = whole.tell()
    whole.seek(0)
    return file

"""Checks that the files of lessons are where the database says, and counts how much there is to check."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from lessons.experience.models import Application, Corroboration
from lessons.files.models import Attachment
from lessons.record.models import Lesson, Revision
from networks.models import Membership, Network, Organisation, User


def looked_at() -> dict[str, int]:
    """Return how many rows of each kind there are, so that "all is well" of an empty memory deceives nobody."""
    return {
        "people": User.objects.count(),
        "roles": Membership.objects.count(),
        "networks": Network.objects.count(),
        "organisations": Organisation.objects.count(),
        "lessons": Lesson.objects.count(),
        "versions": Revision.objects.count(),
        "voices": Corroboration.objects.count() + Application.objects.count(),
        "files": _with_content().count(),
    }


def faults() -> Iterator[str]:
    """Yield a line for each file that is missing or altered. A picture is encoded anew, so only its size is checked."""
    for file in _with_content().order_by("pk").only("content", "size", "kind", "sha256").iterator():
        name = file.content.name or ""
        if not default_storage.exists(name):
            yield f"file {file.pk} is missing: {name}"
        elif default_storage.size(name) != file.size:
            yield f"file {file.pk} has another size than its row says: {name}"
        elif file.kind != Attachment.Kind.IMAGE and _sum(name) != file.sha256:
            yield f"file {file.pk} is not what was sent: {name}"


def strangers() -> int:
    """Return how many files in the folder no row names."""
    root = Path(default_storage.path("attachments"))
    there = {f"attachments/{path.relative_to(root)}" for path in root.rglob("*") if path.is_file()}
    return len(there - set(_with_content().values_list("content", flat=True)))


def _with_content() -> QuerySet[Attachment]:
    return Attachment.objects.exclude(content="")


def _sum(name: str) -> str:
    with default_storage.open(name) as file:
        return file_digest(file, "sha256").hexdigest()

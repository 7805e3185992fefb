"""A restored memory is compared with what the backup says that it was."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection

from config.backup.reading import Checked
from config.backup.snapshot import counts

# Migrations after the restore of an older backup add to these.
BOOKKEEPING = {"django_migrations", "django_content_type", "auth_permission", "lessons_audience"}
# Their rows are put together while the memory runs, and count as much: verify_memory counts the lessons themselves.
FOLDED = {"lessons_change", "lessons_keptcount"}


def differences(checked: Checked) -> Iterator[str]:
    with connection.cursor() as cursor:
        found = counts(cursor)
    for table, many in checked.about.counts.items():
        there = found.get(table, 0)
        if there != many and table not in FOLDED and not (table in BOOKKEEPING and there > many):
            yield f"{table} has {there} rows instead of {many}"
    for name, kept in checked.files.items():
        path = Path(default_storage.path(name))
        if not path.is_file():
            yield f"the file {name} is missing"
        elif _sum(path) != kept.sha256:
            yield f"the file {name} is another one"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()

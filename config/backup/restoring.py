"""A backup is restored into an empty memory: all of it, or nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from time import monotonic

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.dateparse import parse_datetime

from config.backup import BackupError
from config.backup.archive import DATABASE, FILES, MANIFEST, Broken, Member, members
from config.backup.programs import Loading, loading
from config.backup.reading import Backup, Checked, check
from config.backup.snapshot import counts
from networks.models import BackupRun

# What people bring. The frame comes with the program, and comes again with the backup.
BROUGHT = {
    "networks_user": ("people", "SELECT count(*) FROM networks_user"),
    "networks_organisation": ("organisations", "SELECT count(*) FROM networks_organisation"),
    "lessons_lesson": ("lessons", "SELECT count(*) FROM lessons_lesson WHERE network_id IS NOT NULL"),
}


def restore(backup: Backup) -> Checked:
    """Restore the backup, and migrate. Raise BackupError if the memory is not empty, or the backup not whole and
    for us: nothing was touched then, unless the message says that it is restored."""
    refuse_full()
    begun = monotonic()
    checked = check(backup)
    with _placing() as files, loading() as database, backup.stream() as stream:
        for member in members(stream):
            _take(member, files, database)
            if member.name != MANIFEST and member.sum != checked.sums.get(member.name):
                raise Broken(f"{member.name} changed while it was restored")
        files.stay()
        database.commit()
        files.placed.clear()
    connection.close()
    _refuse_other_counts(checked)
    _migrate()
    made_at = parse_datetime(checked.about.made_at)
    BackupRun.objects.create(kind=BackupRun.Kind.RESTORE, of=made_at, seconds=monotonic() - begun)
    return checked


def _take(member: Member, files: "_Placed", database: Loading) -> None:
    if member.name.startswith(FILES):
        files.place(member)
        return
    for chunk in member.chunks():
        if member.name.startswith(DATABASE):
            database.write(chunk)


def refuse_full() -> None:
    """Raise BackupError if the memory is not empty, or the database not ours at all: a restore empties it first."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        strange = there - {*connection.introspection.django_table_names(include_views=False), "django_migrations"}
        if strange:
            raise BackupError(
                f"the database holds something else ({min(strange)}): restore into a new one. Nothing was touched"
            )
        for what, question in (told for table, told in BROUGHT.items() if table in there):
            cursor.execute(question)
            many = cursor.fetchone()[0]
            if many:
                raise BackupError(f"this memory is not empty ({many} {what}): nothing was touched")


class _Placed:
    def __init__(self) -> None:
        self.placed: list[Path] = []

    def place(self, member: Member) -> None:
        target = Path(default_storage.path(member.name.removeprefix(FILES)))
        if target.exists():
            self._compare(member, target)
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        self.placed += [part, target]
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            for chunk in member.chunks():
                file.write(chunk)
        part.rename(target)

    def _compare(self, member: Member, there: Path) -> None:
        """Raise BackupError if the file there is another than the member.

        It is another memory's, or of a restore that was killed: it is not ours to write over.
        """
        for _chunk in member.chunks():
            pass
        with there.open("rb") as file:
            if member.sum and file_digest(file, "sha256").hexdigest() != member.sum.sha256:
                raise BackupError(f"{there} is there already, and is another file: give an empty FILES_DIR")

    def stay(self) -> None:
        """Write the files to disk, before the database says that they are there."""
        os.sync()


@contextmanager
def _placing() -> Iterator[_Placed]:
    files = _Placed()
    try:
        yield files
    except BaseException:
        for path in files.placed:
            path.unlink(missing_ok=True)
        raise


def _refuse_other_counts(checked: Checked) -> None:
    with connection.cursor() as cursor:
        found = counts(cursor)
    for table, many in checked.about.counts.items():
        if found.get(table) != many:
            raise BackupError(f"it is restored, but {table} has {found.get(table)} rows instead of {many}")


def _migrate() -> None:
    """Migrate what was made by an older version."""
    ContentType.objects.clear_cache()
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        raise BackupError(f"it is restored, but its migrations fail: {' '.join(str(error).split())[:300]}") from error

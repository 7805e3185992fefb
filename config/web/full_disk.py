"""This module tells whether an error means a full disk, whoever noticed it, and how much room is left."""

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
SQLSTATE = "53100"  # disk_full, of PostgreSQL
BROKER = "MISCONF"  # how Valkey refuses to write what it cannot keep
LITTLE = 1024**3  # bytes: some days of a lively network, and what PostgreSQL needs to tidy up


def is_full_disk(error: BaseException | None) -> bool:
    return any(_says_so(each) for each in _chain(error))


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return getattr(error, "sqlstate", None) == SQLSTATE or str(error).startswith(BROKER)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def room_left(folder: Path) -> int:
    """Return the room in bytes, of the disk on which the folder is, or will be."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free

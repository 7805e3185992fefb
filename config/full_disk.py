"""Whether an error means that there is no room left, whoever noticed it: the system, or PostgreSQL."""

import errno
from collections.abc import Iterator

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
SQLSTATE = "53100"  # disk_full


def is_full_disk(error: BaseException | None) -> bool:
    return any(_says_so(each) for each in _chain(error))


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return getattr(error, "sqlstate", None) == SQLSTATE


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__

"""PostgreSQL gets a share of the machine's memory, so that a small machine runs it and a larger one is used."""

import os
from contextlib import suppress
from pathlib import Path

MEGABYTE = 1024 * 1024
OF_A_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def memory() -> int:
    """Return the bytes that there are: of the machine, or of the container if that has less."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # it is "max" without a bound
        there = min(there, int(OF_A_CONTAINER.read_text()))
    return there


def memory_settings(there: int) -> list[str]:
    """Return PostgreSQL's settings for a machine with so many bytes.

    Its own buffers stay small: the memory is shared with the site, and what the system keeps of the files serves as
    well. Of the rest half is said to be there for those. Disks of today find a page anywhere at once.
    """
    buffers = _between(32, there // 16, 40)
    sort, upkeep = _between(4, there // 512, 8), _between(32, there // 32, 256)
    sizes = {"shared_buffers": buffers, "effective_cache_size": there // 2 // MEGABYTE}
    sizes |= {"work_mem": sort, "maintenance_work_mem": upkeep}
    return [*(f"{name}={size}MB" for name, size in sizes.items()), "random_page_cost=1.1"]


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted // MEGABYTE, most))

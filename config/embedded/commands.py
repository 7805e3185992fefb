"""Django's commands find the embedded memory: on the servers of `manage.py up` while it runs, else on their own."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from config.embedded.paths import EmbeddedError
from config.embedded.running import NOTES, all_running
from config.embedded.servers import embedded, running_on
from config.embedded.supervisor import Site, environment_of, read_site

SERVERS = ("DATABASE_URL", "REDIS_URL")


@contextmanager
def environment_for(arguments: list[str], given: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Yield the environment in which a command finds the memory, or raise `EmbeddedError`.

    It is the given one if that names servers, or if there is no memory in the data folder: the settings then say what
    is missing. A restore makes one there.
    """
    if any(given.get(name) or given.get(f"{name}_FILE") for name in SERVERS) or not arguments:
        yield given
        return
    site = _site(given)
    if not (site.data_dir / "postgres").is_dir() and not _makes_one(arguments):
        yield given
        return
    found = running_on(site.data_dir)
    if found:
        yield environment_of(site) | found
        return
    with embedded(site.data_dir) as servers:
        yield environment_of(site) | servers.environment


def _site(given: Mapping[str, str]) -> Site:
    """Return the site of DATA_DIR; without it the one that runs, wherever its folder is; else that of our folder."""
    site = read_site(given)
    if given.get("DATA_DIR"):
        return site
    running = all_running(NOTES)
    if len(running) > 1:
        names = " and ".join(map(str, running))
        raise EmbeddedError(f"memories run in {names}: say which one, as DATA_DIR={running[0]}")
    if running and running[0] != site.data_dir:
        sys.stderr.write(f"memoria-viva: on the memory that runs in {running[0]}\n")
        return read_site({**given, "DATA_DIR": str(running[0])})
    return site


def _makes_one(arguments: list[str]) -> bool:
    return arguments[0] == "restore" and not {"--check", "--help", "-h"} & set(arguments)

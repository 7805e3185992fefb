"""Django's commands on the embedded memory: the servers of `manage.py up` while it runs, else some for the command."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from config.embedded import embedded, running_on
from config.supervisor import environment_of, read_site

SERVERS = ("DATABASE_URL", "REDIS_URL")


@contextmanager
def environment_for(arguments: list[str], given: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The environment in which a command finds the memory, or `EmbeddedError`.

    As it was given if it names servers, or if there is no memory in the data folder: the settings then say what is
    missing. A restore makes one there.
    """
    if any(given.get(name) or given.get(f"{name}_FILE") for name in SERVERS) or not arguments:
        yield given
        return
    site = read_site(given)
    if not (site.data_dir / "postgres").is_dir() and not _makes_one(arguments):
        yield given
        return
    found = running_on(site.data_dir)
    if found:
        yield environment_of(site) | found
        return
    with embedded(site.data_dir) as servers:
        yield environment_of(site) | servers.environment


def _makes_one(arguments: list[str]) -> bool:
    return arguments[0] == "restore" and not {"--check", "--help", "-h"} & set(arguments)

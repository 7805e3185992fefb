"""All that a person may do, and where, is read in one statement, once for a page."""

from dataclasses import dataclass

from django.db import connection

from base.reading import lookups  # noqa: F401 -- `network__any`
from base.reading.page_memory import once, reads_a_page
from base.reading.prepared_statements import prepared_cursor, typed
from networks.record.models import Role, User

_READ = """
    SELECT
        (SELECT coalesce(json_agg(json_build_array(n.id, m.role, n.closed_on IS NULL) ORDER BY n.id), '[]')
            FROM networks_membership m JOIN networks_network n ON n.id = m.network_id WHERE m.user_id = p.id)
        {also}
    FROM networks_user p WHERE p.id = %s
"""
# What apps above read of a person in the same statement: the SQL of an array of numbers, in which `p` is their row.
ALSO_READ: dict[str, str] = {}


@dataclass(frozen=True)
class Place:
    """A place is a network in which a person has a role."""

    network: int
    role: Role
    is_open: bool


@dataclass(frozen=True)
class Rights:
    places: tuple[Place, ...]
    also: dict[str, list[int]]

    def networks(self, roles: frozenset[Role], *, open_only: bool) -> list[int]:
        """Return the networks in which they have one of the roles."""
        return [each.network for each in self.places if each.role in roles and (each.is_open or not open_only)]


def rights_of(user: User) -> Rights | None:
    """Return where the person takes part; None outside of a page, where each statement asks for itself."""
    return once(key_of(user), lambda: read(user)) if reads_a_page() else None


def key_of(user: User) -> tuple[str, int]:
    return "rights", user.pk


def read(user: User) -> Rights:
    also = "".join(f", {sql}" for sql in ALSO_READ.values())
    with prepared_cursor(connection) as cursor:
        cursor.execute(_READ.format(also=also), [typed(user.pk)])
        places, *numbers = cursor.fetchone() or ([], *([] for _ in ALSO_READ))
    rights = tuple(Place(network, Role(role), is_open) for network, role, is_open in places)
    return Rights(rights, dict(zip(ALSO_READ, numbers, strict=True)))

"""The header tells a signed-in person where they take part, and what waits for them: one question a page."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Func, IntegerField, QuerySet, When
from django.utils.timezone import localdate

from base.alphabet import Alphabetical
from base.reading.prepared_statements import prepared_cursor
from lessons.models import Notice
from lessons.pages.mine import IN_THE_MENU, STAGES, at_stage, own_lessons
from networks.models import Role, User
from networks.record.permissions import GRANTS, NEEDS_AN_OPEN_NETWORK, Permission
from networks.record.prepared import SOMEBODY, Statement, as_somebody

# A menu that counts on makes each page slower for those who have the most.
MOST_COUNTED = 99
MOST_PLACES = 5
MOST_NETWORKS = 50  # of one person, that are looked at
_RANK = Case(When(memberships__role=Role.SECRETARIAT, then=0), When(memberships__role=Role.MEMBER, then=1), default=2)
_OF_NETWORKS = ("pk", "name", "slug", "closed_on")


@dataclass(frozen=True)
class Place:
    """A place is a network in which the person has a role."""

    name: str
    slug: str
    role: Role
    is_closed: bool

    def grants(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role] and not (self.is_closed and permission in NEEDS_AN_OPEN_NETWORK)

    @property
    def may_run(self) -> bool:
        return self.grants(Permission.RUN)


@dataclass(frozen=True)
class Count:
    stage: str
    label: str
    number: str


@dataclass(frozen=True)
class Menu:
    """`places` are the first few, those where the person may do most before others; `networks` all their keys;
    `notices` tells how many are new, and is empty if none is."""

    places: list[Place] = field(default_factory=list)
    networks: frozenset[int] = frozenset()
    has_more_places: bool = False
    lessons: list[Count] = field(default_factory=list)
    new_notices: int = 0

    @property
    def notices(self) -> str:
        return _told(self.new_notices) if self.new_notices else ""


def menu_of(user: User | AnonymousUser) -> Menu:
    if not isinstance(user, User) or not user.is_active:
        return Menu()
    statement, columns = _question(user.is_admin, localdate())
    with prepared_cursor(connection) as cursor:
        cursor.execute(statement.sql, statement.keys_for(user, {}))
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return _menu(rows) if rows else Menu()


@lru_cache(maxsize=4)
def _question(is_admin: bool, today: date) -> tuple[Statement, tuple[str, ...]]:
    """Return the statement, and the columns it returns.

    It is kept: every page of a signed-in person asks it, and Django takes longer to write it than PostgreSQL to answer.
    """
    user, context = as_somebody(is_admin=is_admin)
    with context:
        counts = {f"count_{stage}": _bounded(at_stage(own_lessons(user), stage)) for stage in IN_THE_MENU}
        notices = _bounded(Notice.objects.readable_by(user).unseen())
    columns = (*counts, "new_notices", "memberships__role", *(f"memberships__network__{name}" for name in _OF_NETWORKS))
    rows = (
        User.objects.filter(pk=SOMEBODY)
        .annotate(**counts, new_notices=notices)
        .order_by(_RANK, Alphabetical("memberships__network__name"))
        .values_list(*columns)[:MOST_NETWORKS]
    )
    return Statement.of(*rows.query.sql_with_params()), columns


def _bounded(rows: QuerySet[Any]) -> Func:
    """Count the rows, up to one more than is told; they are asked once, however many networks the person has."""
    some = ArraySubquery(rows.order_by().values("pk")[: MOST_COUNTED + 1])
    return Func(some, function="cardinality", output_field=IntegerField())


def _menu(rows: list[dict[str, Any]]) -> Menu:
    found = [
        Place(
            row["memberships__network__name"],
            row["memberships__network__slug"],
            Role(row["memberships__role"]),
            is_closed=row["memberships__network__closed_on"] is not None,
        )
        for row in rows
        if row["memberships__role"]
    ]
    networks = frozenset(row["memberships__network__pk"] for row in rows if row["memberships__role"])
    first = rows[0]
    lessons = [Count(stage, str(STAGES[stage]), _told(first[f"count_{stage}"])) for stage in IN_THE_MENU]
    return Menu(found[:MOST_PLACES], networks, len(found) > MOST_PLACES, lessons, first["new_notices"])


def _told(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)

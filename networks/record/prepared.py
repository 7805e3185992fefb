"""A question that many pages ask is written as SQL once for each kind of reader; after that, others' keys are put in.

Django takes longer to write the SQL of a page than PostgreSQL to answer it. What is written depends only on the shape
of the reader's rights: a visitor, an admin, or somebody with roles, whatever roles these are.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.utils.translation import get_language

from base.reading.page_memory import as_if_read
from networks.record.models import Role, User
from networks.record.rights import ALSO_READ, Rights, key_of, read, rights_of

Row = TypeVar("Row", bound=Model)
Visitor = User | AnonymousUser
SOMEBODY = -1  # no key of a person
_FIRST_GIVEN = -1000  # no key either


@dataclass(frozen=True)
class Later:
    """Stands for keys that the rights of whoever asks, or who asks, will say."""

    of: Callable[[Rights, dict[str, Any]], Any]


class _RightsOfSomebody(Rights):
    def networks(self, roles: frozenset[Role], *, open_only: bool) -> Any:
        return Later(lambda rights, _given: rights.networks(roles, open_only=open_only))


def as_somebody(*, is_admin: bool = False) -> tuple[User, Any]:
    """Return a user whose key is `SOMEBODY`, and a context in which all keys of their rights are `Later`."""
    user = User(pk=SOMEBODY, is_admin=is_admin, is_active=True)
    also: Any = {name: _also(name) for name in ALSO_READ}
    return user, as_if_read(key_of(user), _RightsOfSomebody((), also))


def _also(name: str) -> Later:
    return Later(lambda rights, _given: rights.also[name])


def keys_for(user: User, parameters: tuple[Any, ...], given: dict[str, Any]) -> list[Any]:
    """Return parameters that were written for somebody as they are for this user."""
    rights = Rights((), {}) if user.is_admin else rights_of(user) or read(user)
    placed = [each.of(rights, given) if isinstance(each, Later) else each for each in parameters]
    return [user.pk if isinstance(each, int) and each == SOMEBODY else each for each in placed]


@dataclass(frozen=True)
class _Statement:
    rows: QuerySet[Any]
    compiler: Any  # that has written the SQL
    sql: str
    parameters: tuple[Any, ...]

    def ask(self, parameters: list[Any]) -> QuerySet[Any]:
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[compiler.using]
        compiler.as_sql = lambda *_args, **_options: (self.sql, tuple(parameters))
        rows = self.rows._chain()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *_args, **_options: compiler
        return rows  # type: ignore[no-any-return]


class Prepared(Generic[Row]):
    """A function that returns a queryset for a reader and some keys, or lists of keys, each given by its name.

    It must ask for the same whatever the keys are, and for no day or time. Called, it returns the rows.
    """

    def __init__(self, ask: Callable[..., QuerySet[Row]], *depends_on: Callable[[], object]) -> None:
        """Take the function, and what else its SQL depends on beside the language and the kind of reader."""
        self._ask, self._depends_on = ask, depends_on
        self._statements: dict[tuple[object, ...], _Statement | None] = {}

    def __call__(self, reader: Visitor, **given: Any) -> list[Row]:
        user = reader if isinstance(reader, User) and reader.is_active else None
        kind = (user is None, bool(user and user.is_admin), get_language(), *(each() for each in self._depends_on))
        if kind not in self._statements:
            self._statements[kind] = self._written(user, given)
        statement = self._statements[kind]
        if statement is None:
            return []
        numbers = {_FIRST_GIVEN - place: value for place, value in enumerate(given.values())}
        parameters: Any = keys_for(user, statement.parameters, given) if user else statement.parameters
        return list(statement.ask([self._placed(each, numbers, given) for each in parameters]))

    @staticmethod
    def _placed(each: Any, numbers: dict[int, Any], given: dict[str, Any]) -> Any:
        if isinstance(each, Later):
            return each.of(Rights((), {}), given)
        return numbers.get(each, each) if isinstance(each, int) else each

    def _written(self, user: User | None, given: dict[str, Any]) -> _Statement | None:
        marks = {
            name: _later(name) if isinstance(value, list) else _FIRST_GIVEN - place
            for place, (name, value) in enumerate(given.items())
        }
        if user is None:
            rows = self._ask(AnonymousUser(), **marks)
            return self._compiled(rows)
        somebody, context = as_somebody(is_admin=user.is_admin)
        with context:
            return self._compiled(self._ask(somebody, **marks))

    @staticmethod
    def _compiled(rows: QuerySet[Row]) -> _Statement | None:
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        return _Statement(rows, compiler, sql, tuple(parameters))


def _later(name: str) -> Later:
    return Later(lambda _rights, given: given[name])

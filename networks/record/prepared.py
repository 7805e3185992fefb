"""A question that many pages ask is written as SQL once for each kind of reader; after that, others' keys are put in.

Django takes longer to write the SQL of a page, and PostgreSQL to plan it, than it takes to answer. What is written
depends only on the shape of the reader's rights: a visitor, an admin, or somebody with roles, whatever roles these are.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.utils.translation import get_language

from base.reading.page_memory import as_if_read
from base.reading.prepared_statements import prepared_cursor, typed, with_fixed
from networks.record.models import Role, User
from networks.record.rights import ALSO_READ, Rights, key_of, read, rights_of

Row = TypeVar("Row", bound=Model)
Made = TypeVar("Made")
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


def _is_mark(parameter: object) -> bool:
    return isinstance(parameter, int) and (parameter == SOMEBODY or parameter <= _FIRST_GIVEN)


@dataclass(frozen=True)
class Statement:
    """Holds SQL that was written for somebody, and the parameters that are others for each person."""

    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, sql: str, parameters: Sequence[Any]) -> "Statement":
        """Return the statement of what Django wrote."""
        varies = [isinstance(each, Later) or _is_mark(each) for each in parameters]
        sql = with_fixed(connections[DEFAULT_DB_ALIAS], sql, parameters, varies)
        return cls(sql, tuple(each for each, is_left in zip(parameters, varies, strict=True) if is_left))

    def keys_for(self, user: User | None, given: dict[str, Any]) -> list[Any]:
        """Return the parameters as they are for this user, or a visitor, and what is given."""
        rights = Rights((), {}) if user is None or user.is_admin else rights_of(user) or read(user)
        keys = {_FIRST_GIVEN - place: value for place, value in enumerate(given.values())}
        if user is not None:
            keys[SOMEBODY] = user.pk
        return [typed(each.of(rights, given) if isinstance(each, Later) else keys[each]) for each in self.parameters]


@dataclass(frozen=True)
class _Question:
    rows: QuerySet[Any]
    compiler: Any  # that has written the SQL
    statement: Statement
    converters: list[Any] = field(default_factory=list)  # of the columns, once they were asked for

    def ask(self, keys: list[Any]) -> QuerySet[Any]:
        compiler: Any = copy(self.compiler)
        compiler.connection = _Prepares(connections[compiler.using])
        compiler.as_sql = lambda *_args, **_options: (self.statement.sql, tuple(keys))
        compiler.get_converters = self._converters
        rows = self.rows._chain()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *_args, **_options: compiler
        return rows  # type: ignore[no-any-return]

    def _converters(self, columns: Any) -> Any:
        if not self.converters:
            self.converters.append(self.compiler.get_converters(columns))
        return self.converters[0]


class _Prepares:
    """A connection whose cursors keep their statements' plans."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        return prepared_cursor(self._connection)


class _ByKind(Generic[Made]):
    """Makes something once for each kind of reader, with marks in the place of all keys."""

    def __init__(self, make: Callable[..., Made], depends_on: tuple[Callable[[], object], ...] = ()) -> None:
        self._make, self._depends_on = make, depends_on
        self._made: dict[tuple[object, ...], Made] = {}

    def made_for(self, reader: Visitor, given: dict[str, Any]) -> tuple[User | None, Made]:
        user = reader if isinstance(reader, User) and reader.is_active else None
        kind = (user is None, bool(user and user.is_admin), get_language(), *(each() for each in self._depends_on))
        if kind not in self._made:
            marks = {
                name: _later(name) if isinstance(value, list) else _FIRST_GIVEN - place
                for place, (name, value) in enumerate(given.items())
            }
            self._made[kind] = self._written(user, marks)
        return user, self._made[kind]

    def _written(self, user: User | None, marks: dict[str, Any]) -> Made:
        if user is None:
            return self._make(AnonymousUser(), **marks)
        somebody, context = as_somebody(is_admin=user.is_admin)
        with context:
            return self._make(somebody, **marks)


class Prepared(Generic[Row]):
    """A function that returns a queryset for a reader and some keys, or lists of keys, each given by its name.

    It must ask for the same whatever the keys are, and for no day or time. Called, it returns the rows.
    """

    def __init__(self, ask: Callable[..., QuerySet[Row]], *depends_on: Callable[[], object]) -> None:
        """Take the function, and what else its SQL depends on beside the language and the kind of reader."""
        self._questions = _ByKind(lambda reader, **marks: _compiled(ask(reader, **marks)), depends_on)

    def __call__(self, reader: Visitor, **given: Any) -> list[Row]:
        user, question = self._questions.made_for(reader, given)
        return list(question.ask(question.statement.keys_for(user, given))) if question else []


class PreparedSQL:
    """A function that returns SQL, and its parameters, for a reader and what is given, each by its name.

    As with `Prepared`, only keys, words and days that are given may vary. Called, it returns the rows as tuples.
    """

    def __init__(self, write: Callable[..., tuple[str, Sequence[Any]]], *depends_on: Callable[[], object]) -> None:
        self._statements = _ByKind(lambda reader, **marks: Statement.of(*write(reader, **marks)), depends_on)

    def __call__(self, reader: Visitor, **given: Any) -> list[tuple[Any, ...]]:
        user, statement = self._statements.made_for(reader, given)
        with prepared_cursor(connections[DEFAULT_DB_ALIAS]) as cursor:
            cursor.execute(statement.sql, statement.keys_for(user, given))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _compiled(rows: QuerySet[Row]) -> _Question | None:
    compiler = rows.query.get_compiler(using=rows.db)
    try:
        return _Question(rows, compiler, Statement.of(*compiler.as_sql()))
    except EmptyResultSet:
        return None


def _later(name: str) -> Later:
    return Later(lambda _rights, given: given[name])

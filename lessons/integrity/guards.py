"""Tells whether the database still refuses what it should.

A restore that leaves its guards out, or an update that was never migrated, lets everything in from then on, and no row
shows it yet.
"""

from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model


def triggers() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, obj_description(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal")
        installed = {name: (made_from, enabled) for name, made_from, enabled in cursor.fetchall()}
    for model, trigger in pgtrigger.registered():
        name = trigger.get_pgid(model)
        if name not in installed:
            yield f"trigger {name} is not installed"
        elif installed[name] != (trigger.compile(model).hash, "O"):
            yield f"trigger {name} is not the one that is meant, or is switched off"


def constraints() -> Iterator[str]:
    """Yield a line for each table without its key, and each missing foreign key or constraint of a model."""
    keys, references, names = _in_force()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        table = model._meta.db_table
        if table not in keys:
            yield f"{table} is not there, or has no key"
            continue
        for column in _referring(model):
            if (table, column) not in references:
                yield f"{table} may refer by {column} to what is not there"
        for constraint in model._meta.constraints:
            if constraint.name not in names:
                yield f"constraint {constraint.name} of {table} is not in place"


def _in_force() -> tuple[set[str], set[tuple[str, str]], set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, contype, conname, attname FROM pg_constraint"
            " LEFT JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
            " WHERE convalidated AND connamespace = 'public'::regnamespace AND conrelid <> 0"
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute(
            "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indisvalid AND indisunique"
        )
        indexes = {name for (name,) in cursor.fetchall()}
    keys = {table for table, kind, _name, _column in rows if kind == "p"}
    references = {(table, column) for table, kind, _name, column in rows if kind == "f"}
    return keys, references, indexes | {name for _table, _kind, name, _column in rows}


def _referring(model: type[Model]) -> Iterator[str]:
    for field in model._meta.local_fields:
        if isinstance(field, ForeignKey) and getattr(field, "db_constraint", True):
            yield field.column

"""Takes the example away: all that is invented, what hangs on it, whoever said it, and the history of both."""

from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Q
from pghistory.models import Context

from config.demo.loader import DOMAIN, HERE, SLUG
from digests.models import KeptMail
from lessons.counts.models import KeptCount
from lessons.models import Lesson
from lessons.record.models import Audience
from networks.frame.loader import read
from networks.models import Membership, Network, Organisation, User

Rows = dict[type[models.Model], set[Any]]
# A row of these is the example's if that column names it; it is somebody else's if only others do. In this order they
# are deleted, after all else: who answers for lessons keeps their role until these are gone.
WHOSE: dict[type[models.Model], tuple[str, ...]] = {
    Lesson: ("network", "author"),
    Membership: ("network", "user"),
    User: (),
    Organisation: (),
    Network: (),
}


class NamedByOthers(Exception):
    """What is not of the example names it, and would be lost."""


@transaction.atomic
def remove() -> int:
    """Delete all of it; return how many lessons. Raises NamedByOthers, and deletes nothing, if others' rows name it."""
    rows = _roots()
    _follow(rows)
    many, files, contexts = len(rows.get(Lesson, ())), [*_files(rows)], _contexts(rows)
    with pgtrigger.ignore(*_protections()):
        _delete(rows)
        _follow(rows)  # also what the history noted just now
        _delete(rows)
    _clear_up(rows[Network], contexts)
    for name in files:
        transaction.on_commit(lambda name=name: default_storage.delete(name), robust=True)  # type: ignore[misc]
    return many


def _roots() -> Rows:
    names = [row["name"] for row in read(HERE / "network.json")["organisations"].values()]
    roots: dict[type[models.Model], models.QuerySet[Any]] = {
        Network: Network.objects.filter(slug=SLUG, name__contains="(inventad"),  # and no real one of that address
        Organisation: Organisation.objects.filter(name__in=names),
        User: User.objects.filter(email__endswith=f"@{DOMAIN}"),
    }
    return {model: {*found.values_list("pk", flat=True)} for model, found in roots.items()}


def _follow(rows: Rows) -> None:
    """Add whatever names a row, and what names that."""
    elsewhere: list[models.Model] = []
    new = rows
    while new:
        found: Rows = {}
        for model, column in _columns_to(new):
            there = {*_naming(model, column, new)} - rows.get(model, set())
            if column.name in WHOSE.get(model, (column.name,)):
                found.setdefault(model, set()).update(there)
            else:
                elsewhere += model._base_manager.filter(pk__in=there)
        for model, keys in found.items():
            rows.setdefault(model, set()).update(keys)
        new = {model: keys for model, keys in found.items() if keys}
    if others := [row for row in elsewhere if row.pk not in rows.get(type(row), ())]:
        raise NamedByOthers("; ".join(f"{row._meta.verbose_name} {row.pk}: {row}" for row in others))


def _columns_to(rows: Rows) -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for column in model._meta.concrete_fields:
                if column.related_model and _table_of(column) in rows:
                    yield model, column


def _table_of(column: Any) -> type[models.Model]:
    table: type[models.Model] = column.related_model._meta.concrete_model
    return table


def _naming(model: type[models.Model], column: Any, rows: Rows) -> models.QuerySet[Any]:
    named = model._base_manager.filter(**{f"{column.name}__in": rows[_table_of(column)]})
    return named.values_list("pk", flat=True)


def _files(rows: Rows) -> Iterator[str]:
    for model, keys in rows.items():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.FileField):
                names = model._base_manager.filter(pk__in=keys).values_list(column.name, flat=True)
                yield from filter(None, names)


def _contexts(rows: Rows) -> set[Any]:
    """Return what history notes of the requests that wrote these rows: who, and from which address of a page."""
    contexts: set[Any] = set()
    for model, column in _columns_to({Context: set()}):
        contexts |= {*model._base_manager.filter(pk__in=rows.get(model, ())).values_list(column.attname, flat=True)}
    return contexts - {None}


def _protections() -> list[str]:
    """Return the triggers that keep what was said from being deleted. All others count what goes."""
    found = pgtrigger.registered()
    return [trigger.get_uri(model) for model, trigger in found if isinstance(trigger, pgtrigger.Protect)]


def _delete(rows: Rows) -> None:
    """Delete the rows, those that name others first. The database asks whether all is consistent at the end."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in [*(model for model in reversed(rows) if model not in WHOSE), *WHOSE]:
            table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
            keys = [*rows.get(model, ())]
            if model is Network:  # by Django, so that no process goes on offering it in its lists
                Network.objects.filter(pk__in=keys).delete()
            else:
                cursor.execute(f"DELETE FROM {table} WHERE {key} = ANY(%s)", [keys])  # noqa: S608 -- names of columns


def _clear_up(networks: set[int], contexts: set[Any]) -> None:
    """Delete what was noted for the rows alone: kept mail, requests, and the circles that the network was."""
    KeptMail.objects.filter(Q(to__contains=f"@{DOMAIN}") | Q(text__contains="(inventad")).delete()
    for model, column in _columns_to({Context: set()}):
        there = model._base_manager.filter(**{f"{column.name}__in": contexts})
        contexts -= {*there.values_list(column.attname, flat=True)}
    Context.objects.filter(pk__in=contexts).delete()
    KeptCount.objects.fold()
    circles = {f"network:{network}" for network in networks}
    theirs = [each.pk for each in Audience.objects.all() if circles & {circle.split("/")[0] for circle in each.circles}]
    Audience.objects.filter(pk__in=theirs).delete()

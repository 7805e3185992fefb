"""What a page costs in figures that hold still on any machine: statements, bytes of SQL, and buffers read."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils.timezone import now

from bench.corpus.people import LOOKING
from bench.pages import NEW, Page, client_of, pages, typed
from lessons.models import Change

POST = "POST of a lesson"


@dataclass
class Cost:
    """`kept` are the statements of the same page asked again, when what is kept is there."""

    statements: int
    sql: int  # bytes
    buffers: int
    kept: int = 0


@dataclass
class Recorder:
    """Keeps each statement as it was sent."""

    sent: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        ops: Any = connection.ops  # PostgreSQL's
        whole = sql if many or not params else ops.compose_sql(sql, params)
        self.sent.append(whole)
        return execute(sql, params, many, context)

    def cost(self) -> Cost:
        return Cost(len(self.sent), sum(len(sql.encode()) for sql in self.sent), sum(map(buffers, self.sent)))


@contextmanager
def recorded() -> Iterator[Recorder]:
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder


def buffers(sql: str) -> int:
    """Return the shared buffers that a query read, hit or not; other statements have none that count."""
    if not sql.lstrip(" (\n").upper().startswith(("SELECT", "WITH")):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
        [[plan]] = cursor.fetchone()
        transaction.set_rollback(True)
    top = plan["Plan"]
    return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


def of_page(client: Client, page: Page) -> Cost:
    """Count a request after something changed, so that the page is not kept, and another when it is.

    What changes rarely, as the lists of departments and networks, is kept all the time.
    """
    cache.clear()
    _answered(client.get(page.path), 200)
    Change.objects.create(xid=Change.objects.count() + 1, at=now(), changes=1)
    with recorded() as first:
        _answered(client.get(page.path), 200)
    with recorded() as again:
        _answered(client.get(page.path), 200)
    cost = first.cost()
    cost.kept = len(again.sent)
    return cost


def of_post(client: Client, who: str) -> Cost:
    _answered(client.post(NEW, typed(who)), 302)
    form = typed(who)
    with recorded() as post:
        _answered(client.post(NEW, form), 302)
    return post.cost()


def _answered(response: Any, status: int) -> None:
    if response.status_code != status:
        raise AssertionError(f"{response.status_code} instead of {status}: {response.content.decode()[:2000]}")


def counted() -> Iterator[tuple[str, str, Cost]]:
    clients = {who: client_of(who) for who in LOOKING}
    for page in pages():
        _answered(clients[page.by[0]].get(page.path), 200)  # what a process keeps for everybody is there from now on
        for who in page.by:
            yield page.name, who, of_page(clients[who], page)
    for who in LOOKING[1:]:
        yield POST, who, of_post(clients[who], who)


def main(report: str) -> None:
    """Count all in the database of this process; write into the file `report` page → who → cost."""
    logging.disable()
    found: dict[str, dict[str, Any]] = {}
    for page, who, cost in counted():
        found.setdefault(page, {})[who] = asdict(cost)
    Path(report).write_text(json.dumps(found))

"""Requests that no page of ours sends: each address, asked by each kind of person in every way but the right one.

No answer is an error of ours, and what is refused changes nothing. Each address meets one odd thing from each kind of
person, chosen by a sum of its name: the same ones in every run, and all odd things meet all kinds of addresses.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from config.celery import TICK_KEY
from tests.site.permissions.bodies import BODIES
from tests.site.permissions.memory import Memory
from tests.site.permissions.memory import cast as cast
from tests.site.permissions.memory import memory as memory
from tests.site.permissions.memory import signed_in as signed_in
from tests.site.permissions.table import ADDRESSES
from tests.support.cast import Cast
from tests.support.written_rows import rows_of, writes

PEOPLE = ("anonymous", "observer", "member", "secretariat", "admin")
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
HUGE = str(2**63)
IN_ADDRESSES = ("page", "q", "of", "to", "lang", "token", "network", "region", "answering", "sort", "next")
SENT_BY_MANY = ("then", "only", "item", "pk", "network", "key", "seen", "version", "readers", "page")
# Each as it stands in a form: what no text is, or no number, or no day.
VALUES = {
    "wrong encoding": "%FF%FEx",
    "lone surrogate": "%ED%A0%80",
    "nul": "a%00b",
    "empty": "",
    "blank": "+%0A%09%C2%A0",
    "too large a number": HUGE,
    "negative number": "-1",
    "other digits": "%D9%A3%C2%B2",
    "no number": "1e3",
    "markup": "%3Cscript%3E",
    "far day": "10000-13-32",
}


@dataclass(frozen=True)
class Odd:
    name: str
    method: str = "POST"
    content: bytes = b""
    kind: str = FORM
    address: Callable[[str], str] = field(default=str)


def odd_ones(body: dict[str, Any]) -> Iterator[Odd]:
    """`body` is what the right form would send."""
    names = [*body, *SENT_BY_MANY]
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"):
        yield Odd(method, method, b"title=x")
    for name, value in VALUES.items():
        yield Odd(name, content="&".join(f"{each}={value}" for each in names).encode())
        query = "&".join(f"{each}={value}" for each in IN_ADDRESSES)
        yield Odd(f"{name} in the address", "GET", address=lambda url, q=query: f"{url}{'&' if '?' in url else '?'}{q}")
    for number in ("0", HUGE, "9" * 40):
        yield Odd(f"of number {number}", "GET", address=lambda url, n=number: re.sub(r"\d+", n, url))
        yield Odd(f"to number {number}", content=_right(body), address=lambda url, n=number: re.sub(r"\d+", n, url))
    yield Odd("json", content=json.dumps(body, default=str).encode(), kind="application/json")
    yield Odd("plain text", content=b"title=x", kind="text/plain")
    yield Odd("no type", content=b"title=x", kind="")
    yield Odd("unknown charset", content=b"title=x", kind=f"{FORM}; charset=nichts")
    yield Odd("no fields")
    yield Odd("fields twice", content=b"&".join(_field(name, b"1") + b"&" + _field(name, b"x") for name in names))
    yield Odd("many fields", content=b"&".join(b"f%d=x" % number for number in range(1_200)))
    yield Odd("parts without a boundary", content=b"x", kind=PARTS)
    yield Odd("parts cut off", content=_part("title"), kind=f"{PARTS}; boundary=b")
    files = b"".join(_part(f'{name}"; filename="a') for name in names) + b"--b--\r\n"
    yield Odd("files for texts", content=files, kind=f"{PARTS}; boundary=b")


def _right(body: dict[str, Any]) -> bytes:
    return urlencode(body).encode()


def _field(name: str, value: bytes) -> bytes:
    return name.encode() + b"=" + value


def _part(name: str) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n'.encode()


ODD = [odd.name for odd in odd_ones({})]
AT_A_TIME = int(os.environ.get("ODD_AT_A_TIME", "1"))  # by hand more: 41 are all, and take a quarter of an hour


def _is_asked(odd: Odd, url: str, who: str) -> bool:
    """Of one kind of person to the next, another one."""
    first = crc32(url.encode()) + PEOPLE.index(who) * AT_A_TIME
    return (ODD.index(odd.name) - first) % len(ODD) < AT_A_TIME


def test_no_odd_request_is_an_error_of_ours_and_what_is_refused_changes_nothing(memory: Memory, cast: Cast) -> None:
    clients = {who: cast.client(who) for who in PEOPLE}
    faults: list[str] = []
    for url, of in dict(ADDRESSES).items():
        with transaction.atomic():
            address, body = memory.address(url, of), {"network": cast.network.pk, **BODIES.get(url, {})}
            for odd in odd_ones(body):
                faults += [
                    f"{odd.name}, {who}, {url}: {fault}"
                    for who, client in clients.items()
                    if _is_asked(odd, url, who) and (fault := _fault(client, address, odd))
                ]
            transaction.set_rollback(True)
    assert faults == []


def _fault(signed_in: Client, address: str, odd: Odd) -> str:
    """What is wrong with the answer. All is then as it was."""
    client = Client(raise_request_exception=False)
    client.cookies.update(signed_in.cookies)
    cache.clear()  # limits have tests of their own
    cache.set(TICK_KEY, now())  # else /healthz rightly says that the schedule stands still
    written, point = writes(), transaction.savepoint()
    status = client.generic(odd.method, odd.address(address), odd.content, content_type=odd.kind).status_code
    touched = (
        {table for table, rows in writes().items() if rows != written.get(table)} if 400 <= status < 500 else set()
    )
    after = rows_of(touched)
    transaction.savepoint_rollback(point)
    if status >= 500:
        return f"answered {status}"
    changed = [table for table, rows in rows_of(touched).items() if rows != after[table]]
    return f"refused with {status}, and yet changed: {changed}" if changed else ""

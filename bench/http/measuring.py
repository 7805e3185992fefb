"""Measures a site that runs: see `bench.http.site`, which starts it, and `bench.http.judge` for what it must be."""

import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from bench.http import alone, crowd
from bench.http.floor import CREATE
from bench.http.line import Line
from bench.http.processes import Site
from bench.http.visits import cookies_of, get
from bench.pages import pages

SECONDS_TO_REST = 5
ROUNDS, SECONDS, MIXED_SECONDS = 6, 4.0, 30.0


def main(supervisor: str, parts: str, report: str) -> None:
    """Write into the file `report` what the `parts` found, of those that follow here."""
    logging.disable()
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    site = Site(os.environ["SITE_URL"], int(supervisor))
    measures: dict[str, Callable[[], Any]] = {
        "memory": lambda: memory(site),
        "alone": lambda: alone.measure(site, ROUNDS),
        "crowd": lambda: crowd.measure(site, SECONDS, MIXED_SECONDS),
    }
    found: dict[str, Any] = {part: measures[part]() for part in parts.split(",")}
    Path(report).write_text(json.dumps(found))


def memory(site: Site) -> dict[str, float]:
    """Return what all processes have, idle, after each page was opened by a visitor and by a member."""
    for who in ("visitor", "member"):
        line = Line(site.address, cookies_of(who))
        for page in pages():
            if who in page.by:
                get(line, page.path)
        line.close()
    time.sleep(SECONDS_TO_REST)
    return site.memory()

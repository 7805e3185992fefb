"""The report: a table to read and a file for machines, in `bench/reports`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import judge
from bench.judge import FOLDER, Counts

REPORTS = FOLDER / "reports"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield ""
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def of_counts(counts_of: dict[int, Counts]) -> Iterator[str]:
    for rows, counts in counts_of.items():
        yield f"\n## Counts at {rows:,} lessons: statements (asked again) · kB of SQL · buffers, and what they must be"
        people = list(next(iter(counts.values())))
        yield from table(["", *people], ([page, *_of_page(rows, page, counts, people)] for page in counts))


def _of_page(rows: int, page: str, counts: Counts, people: list[str]) -> Iterator[str]:
    for who in people:
        cost = counts[page].get(who)
        yield _cell(cost, [judge.must(page, who, figure, rows) for figure in ("statements", "buffers")]) if cost else ""


def _cell(cost: dict[str, int], musts: list[int | None]) -> str:
    statements, buffers = (f" ≤ {must}" if must is not None else "" for must in musts)
    kept = f" ({cost['kept']})" if cost["kept"] else ""
    return f"{cost['statements']}{kept}{statements} · {cost['sql'] / 1000:.1f} · {cost['buffers']}{buffers}"


def write(lines: Iterable[str], found: dict[str, Any]) -> Path:
    """Write both; return the path of the one to read."""
    REPORTS.mkdir(exist_ok=True)
    path = REPORTS / f"{datetime.now():%Y%m%d-%H%M%S}.md"  # noqa: DTZ005
    path.write_text("\n".join(lines) + "\n")
    path.with_suffix(".json").write_text(json.dumps(found, indent=1))
    return path

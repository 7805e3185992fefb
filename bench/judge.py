"""Compares what was counted with what is pinned, with what must hold, and with a smaller memory.

`musts.toml` has the goals; `pinned.toml` what pages cost now, so that nothing gets dearer unseen.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PINNED = FOLDER / "pinned.toml"
FIGURES = ("statements", "sql", "buffers")
NAMES = {"statements": "statements", "sql": "bytes of SQL", "buffers": "buffers"}
# What may change by itself: a page of an index more, a number with one digit more.
SLACK = {"statements": (1.0, 0), "sql": (1.05, 20), "buffers": (1.1, 10)}
SMALL = 50  # buffers: fewer are not compared between sizes, for there an index with one level more counts
AT = 20_000  # what must hold of buffers is said of so many lessons

Counts = dict[str, dict[str, dict[str, int]]]  # page → who → figure


def musts() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "musts.toml").read_text())


def over_pinned(rows: int, counts: Counts) -> Iterator[str]:
    """Yield a line for each figure above the pinned one; what is not pinned for that many rows is not judged."""
    pinned = tomllib.loads(PINNED.read_text()).get(str(rows), {})
    for page, who, cost in _each(counts):
        for figure, limit in zip(FIGURES, pinned.get(page, {}).get(who, ()), strict=False):
            times, more = SLACK[figure]
            if cost[figure] > limit * times + more:
                yield f"{page}, {who}, {rows} lessons: {cost[figure]} {NAMES[figure]}, pinned {limit}"


def over_growth(fewer: int, few: Counts, more: int, many: Counts) -> Iterator[str]:
    """Yield a line for each figure that grows with the memory more than it may."""
    growth = musts()["growth"]
    for page, who, cost in _each(many):
        times = growth.get(page, growth["else"])
        for figure in FIGURES:
            before = few[page][who][figure]
            least = SMALL if figure == "buffers" else 1
            if cost[figure] > times * max(before, least):
                ratio = cost[figure] / max(before, 1)
                yield f"{page}, {who}: {before} → {cost[figure]} {NAMES[figure]} from {fewer} to {more}, {ratio:.1f} x"


def over_musts(rows: int, counts: Counts) -> Iterator[str]:
    for page, who, cost in _each(counts):
        for figure in ("statements", "buffers"):
            limit = must(page, who, figure, rows)
            if limit is not None and cost[figure] > limit:
                yield f"{page}, {who}, {rows} lessons: {cost[figure]} {NAMES[figure]}, must be at most {limit}"


def must(page: str, who: str, figure: str, rows: int) -> int | None:
    said = musts()[figure]
    found = said.get(page, said.get(page.partition(",")[0]) if figure == "statements" else None)
    if found is None:
        return None
    if figure == "statements":
        return dict(zip(("visitor", "member"), found, strict=True)).get(who)
    return int(found * (1.5 if rows > AT else 1)) if who == "visitor" and rows >= AT else None


def pin(counts_of: dict[int, Counts]) -> None:
    """Write what was counted as what is pinned, for these sizes; others stay."""
    pinned = tomllib.loads(PINNED.read_text()) if PINNED.exists() else {}
    for rows, counts in counts_of.items():
        pinned[str(rows)] = {
            page: {who: [cost[figure] for figure in FIGURES] for who, cost in costs.items()}
            for page, costs in counts.items()
        }
    lines = ["# What pages cost now: statements, bytes of SQL, buffers. `python -m bench counts --pin` writes it."]
    for size, of_pages in sorted(pinned.items(), key=lambda item: int(item[0])):
        lines += ["", f"[{size}]"]
        for page, costs in of_pages.items():
            lines.append(f'"{page}" = {{ {", ".join(f"{who} = {figures}" for who, figures in costs.items())} }}')
    PINNED.write_text("\n".join(lines) + "\n")


def _each(counts: Counts) -> Iterator[tuple[str, str, dict[str, int]]]:
    for page, costs in counts.items():
        for who, cost in costs.items():
            yield page, who, cost

"""Tells what was measured over HTTP beside what it must be, and what misses that."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.http.names import ARTICLES, BOTH, CROWDS, FLOOR, FLOOR_SAVE, MIX, SAVE
from bench.judge import musts
from bench.report import table

Found = dict[str, Any]  # as bench.http.measuring wrote it


@dataclass(frozen=True)
class Verdict:
    """Holds a figure and the most it may be, or the least; without such a limit it is only told."""

    what: str
    is_: float
    most: float | None = None
    least: float | None = None

    @property
    def missed(self) -> bool:
        return (self.most is not None and self.is_ > self.most) or (self.least is not None and self.is_ < self.least)

    @property
    def must(self) -> str:
        return f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""

    def __str__(self) -> str:
        return f"{self.what}: {self.is_:.3g}, must be {self.must}"


def verdicts(found: Found, few: Found) -> list[Verdict]:
    """Return a verdict for each must; `few` is what was found among few lessons."""
    return [
        *_of_cpu(found["alone"]),
        *_of_saving(found["alone"]),
        *(_of_growth(few["alone"], found["alone"]) if found is not few else ()),
        *_of_crowds(found["crowd"]),
        *_of_memory(found["memory"]),
    ]


def _of_cpu(alone: Found) -> Iterator[Verdict]:
    floor, said = alone[FLOOR]["cpu"], musts()
    for name, most in said["cpu"].items():
        if name in alone:
            yield Verdict(f"CPU of {name}, x floor", alone[name]["cpu"] / floor, most)
    searches = dict(said["cpu_of_search"])
    page = searches.pop("page")
    for name, times in searches.items():
        best = alone[f"floor, {name.removesuffix(', visitor, first')}"]["cpu"]
        yield Verdict(f"CPU of {name}, x floor", alone[name]["cpu"] / floor, page + times * best / floor)


def _of_saving(alone: Found) -> Iterator[Verdict]:
    for figure, most in musts()["save"].items():
        yield Verdict(f"{figure} of {SAVE}, x the floor's save", alone[SAVE][figure] / alone[FLOOR_SAVE][figure], most)


def _of_growth(few: Found, many: Found) -> Iterator[Verdict]:
    said = musts()["cpu_growth"]
    for name in many:
        if name in few and not name.startswith("floor"):
            page = name.rpartition(", ")[0].rpartition(", ")[0]
            before, now = (found[name]["cpu"] / found[FLOOR]["cpu"] for found in (few, many))
            yield Verdict(f"growth of the CPU of {name}", now / before, said.get(page, said["else"]))


def _of_crowds(crowd: Found) -> Iterator[Verdict]:
    said, both = musts()["crowd"], crowd[BOTH]
    for kind in (*ARTICLES, MIX):
        ratio = crowd[kind]["8"]["a_second"] / crowd[kind]["1"]["a_second"]
        yield Verdict(f"{kind}: 8 readers against 1", ratio, least=said["eight_to_one"])
    yield Verdict("32 readers beside 4 writers: pages/s", both["readers"]["a_second"], least=said["a_second"])
    yield Verdict("32 readers beside 4 writers: lessons written and read back", both["writers"]["done"], least=1)
    errors = sum(len(found["errors"]) for kind in crowd.values() for found in kind.values())
    yield Verdict("errors with many at once", errors, most=0)


def _of_memory(memory: dict[str, dict[str, float]]) -> Iterator[Verdict]:
    for workers, of_each in memory.items():
        yield Verdict(f"MB idle, {workers} web processes", sum(of_each.values()), musts()["memory"].get(workers))


def lines(found: Found, judged: list[Verdict], rows: int) -> Iterator[str]:
    """Yield the report: each figure also as a multiple of the floor."""
    alone, crowd = found["alone"], found["crowd"]
    floor = alone[FLOOR]
    yield f"\n## Over HTTP at {rows:,} lessons, one client: ms on a processor, ms waited, and both by the floor's"
    headings = ["", "CPU app", "CPU database", "CPU x floor", "p50", "p95", "p50 x floor"]
    yield from table(headings, (_row(name, figure, floor) for name, figure in alone.items()))
    yield "\n## Clients at once: answers a second · p50 · p95 ms"
    crowds = [str(many) for many in CROWDS]
    kinds = [name for name in crowd if name != BOTH]
    yield from table(["", *crowds], ([name, *(_at_once(crowd[name][many]) for many in crowds)] for name in kinds))
    yield "\n## 32 readers beside 4 writers"
    yield from table(["", "a second · p50 · p95"], ([k, _at_once(v)] for k, v in crowd[BOTH].items()))
    yield "\n## MB (PSS), idle"
    kinds_of = list(next(iter(found["memory"].values())))
    yield from table(["web processes", *kinds_of, "all"], map(_memory, found["memory"].items()))
    yield "\n## What must hold"
    yield from table(["", "is", "must", ""], ([v.what, f"{v.is_:.3g}", v.must, "missed" * v.missed] for v in judged))


def _row(name: str, figure: dict[str, float], floor: dict[str, float]) -> list[str]:
    cpu, p50 = figure["cpu"] / floor["cpu"], figure["p50"] / floor["p50"]
    ms = [f"{figure[each]:.2f}" for each in ("app", "database")]
    return [name, *ms, f"{cpu:.1f}", f"{figure['p50']:.1f}", f"{figure['p95']:.1f}", f"{p50:.1f}"]


def _at_once(figure: dict[str, float]) -> str:
    return f"{figure['a_second']:.1f} · {figure['p50']:.1f} · {figure['p95']:.1f}"


def _memory(measured: tuple[str, dict[str, float]]) -> list[str]:
    workers, of_each = measured
    return [workers, *(f"{megabytes:.0f}" for megabytes in (*of_each.values(), sum(of_each.values())))]

"""`make bench` measures what pages cost and fails if that is more than it may be.

`python -m bench counts` is quick: statements, bytes of SQL and buffers, which hold still on any machine.
"""

import argparse
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from bench import judge, report
from bench.corpus.kept import run, servers
from bench.judge import Counts

SMALLEST, QUICK, USUAL = 1_000, 5_000, 20_000
PARTS = ("counts",)


def main(arguments: list[str] | None = None) -> bool:
    """Measure; return whether nothing exceeds what it may be."""
    asked = _asked(arguments)
    sizes = [SMALLEST, QUICK if asked.quick else asked.rows]
    counts_of = count(sizes)
    if asked.pin:
        judge.pin(counts_of)
    over = list(judged(counts_of))
    lines = ["# make bench", *report.of_counts(counts_of), "", *(f"- {line}" for line in over)]
    path = report.write("counts", lines, {str(rows): counts for rows, counts in counts_of.items()})
    print("\n".join(lines))
    print(f"\n{len(over)} above what they may be; {path}")
    return asked.report_only or not over


def count(sizes: list[int]) -> dict[int, Counts]:
    """Count at each size, at the same time: what is counted does not depend on how long it takes."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(sizes, pool.map(_counts, sizes), strict=True))


def judged(counts_of: dict[int, Counts]) -> list[str]:
    lines = []
    for rows, counts in counts_of.items():
        lines += [*judge.over_pinned(rows, counts), *judge.over_musts(rows, counts)]
    for (fewer, few), (more, many) in pairwise(counts_of.items()):
        lines += judge.over_growth(fewer, few, more, many)
    return lines


def _counts(rows: int) -> Counts:
    with servers(rows) as (environment, _), tempfile.NamedTemporaryFile() as file:
        run(environment, "counts", file.name)
        counts: Counts = json.loads(Path(file.name).read_text())
        return counts


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all of them if none is named")
    parser.add_argument("--rows", type=int, default=USUAL, help="lessons")
    parser.add_argument("--quick", action="store_true", help=f"counts alone, at {SMALLEST} and {QUICK} lessons")
    parser.add_argument("--report-only", action="store_true", help="fail for nothing")
    parser.add_argument("--pin", action="store_true", help="write what was counted into pinned.toml")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(not main())

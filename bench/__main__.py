"""`make bench` measures what pages cost and fails if that is more than it may be.

The counts (statements, bytes of SQL, buffers) hold still on any machine; what is measured over HTTP is told in
multiples of a floor of the same minutes. `python -m bench counts`, `http`, `imports` and `capture` are parts of it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import judge, report
from bench.corpus.kept import run, servers
from bench.http import judge as http_judge
from bench.http import site
from bench.judge import Counts
from config.embedded.supervisor import PROJECT

SMALLEST, QUICK, USUAL = 1_000, 5_000, 20_000


@dataclass
class Outcome:
    """Gathers the report, the figures, and a line for whatever exceeds what it may be."""

    lines: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)
    over: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> bool:
    """Measure; return whether nothing exceeds what it may be."""
    asked = _asked(arguments)
    parts: dict[str, Callable[[argparse.Namespace, Outcome], None]] = {
        "counts": counts,
        "http": http,
        "imports": imports,
        "capture": capture,
    }
    outcome = Outcome(["# make bench"])
    for part in asked.parts or (["counts"] if asked.quick else parts):
        parts[part](asked, outcome)
    outcome.lines += ["", f"{len(outcome.over)} above what they may be", "", *(f"- {line}" for line in outcome.over)]
    path = report.write(outcome.lines, outcome.found)
    print("\n".join([*outcome.lines, "", str(path)]))
    return asked.report_only or not outcome.over


def counts(asked: argparse.Namespace, outcome: Outcome) -> None:
    """Count at two sizes at the same time: what is counted does not depend on how long it takes."""
    sizes = sorted({SMALLEST, QUICK if asked.quick else asked.rows})
    with ThreadPoolExecutor() as pool:
        counted = dict(zip(sizes, pool.map(_counts, sizes), strict=True))
    if asked.pin:
        judge.pin(counted)
    for rows, of_rows in counted.items():
        outcome.over += [*judge.over_pinned(rows, of_rows), *judge.over_musts(rows, of_rows)]
    for (fewer, few), (more, many) in pairwise(counted.items()):
        outcome.over += judge.over_growth(fewer, few, more, many)
    outcome.lines += report.of_counts(counted)
    outcome.found["counts"] = counted


def http(asked: argparse.Namespace, outcome: Outcome) -> None:
    """Measure over HTTP, after what one client costs among few lessons."""
    many = site.measure(asked.rows, crowds=True)
    few = site.measure(SMALLEST, crowds=False) if asked.rows > SMALLEST else many
    verdicts = http_judge.verdicts(many, few)
    outcome.lines += http_judge.lines(many, verdicts, asked.rows)
    outcome.over += [str(verdict) for verdict in verdicts if verdict.missed]
    outcome.found["http"] = {SMALLEST: few, asked.rows: many}


def imports(asked: argparse.Namespace, outcome: Outcome) -> None:
    with servers(asked.rows) as (environment, _):
        run(environment, "imports")


def capture(asked: argparse.Namespace, outcome: Outcome) -> None:
    """Let a phone write lessons into the corpus."""
    with servers(asked.rows) as (environment, _):
        command = [sys.executable, "-m", "bench.capture"]
        if subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode:
            outcome.over.append("writing a lesson on a phone takes too long, or loses too much")


def _counts(rows: int) -> Counts:
    with servers(rows) as (environment, _), tempfile.NamedTemporaryFile() as file:
        run(environment, "counts", file.name)
        found: Counts = json.loads(Path(file.name).read_text())
        return found


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help="counts, http, imports, capture: all of them if none is named")
    parser.add_argument("--rows", type=int, default=USUAL, help="lessons")
    parser.add_argument("--quick", action="store_true", help=f"counts alone, at {SMALLEST} and {QUICK} lessons")
    parser.add_argument("--report-only", action="store_true", help="fail for nothing")
    parser.add_argument("--pin", action="store_true", help="write what was counted into pinned.toml")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - {"counts", "http", "imports", "capture"}:
        parser.error(f"no such part: {', '.join(unknown)}")
    return asked


if __name__ == "__main__":
    sys.exit(not main())

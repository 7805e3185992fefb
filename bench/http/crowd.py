"""Many clients at once: how many pages a second, how long each waits, and whether all that was written is there."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from random import Random

from bench.corpus.people import OWN
from bench.corpus.words import SEARCHES
from bench.http.line import Line
from bench.http.names import ARTICLES, BOTH, CROWDS, FLOOR, MIX
from bench.http.processes import Site
from bench.http.visits import WrongAnswer, cookies_of, floor_row, get, open_form, save_form
from bench.pages import facts, typed

READERS, WRITERS = 32, 4
# What a mix of readers opens; half the time they are signed in.
OPENED = {"article": 12, "list": 4, "search": 3, "home": 1}
SEARCHED = [SEARCHES[name] for name in ("rare", "1 %", "nothing")]
PAGES_OF_A_LIST = 5

Visits = Iterable[Callable[[], object]]


@dataclass
class Crowd:
    """Counts what happens at the same time, until the time is over."""

    until: float
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def stay(self, visits: Visits) -> None:
        for visit in visits:
            start = time.perf_counter()
            if start > self.until:
                return
            try:
                visit()
            except (OSError, WrongAnswer) as error:
                self.errors.append(f"{type(error).__name__}: {error}"[:300])
            else:
                self.seconds.append(time.perf_counter() - start)

    def told(self, took: float) -> dict[str, float | list[str]]:
        ordered = sorted(self.seconds) or [0.0]
        return {
            "done": len(self.seconds),
            "a_second": len(self.seconds) / took,
            "p50": statistics.median(ordered) * 1000,
            "p95": ordered[int(len(ordered) * 0.95)] * 1000,
            "errors": self.errors,
        }


def measure(site: Site, seconds: float, mixed_seconds: float) -> dict[str, dict[str, object]]:
    """Return what crowds of each size get done of each kind; then of readers and writers together."""
    article, member = f"/lecciones/{facts()['article']}/", cookies_of("member")
    kinds: dict[str, Callable[[int], Visits]] = {
        FLOOR: lambda number: _only(Line(site.address), floor_row()),
        ARTICLES[0]: lambda number: _only(Line(site.address), article),
        ARTICLES[1]: lambda number: _only(Line(site.address, member.copy()), article),
        MIX: lambda number: _reads(site, member, number),
    }
    found: dict[str, dict[str, object]] = {name: {} for name in kinds}
    for many in CROWDS:
        for name, visits in kinds.items():
            found[name][str(many)] = _together(seconds, [visits(number) for number in range(many)])[0]
    readers = [_reads(site, member, number) for number in range(READERS)]
    read, written = _together(mixed_seconds, readers, [_writes(site, number) for number in range(WRITERS)])
    return found | {BOTH: {"readers": read, "writers": written}}


def _together(seconds: float, *groups: Sequence[Visits]) -> list[dict[str, float | list[str]]]:
    start = time.perf_counter()
    crowds = [Crowd(start + seconds) for _ in groups]
    each = [(crowd, visits) for crowd, group in zip(crowds, groups, strict=True) for visits in group]
    with ThreadPoolExecutor(len(each)) as pool:
        list(pool.map(lambda both: both[0].stay(both[1]), each))
    return [crowd.told(time.perf_counter() - start) for crowd in crowds]


def _only(line: Line, path: str) -> Visits:
    return repeat(lambda: get(line, path))


def _reads(site: Site, member: dict[str, str], number: int) -> Iterator[Callable[[], object]]:
    lines, random = [Line(site.address), Line(site.address, member.copy())], Random(number)
    while True:
        line, what = random.choice(lines), random.choices(list(OPENED), list(OPENED.values()))[0]
        path = {
            "article": f"/lecciones/{random.choice(facts()['some'])}/",
            "list": f"/lecciones/?page={1 + random.randrange(PAGES_OF_A_LIST)}",
            "search": f"/lecciones/?q={random.choice(SEARCHED)}",
            "home": "/",
        }[what]
        yield lambda line=line, path=path: get(line, path)  # type: ignore[misc]


def _writes(site: Site, number: int) -> Visits:
    """Write lessons as one of the network's people, and read each back."""
    who = f"{OWN}-{2 + number}"
    line = Line(site.address, cookies_of(who))
    typed(who)  # now: a thread that asks the database would hold one more of the few connections

    def write() -> None:
        title = f"Lo que aprendimos {uuid.uuid4()}"
        address = save_form(line, open_form(line, who) | {"title": title})
        if title not in get(line, address).text:
            raise WrongAnswer(f"{address} does not say {title}")

    return repeat(write)

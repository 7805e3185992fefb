"""One client asks one page after another, in turn with the floor: what each costs when nobody else is there."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from bench.http.line import Line
from bench.http.names import FLOOR, FLOOR_SAVE, SAVE
from bench.http.processes import Site, Used
from bench.http.visits import (
    EMPTY,
    cookies_of,
    floor_row,
    floor_search,
    get,
    open_floor_form,
    open_form,
    save_floor_form,
    save_form,
)
from bench.pages import Page, pages

SECONDS = 0.4  # of a turn: long enough for a clock that counts hundredths
LEAST = 3  # times
KEPT = ("article", "list", "home")
SEARCHED = ("search, 10 %", "search, 30 %")


def nothing() -> None:
    pass


@dataclass
class Figure:
    """Is what is asked in turns, and what it took."""

    name: str
    ask: Callable[[], object]
    begin: Callable[[], object] = nothing  # each turn
    before: Callable[[], object] = nothing  # each time: its processor time counts, its seconds do not
    seconds: list[float] = field(default_factory=list)
    used: Used = field(default_factory=lambda: Used(0, 0))

    def turn(self, site: Site) -> None:
        self.begin()
        used, until, least = site.used(), time.perf_counter() + SECONDS, len(self.seconds) + LEAST
        while time.perf_counter() < until or len(self.seconds) < least:
            self.before()
            start = time.perf_counter()
            self.ask()
            self.seconds.append(time.perf_counter() - start)
        self.used += site.used() - used

    def told(self) -> dict[str, float]:
        many, ordered = len(self.seconds), sorted(self.seconds)
        return {
            "requests": many,
            "app": self.used.app / many,
            "database": self.used.database / many,
            "cpu": self.used.ms / many,
            "p50": statistics.median(ordered) * 1000,
            "p95": ordered[int(many * 0.95)] * 1000,
        }


def measure(site: Site, rounds: int) -> dict[str, dict[str, float]]:
    """Return the figures by name: of the floor, and of each page, by whom and whether anything was kept of it."""
    figures = [*_floor(site), *_pages(site), _saving(site)]
    for figure in figures:
        figure.begin()
        figure.before()
        figure.ask()
    for _ in range(rounds):
        for figure in figures:
            figure.turn(site)
    return {figure.name: figure.told() for figure in figures}


def _floor(site: Site) -> list[Figure]:
    line, writer, form = Line(site.address), Line(site.address, {"floor": "yes"}), dict[str, str]()
    return [
        Figure("floor, empty view", lambda: get(line, EMPTY)),
        Figure(FLOOR, lambda: get(line, floor_row())),
        *(_best_search(line, page) for page in pages() if page.name in SEARCHED),
        Figure(FLOOR_SAVE, lambda: save_floor_form(writer, form), before=lambda: form.update(open_floor_form(writer))),
    ]


def _best_search(line: Line, page: Page) -> Figure:
    """Return its own best SQL: one query, and no page."""
    return Figure(f"floor, {page.name}", lambda: get(line, floor_search(page.path)))


def _pages(site: Site) -> list[Figure]:
    found = list[Figure]()
    for who in ("visitor", "member"):
        line = Line(site.address, cookies_of(who))
        for page in pages():
            found += _ways(line, page, who) if who in page.by else ()
    return found


def _ways(line: Line, page: Page, who: str) -> Iterator[Figure]:
    """Ask it when it is not kept; of those that most people open, also again, and by who has it already.

    An address that nobody asked for is a page that is not kept; departments and other lists are, as after any change.
    """
    mark = {"If_None_Match": ""}
    joined, numbers = "&" if "?" in page.path else "?", count(time.time_ns())

    def ask() -> None:
        get(line, page.path)

    def ask_first() -> None:
        get(line, f"{page.path}{joined}asked={next(numbers)}")

    def know() -> None:
        mark["If_None_Match"] = get(line, page.path).headers["etag"]

    name = f"{page.name}, {who}"
    yield Figure(f"{name}, first", ask_first)
    if page.name in KEPT:
        yield Figure(f"{name}, kept", ask, begin=ask)
        if "etag" in get(line, page.path).headers:
            yield Figure(f"{name}, 304", lambda: get(line, page.path, 304, **mark), begin=know)


def _saving(site: Site) -> Figure:
    line, form = Line(site.address, cookies_of("member")), dict[str, str]()
    return Figure(SAVE, lambda: save_form(line, form), before=lambda: form.update(open_form(line)))

"""What a page costs on a slow line, counted on the wire, as the real server sends it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.support.servers.served import compressed, let_in, served
from tests.support.site.pages import DEEDS, VISITORS, pages
from tests.support.site.parts import Memory

BUDGET: dict[str, float] = tomllib.loads(Path(__file__).with_name("budget.toml").read_text())
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
YEAR = 60 * 60 * 24 * 365

# Pictures that wait until they are scrolled to come too; one that does not come is no matter of weight.
READ_TO_THE_END = """() => Promise.allSettled([...document.images].map(each => {
    each.loading = 'eager';
    return each.decode();
}))"""

# By how much the page jumped until now, without what follows a touch or a key.
LAYOUT_SHIFT = """() => new Promise(done => {
    let sum = 0;
    const add = list => list.forEach(each => { if (!each.hadRecentInput) sum += each.value; });
    const observer = new PerformanceObserver(list => add(list.getEntries()));
    observer.observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => { add(observer.takeRecords()); done(sum); }));
})"""


class Wire:
    """What comes over it, with headers, to show a page; what the browser kept from before costs nothing."""

    def __init__(self, page: Page, url: str, *, keeps_nothing: bool = False) -> None:
        self.hosts: set[str] = set()
        self.requests = self.bytes = 0
        chromium = page.context.new_cdp_session(page)
        chromium.on("Network.requestWillBeSent", self._asked)
        chromium.on("Network.loadingFinished", self._came)
        chromium.send("Network.enable")
        if keeps_nothing:
            chromium.send("Network.clearBrowserCache")
        page.goto(url)
        page.evaluate(READ_TO_THE_END)
        chromium.send("Network.enable")  # its answer comes after all that happened before
        chromium.detach()

    def _asked(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme != "data":
            self.hosts.add(url.netloc)

    def _came(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            self.requests += 1
            self.bytes += int(event["encodedDataLength"])


@pytest.fixture(scope="module")
def server(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of our web server, on the tests' database."""
    environment = compressed()
    with served(environment, tmp_path_factory.mktemp("server")) as server:
        yield server.address


@dataclass(frozen=True)
class Cost:
    """Of one page, under the names of budget.toml."""

    first_bytes: int
    later_bytes: int
    requests: int
    layout_shift: float
    hosts: frozenset[str]

    @property
    def too_much(self) -> dict[str, float]:
        return {name: getattr(self, name) for name, most in BUDGET.items() if getattr(self, name) > most}

    def __str__(self) -> str:
        return f"{self.first_bytes:7} {self.later_bytes:7} {self.requests:4} {self.layout_shift:7.4f}"


def weigh(page: Page, url: str) -> Cost:
    """First on a phone that was never here, then again on a wide screen."""
    page.set_viewport_size(PHONE)
    first = Wire(page, url, keeps_nothing=True)
    assert page.locator("h1").count() == 1
    jumped = page.evaluate(LAYOUT_SHIFT)
    page.goto("about:blank")
    page.set_viewport_size(DESK)
    later = Wire(page, url)
    shift = max(jumped, page.evaluate(LAYOUT_SHIFT))
    return Cost(first.bytes, later.bytes, first.requests, shift, frozenset(first.hosts | later.hosts))


@pytest.mark.parametrize("who", VISITORS)
def test_every_page_is_light(new_context, server, memory: Memory, who):
    """Prints the table that `make weight` shows."""
    too_heavy = {}
    print(f"\n{who:44}  first   later  req.  shift")
    context = new_context()
    if who != "anyone":
        let_in(context, server, memory.user(who))
    page = context.new_page()
    for name, address in pages(memory, who, "es").items():
        if name.partition(".")[2] in DEEDS:  # the same page as without
            continue
        cost = weigh(page, server + address)
        page.goto("about:blank")
        print(f"{name:42}{cost}{'  TOO MUCH' if cost.too_much else ''}")
        assert cost.hosts == {urlsplit(server).netloc}
        if cost.too_much:
            too_heavy[name] = cost.too_much
    assert too_heavy == {}


def test_a_page_that_jumps_would_be_found(page):
    page.goto("about:blank")
    page.set_content("<p id=above></p><h1>Memoria</h1>" + "<p>Una lección</p>" * 20)
    assert page.evaluate(LAYOUT_SHIFT) == 0
    page.locator("#above").evaluate("above => { above.style.height = '300px' }")
    assert page.evaluate(LAYOUT_SHIFT) > BUDGET["layout_shift"]


class TestStaticFiles:
    @pytest.fixture
    def files(self, page: Page, server: str) -> list[Response]:
        """What the home page brings along: style, script, pictures, manifest."""
        came: list[Response] = []
        page.on("response", lambda response: came.append(response))
        page.goto(server)
        page.evaluate("0")
        files = [each for each in came if "/static/" in each.url]
        names = " ".join(each.url for each in files)
        assert "memoria." in names
        assert "htmx" in names
        return files

    def test_are_hashed_and_kept_for_ever(self, files: list[Response]):
        for file in files:
            assert re.search(r"\.[0-9a-f]{12}\.\w+$", urlsplit(file.url).path), file.url
            rule = file.headers["cache-control"]
            assert "immutable" in rule, file.url
            assert int(re.search(r"max-age=(\d+)", rule)[1]) >= YEAR

    def test_come_in_brotli_if_they_are_text(self, files: list[Response], page: Page):
        texts = [each for each in files if each.url.endswith((".css", ".js"))]
        assert {each.headers.get("content-encoding") for each in texts} == {"br"}
        old = page.request.get(texts[0].url, headers={"Accept-Encoding": "gzip"})
        assert old.headers["content-encoding"] == "gzip"

    def test_without_their_hash_are_not_kept_for_ever(self, server: str, page: Page):
        answer = page.request.get(f"{server}/static/memoria.css")
        assert "immutable" not in answer.headers["cache-control"]


def test_pages_come_compressed(server: str, page: Page, memory: Memory):
    assert page.request.get(server).headers["content-encoding"] == "gzip"


class TestBeforeAnyScript:
    """On a slow line the page is there long before its scripts, or they never come."""

    @pytest.fixture
    def page(self, page: Page, server: str, memory: Memory) -> Page:
        page.route("**/*.js", lambda route: route.abort())
        page.goto(server)
        assert page.evaluate("typeof htmx") == "undefined"
        return page

    def test_one_can_search(self, page: Page):
        page.locator("main [name=q]").first.fill("universidad")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/lecciones/\?.*q=universidad"))
        expect(page.locator("#results")).to_contain_text("universidad")

    def test_one_can_follow_links(self, page: Page):
        link = page.locator("main a").first
        target = link.get_attribute("href")
        link.click()
        page.wait_for_url(f"**{target}")
        expect(page.locator("h1")).to_have_count(1)

"""Header, menu and footer are kept in the process: each is shown in its language, on its page, to its reader."""

from itertools import product
from typing import Any

from django.core.cache import caches
from django.urls import reverse

from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup

NAMES = {
    "/lecciones/": "Lecciones",
    "/en/lecciones/": "Lessons",
    "/hallazgos/": "Hallazgos",
    "/en/hallazgos/": "Findings",
}


def test_the_header_marks_the_page_that_is_open_in_either_language(cast: Cast) -> None:
    client = cast.client("anonymous")
    for address in [*NAMES, "/", *reversed(NAMES)]:
        marked = soup(client.get(address)).select(".main-nav [aria-current=page]")
        assert [link.text for link in marked] == ([NAMES[address]] if address in NAMES else [])


def test_each_person_is_shown_their_own_menu(cast: Cast) -> None:
    """Twice, in either order: the second time what was kept is there."""
    seen: dict[str, set[Any]] = {}
    for turn, who in product(range(2), ("member", "other_member", "admin", "anonymous", "secretariat")):
        page = soup(cast.client(who).get("/en/" if turn else "/"))
        menu = {link["href"].removeprefix("/en") for link in page.select("details.menu a")}
        assert seen.setdefault(who, menu) == menu
    assert seen["anonymous"] == set()
    own, other = f"/redes/{cast.network.slug}/", f"/redes/{cast.other_network.slug}/"
    assert own in seen["member"] - seen["other_member"]
    assert other in seen["other_member"] - seen["member"]
    assert (
        reverse("networks:desk", args=[cast.network.slug]).removeprefix("/en") in seen["secretariat"] - seen["member"]
    )
    assert seen["admin"] - seen["secretariat"]


def test_what_one_reader_searches_for_is_in_no_other_readers_header(cast: Cast) -> None:
    """Where they choose what took a lesson's place, the page has its words; its header is kept for all."""
    caches["fragments"].clear()
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), visibility="public", published=True)
    address = reverse("lessons:still_true", args=[lesson.pk])
    asks = soup(cast.client("member").get(address, {"q": "vicuña"}))
    assert asks.select("main input[value=vicuña]")
    for page in (asks, soup(cast.client("secretariat").get(address))):
        assert page.select_one("#site-q").get("value") is None

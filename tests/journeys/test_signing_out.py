"""A machine that several share: after signing out nobody sees what was there before."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

from networks.models import Membership
from tests.support.factories import LessonFactory
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

WORDS, SOUGHT = "Solo para la red Zarigüeya", "zarigueya"


@pytest.fixture
def page(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    memory: Memory,
) -> Iterator[Page]:
    """In a browser that goes back as people's do: Playwright's forgets pages that were left."""
    network = Membership.objects.get(user=memory.member).network
    LessonFactory(network=network, author=memory.member, title=WORDS, published=True, visibility="own_network")
    options = browser_type_launch_args | {"ignore_default_args": ["--disable-back-forward-cache"]}
    with browser_type.launch(**options) as browser, browser.new_context(**browser_context_args) as context:
        page = context.new_page()
        sign_in(page, memory.member)
        yield page


def sign_out(page: Page) -> None:
    page.locator("form[action='/cuenta/logout/'] button").first.dispatch_event("click")
    expect(page.locator("form[action='/cuenta/logout/']")).to_have_count(0)


def test_back_shows_no_private_page(page: Page):
    page.goto(f"/lecciones/?q={SOUGHT}")
    page.get_by_role("link", name=WORDS).click()
    expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
    sign_out(page)
    for _ in range(3):
        page.go_back(wait_until="commit")
        expect(page.locator("h1")).to_be_visible()
        assert WORDS not in page.locator("main").inner_text()


def test_back_shows_no_list_that_htmx_had_swapped(page: Page):
    page.goto("/lecciones/")
    page.locator("main [name=q]").first.fill(SOUGHT)
    page.locator("main [name=q]").first.press("Enter")
    expect(page.locator("#results").get_by_role("link", name=WORDS)).to_be_visible()
    page.get_by_role("link", name=WORDS).click()
    expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
    sign_out(page)
    for _ in range(3):
        page.go_back(wait_until="commit")
        expect(page.locator("h1")).to_be_visible()
        assert page.get_by_role("link", name=WORDS).count() == 0
    assert WORDS not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_unsent_words_go_with_who_signs_out(page: Page):
    page.goto("/lecciones/nueva/")
    page.evaluate(f"localStorage.setItem('draft.1.x', JSON.stringify({{fields: [['insight', '{WORDS}']]}}))")
    page.goto("/lecciones/")
    sign_out(page)
    assert WORDS not in page.evaluate("JSON.stringify({...localStorage})")

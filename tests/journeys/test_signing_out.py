"""A machine that several share: after signing out nobody sees what was there before."""

import pytest
from playwright.sync_api import Page, expect

from networks.models import Membership
from tests.browser import sign_in
from tests.factories import LessonFactory
from tests.journeys.memory import Memory

WORDS, SOUGHT = "Solo para la red Zarigüeya", "zarigueya"


@pytest.fixture
def page(page: Page, memory: Memory) -> Page:
    LessonFactory(
        network=Membership.objects.get(user=memory.member).network,
        author=memory.member,
        title=WORDS,
        published=True,
        visibility="own_network",
    )
    sign_in(page, memory.member)
    return page


def sign_out(page: Page) -> None:
    page.locator("form[action='/cuenta/logout/'] button").first.dispatch_event("click")
    expect(page.locator("form[action='/cuenta/logout/']")).to_have_count(0)


def test_back_shows_no_private_page(page: Page):
    page.goto(f"/lecciones/?q={SOUGHT}")
    page.get_by_role("link", name=WORDS).click()
    expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
    sign_out(page)
    for _ in range(3):
        page.go_back()
        expect(page.locator("h1")).to_be_visible()
        assert WORDS not in page.locator("main").inner_text()


def test_back_shows_no_list_that_htmx_had_swapped(page: Page):
    page.goto("/lecciones/")
    page.locator("[name=q]").first.fill(SOUGHT)
    page.locator("[name=q]").first.press("Enter")
    expect(page.locator("#results").get_by_role("link", name=WORDS)).to_be_visible()
    page.get_by_role("link", name=WORDS).click()
    expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
    sign_out(page)
    for _ in range(3):
        page.go_back()
        expect(page.locator("h1")).to_be_visible()
        assert page.get_by_role("link", name=WORDS).count() == 0
    assert WORDS not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_unsent_words_go_with_who_signs_out(page: Page):
    page.goto("/lecciones/nueva/")
    page.evaluate(f"localStorage.setItem('draft.1.x', JSON.stringify({{fields: [['insight', '{WORDS}']]}}))")
    page.goto("/lecciones/")
    sign_out(page)
    assert WORDS not in page.evaluate("JSON.stringify({...localStorage})")

"""Someone of another network says how it was for them: with scripts in the page, without scripts all the same."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

DIFFERENT = "En la selva fue distinto."


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def scripts(request: Any) -> bool:
    return bool(request.param)


@pytest.fixture
def lesson_page(new_context: Any, scripts: bool, memory: Memory) -> Page:
    page: Page = new_context(java_script_enabled=scripts).new_page()
    sign_in(page, memory.secretariat)
    page.goto(memory.others.get_absolute_url())
    return page


def has_focus(page: Page, selector: str, scripts: bool) -> None:
    """A page without scripts cannot be asked: there the address leads to the section."""
    if scripts:
        expect(page.locator(selector)).to_be_focused()
    else:
        expect(page).to_have_url(re.compile("#voices$"))


def test_a_voice_that_differs_is_said_and_shown(lesson_page: Page, scripts: bool) -> None:
    page = lesson_page
    page.locator("#voices a[href*='stance=differs']").click()
    has_focus(page, "#voice-form", scripts)
    expect(page.locator("[name=stance][value=differs]")).to_be_checked()

    page.locator(".voice-form button").click()
    has_focus(page, ".voice-form [role=alert]", scripts)
    expect(page.locator("#id_text_error")).to_be_visible()

    page.locator("[name=text]").fill(DIFFERENT)
    page.locator(".voice-form button").click()
    expect(page.locator(".voice", has_text=DIFFERENT)).to_be_visible()
    expect(page.locator("[role=status]", has_text=re.compile("guardado|kept"))).to_be_visible()
    expect(page.locator("#strength .differs")).to_contain_text("1 voz de CONVEAGRO")
    has_focus(page, "#voices .message.success", scripts)


def test_a_use_is_told_and_later_its_result(lesson_page: Page, scripts: bool) -> None:
    page = lesson_page
    page.locator("#voices a[href*='/usar/']").click()
    has_focus(page, "#voice-form", scripts)
    page.locator("[name=result][value=too_early]").check()
    page.locator("[name=for_what]").fill("La mesa regional de agua")
    page.locator(".voice-form button").click()
    told = page.locator(".voice.used", has_text="La mesa regional de agua")
    expect(told).to_be_visible()
    expect(page.locator("#strength .used")).to_contain_text("4")

    told.locator("a[href*='/usos/']").click()
    page.locator("[name=result][value=failed]").check()
    page.locator("main form").first.locator("button").click()
    expect(told.locator(".badge.failed")).to_be_visible()

    told.locator("a[href*='/usos/']").click()
    page.locator("form[action$='/retirar/'] button").click()
    page.goto(page.locator(".crumbs a").get_attribute("href") or "")
    expect(page.locator("#strength .used")).to_contain_text("3")
    expect(told).to_have_count(0)


def test_a_lesson_is_cited_and_kept_for_a_plan(lesson_page: Page) -> None:
    page = lesson_page
    page.locator("#voices a[href$='/citar/']").click()
    expect(page.locator("main")).to_contain_text("Memoria Viva")
    page.locator("[name=for_what]").fill("Propuesta al fondo")
    page.locator("form[action$='/considerar/'] button").click()
    expect(page.locator("section", has_text="Propuesta al fondo").locator("li")).to_have_count(1)

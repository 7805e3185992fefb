"""A reader in English opens a Spanish lesson that somebody translated: with scripts and without."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.servers.browser import sign_in
from tests.support.site.memory import TRANSLATED
from tests.support.site.parts import Memory


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def reader(request: Any, new_context: Any, memory: Memory) -> Page:
    page: Page = new_context(java_script_enabled=request.param).new_page()
    return page


def test_a_reader_reads_a_translation_and_switches_to_the_original(reader: Page, memory: Memory) -> None:
    reader.goto("/en/lecciones/?q=university")
    card = reader.locator(".card", has_text=TRANSLATED)
    expect(card).to_contain_text("Translated by a person")
    card.locator("a").first.click()
    expect(reader.locator("h1")).to_have_text(TRANSLATED)
    reader.get_by_role("link", name="Spanish, the original").click()
    expect(reader.locator("h1")).to_have_text(memory.others.title)
    expect(reader.locator("h1")).to_have_attribute("lang", "es")
    reader.get_by_role("link", name="English", exact=True).click()
    expect(reader.locator("h1")).to_have_text(TRANSLATED)


def test_a_member_translates_a_lesson_and_reads_it(reader: Page, memory: Memory) -> None:
    sign_in(reader, memory.member)
    reader.goto(f"/lecciones/{memory.lesson.pk}/")
    reader.locator("a[href*=traducir]").click()
    for field in reader.locator(".beside :is(input, textarea)").all():
        field.fill("Pide la cita en la primera semana")
    reader.locator("main form button").first.click()
    expect(reader.locator("h1")).to_have_text("Pide la cita en la primera semana")
    expect(reader.locator("nav strong", has_text="traducida por una persona")).to_be_visible()

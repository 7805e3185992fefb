"""A mail asks whether a lesson is still true. Its reader answers on the way, without signing in."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Lesson, ReviewAsk
from lessons.verification.mail import asks_with_links, links_of
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def browsers(request: Any, new_context: Any) -> Any:
    """Opens a browser that nobody has used."""
    return lambda: new_context(java_script_enabled=request.param).new_page()


def link(memory: Memory, answer: str) -> str:
    ask = ReviewAsk.objects.open().get()
    assert asks_with_links(memory.secretariat, ask.asked_at)
    return links_of(ask)[answer]


def test_still_true_by_mail_takes_the_badge_away(browsers: Any, memory: Memory) -> None:
    inside: Page = browsers()
    sign_in(inside, memory.secretariat)
    inside.goto(memory.due.get_absolute_url())
    expect(inside.locator("main .badge.due")).to_be_visible()

    mail: Page = browsers()
    address = link(memory, "still_true")
    mail.goto(address)
    expect(mail.locator("main")).to_contain_text(memory.due.title)
    mail.locator("main form button").click()
    expect(mail.locator("h1")).to_have_text("Gracias: tu respuesta está guardada")
    expect(mail.get_by_role("link", name="Entrar").first).to_be_visible()

    mail.goto(address)
    expect(mail.locator("h1")).to_have_text("Ya se respondió")
    inside.reload()
    expect(inside.locator("main .badge.due")).to_have_count(0)
    expect(inside.locator("main")).to_contain_text("Verificada el")


def test_no_longer_true_by_mail_says_why_and_points_to_another_lesson(browsers: Any, memory: Memory) -> None:
    mail: Page = browsers()
    mail.goto(link(memory, "still_true"))
    mail.get_by_role("link", name="Ya no está vigente").click()
    mail.locator("main form button").click()
    expect(mail.locator(".errorlist")).to_be_visible()
    mail.locator("[name=successor]").fill(memory.lesson.get_absolute_url())
    mail.locator("[name=note]").fill("Ahora se decide en junio.")
    mail.locator("main form button").click()
    expect(mail.locator("h1")).to_have_text("Gracias: tu respuesta está guardada")
    assert Lesson.objects.get(pk=memory.due.pk).superseded_by == memory.lesson

    inside: Page = browsers()
    sign_in(inside, memory.secretariat)
    inside.goto(memory.due.get_absolute_url())
    expect(inside.locator(".message.warning")).to_contain_text("Ahora se decide en junio.")
    inside.locator(".message.warning a").click()
    expect(inside.locator("h1")).to_have_text(memory.lesson.title)


def test_the_lessons_page_searches_what_takes_its_place(browsers: Any, memory: Memory) -> None:
    page: Page = browsers()
    sign_in(page, memory.secretariat)
    page.goto(f"{memory.due.get_absolute_url()}vigencia/")
    page.locator("main [name=q]").fill("radios comunitarias")
    page.locator("main [role=search] button").click()
    page.get_by_label("Las radios comunitarias").check()
    page.get_by_role("button", name="Ya no está vigente").click()
    expect(page.locator(".message.success")).to_be_visible()
    expect(page.locator(".message.warning a")).to_contain_text("Las radios comunitarias")

"""A line that drops, wherever one is: nothing fails in silence, no word is lost, and what is promised happens."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from lessons.models import Application, Comment, Corroboration, Lesson
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

AWAY, FAILED = "Sin conexión. Lo que escribiste se queda aquí", "Esto no llegó"
BACK = "Recuperamos lo que habías escrito"


@pytest.fixture
def line(page: Page, memory: Memory) -> Page:
    sign_in(page, memory.member)
    return page


@pytest.fixture
def speaker(page: Page, memory: Memory) -> Page:
    """Who said nothing yet of the lesson of others."""
    sign_in(page, memory.secretariat)
    page.goto(memory.others.get_absolute_url())
    return page


def switch(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.locator("#languages button").first.click()


def says(page: Page, words: str, near: str) -> None:
    expect(page.locator(f"{near} ~ [role=alert]", has_text=words)).to_be_visible()


def test_goes_and_comes_back_while_somebody_speaks_and_searches(speaker: Page, context: BrowserContext, memory: Memory):
    others = memory.others.get_absolute_url()

    speaker.goto(f"{others}conversacion/")
    speaker.locator("#talk-form [name=text]").fill("¿Y en la selva?")
    context.set_offline(True)
    speaker.locator("#talk-form [type=submit]").click()
    says(speaker, AWAY, "#talk-form .actions")
    expect(speaker.locator("#talk-form [name=text]")).to_have_value("¿Y en la selva?")
    context.set_offline(False)
    expect(speaker.locator("article", has_text="¿Y en la selva?")).to_be_visible()
    assert Comment.objects.filter(text="¿Y en la selva?").count() == 1

    speaker.goto(others)
    context.set_offline(True)
    speaker.locator("#voices a[href*='stance=confirms']").click()
    says(speaker, AWAY, "#voices .ask .actions")
    context.set_offline(False)
    speaker.locator(".voice-form [name=text]").fill("También nos pasó.")
    context.set_offline(True)
    speaker.locator(".voice-form [type=submit]").click()
    says(speaker, AWAY, ".voice-form .actions")
    context.set_offline(False)
    expect(speaker.locator(".voice", has_text="También nos pasó.")).to_be_visible()
    assert Corroboration.objects.filter(by=memory.secretariat, lesson=memory.others).count() == 1

    speaker.locator("#voices a[href*='/usar/']").click()
    speaker.locator("[name=result][value=worked]").check()
    speaker.locator("[name=for_what]").fill("La mesa regional")
    context.set_offline(True)
    speaker.locator(".voice-form [type=submit]").click()
    says(speaker, AWAY, ".voice-form .actions")
    context.set_offline(False)
    expect(speaker.locator(".voice.used", has_text="La mesa regional")).to_be_visible()
    assert Application.objects.filter(by=memory.secretariat, for_what="La mesa regional").count() == 1

    speaker.goto("/lecciones/")
    context.set_offline(True)
    speaker.locator("#id_q").fill("asamblea")
    speaker.locator("#results .search button").click()
    says(speaker, AWAY, "#results .search")
    context.set_offline(False)
    expect(speaker).to_have_url(re.compile("q=asamblea"))


def test_drops_before_a_lesson_is_handed_in_and_it_is_handed_in(line: Page, context: BrowserContext, memory: Memory):
    line.goto("/lecciones/nueva/")
    for name in ("title", "what_happened", "insight", "recommendation"):
        line.locator(f".writing [name={name}]").fill(f"Llegar antes que los demás: {name}")
    context.set_offline(True)
    line.locator(".writing [name=applies_when]").fill("Cuando cambia el equipo.")
    line.locator("button[value=hand_in]").click()
    says(line, AWAY, ".writing .actions")
    assert not Lesson.objects.in_review().filter(author=memory.member, title__startswith="Llegar").exists()
    context.set_offline(False)
    expect(line.locator("#status")).to_contain_text("En revisión")
    [handed_in] = Lesson.objects.filter(author=memory.member, title__startswith="Llegar")
    assert (handed_in.is_in_review, handed_in.applies_when) == (True, "Cuando cambia el equipo.")


def test_is_bad_and_what_did_not_get_through_is_tried_again(speaker: Page, memory: Memory):
    """The browser has a line, and no server answers."""
    dropped = [True]

    def drop_one(route: Route) -> Any:
        return route.abort() if dropped and dropped.pop() else route.continue_()

    speaker.locator("#voices a[href*='stance=confirms']").click()
    speaker.locator(".voice-form [name=text]").fill("También nos pasó.")
    speaker.route("**/confirmar/", drop_one)
    speaker.locator(".voice-form [type=submit]").click()
    says(speaker, FAILED, ".voice-form .actions")
    expect(speaker.locator(".voice", has_text="También nos pasó.")).to_be_visible()


def test_comes_back_a_moment_before_it_carries_and_nobody_waits_long(speaker: Page, context: BrowserContext):
    """The browser hears of the line first. Each pause after a failure would be longer than what is waited here."""
    dropped = [True]

    def drop_one(route: Route) -> Any:
        return route.abort() if dropped and dropped.pop() else route.continue_()

    speaker.goto("/lecciones/")
    context.set_offline(True)
    speaker.locator("#id_q").fill("asamblea")
    speaker.locator("#results .search button").click()
    says(speaker, AWAY, "#results .search")
    speaker.route("**/mark*.svg", drop_one)
    context.set_offline(False)
    expect(speaker).to_have_url(re.compile("q=asamblea"), timeout=4_900)
    assert not dropped


def test_is_bad_and_back_from_the_error_the_words_are_there(line: Page, memory: Memory):
    address = f"{memory.others.get_absolute_url()}conversacion/"
    line.goto(address)
    line.locator("#talk-form [name=text]").fill("¿Y en la selva?")
    line.route("**/conversacion/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    line.locator("#talk-form [type=submit]").click()
    expect(line).to_have_url(re.compile("^chrome-error:"))
    line.go_back()
    expect(line.locator("#talk-form [name=text]")).to_have_value("¿Y en la selva?")


def test_refusal_of_a_swap_is_said_and_costs_no_word(speaker: Page, memory: Memory):
    words = {401: "Tu sesión terminó", 413: "Es demasiado", 429: "Demasiadas veces", 404: "No se pudo hacer"}
    speaker.locator("#voices a[href*='stance=confirms']").click()
    speaker.locator(".voice-form [name=text]").fill("También nos pasó.")
    statuses = list(words)
    speaker.route("**/confirmar/", lambda route: route.fulfill(status=statuses.pop(0), body=""))
    for said in words.values():
        speaker.locator(".voice-form [type=submit]").click()
        says(speaker, said, ".voice-form .actions")
    expect(speaker.locator(".voice-form [name=text]")).to_have_value("También nos pasó.")


class TestLanguage:
    def test_is_changed_in_the_middle_of_a_form_and_the_words_stay(self, line: Page):
        line.goto("/colecciones/nueva/")
        line.locator("[name=title]").fill("Cambio de ministro")
        line.locator("[name=visibility][value=all_networks]").check()
        switch(line)
        line.wait_for_url("**/en/colecciones/nueva/")
        expect(line.locator("[name=title]")).to_have_value("Cambio de ministro")
        expect(line.locator("[name=visibility][value=all_networks]")).to_be_checked()
        expect(line.get_by_text("We brought back what you had typed")).to_be_visible()
        line.get_by_role("button", name="Discard").click()
        expect(line.locator("[name=title]")).to_have_value("")

    def test_of_the_account_follows_the_click_and_the_name_stays(self, line: Page):
        line.goto("/cuenta/perfil/")
        line.locator("[name=name]").fill("María Elena")
        switch(line)
        line.wait_for_url("**/en/cuenta/perfil/")
        expect(line.locator("[name=name]")).to_have_value("María Elena")
        expect(line.locator("main [name=language]")).to_have_value("en")

    def test_words_that_were_sent_do_not_come_back(self, line: Page):
        line.goto("/colecciones/nueva/")
        line.locator("[name=title]").fill("Cambio de ministro")
        line.locator("main form [type=submit]").first.click()
        line.goto("/colecciones/nueva/")
        expect(line.locator("[name=title]")).to_have_value("")
        expect(line.get_by_text(BACK)).to_have_count(0)


def test_words_of_one_person_are_not_shown_to_the_next(line: Page, memory: Memory):
    line.goto("/colecciones/nueva/")
    line.locator("[name=title]").fill("De Member")
    line.locator("details.menu summary").click()
    line.locator("form[action*=logout] button").click()
    sign_in(line, memory.secretariat)
    line.goto("/colecciones/nueva/")
    expect(line.locator("[name=title]")).to_have_value("")

"""What somebody writes survives a line that drops, a session that ends, a page that is lost, an error."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from playwright.sync_api import BrowserContext, Page, expect

from lessons.models import Lesson
from networks.models import User
from tests.support.factories import PASSWORD
from tests.support.servers.browser import KEPT, is_saved, sign_in
from tests.support.site.parts import Memory

NEW = "/lecciones/nueva/"


@pytest.fixture
def page(page: Page, memory: Memory) -> Page:
    sign_in(page, memory.member)
    page.goto(NEW)
    return page


@pytest.fixture
def mine(memory: Memory) -> Callable[[], list[str]]:
    """What was learned, of the lessons that the member wrote since."""
    new = Lesson.objects.filter(author=memory.member).exclude(pk__in=list(Lesson.objects.values_list("pk", flat=True)))
    return lambda: list(new.values_list("insight", flat=True))


def box(page: Page, name: str = "insight") -> Any:
    return page.locator(f"form.writing [name={name}]")


def sign_out_elsewhere(context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")


def sign_in_again(page: Page, user: User) -> None:
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page.locator("[name=password]")).to_have_count(0)


class TestLine:
    def test_what_is_typed_is_saved_without_a_button(self, page, mine):
        box(page).fill("Quien llega decide pronto.")
        is_saved(page)
        expect(page).to_have_url(re.compile(r"/lecciones/\d+/editar/$"))
        assert mine() == ["Quien llega decide pronto."]
        page.reload()
        expect(box(page)).to_have_value("Quien llega decide pronto.")
        expect(page.locator("#draft-found")).to_be_empty()

    def test_dropped_while_one_types(self, page, context, mine):
        box(page).fill("Con línea.")
        is_saved(page)
        context.set_offline(True)
        box(page).fill("Con línea. Sin línea.")
        expect(page.locator("#draft-status")).to_have_text(page.locator("#say-offline").evaluate("it => it.innerHTML"))
        assert mine() == ["Con línea."]
        context.set_offline(False)
        is_saved(page)
        assert mine() == ["Con línea. Sin línea."]

    def test_back_a_moment_before_it_carries_saves_a_draft_soon(self, page, context, mine):
        """The pause after the failure without a line would be twice as long as what is waited here."""
        refused = [True]
        box(page).fill("Con línea.")
        is_saved(page)
        context.set_offline(True)
        box(page).fill("Con línea. Sin línea.")
        expect(page.locator("#draft-status")).to_have_text(page.locator("#say-offline").evaluate("it => it.innerHTML"))
        page.route(
            "**/lecciones/borrador/", lambda route: route.abort() if refused and refused.pop() else route.continue_()
        )
        context.set_offline(False)
        expect(page.locator("#draft-status [data-address]")).to_be_visible(timeout=4_900)
        assert not refused
        assert mine() == ["Con línea. Sin línea."]

    def test_dropped_when_one_sends(self, page, context, mine):
        context.set_offline(True)
        box(page).fill("Sin línea.")
        page.locator("button[value=draft]").click()
        expect(box(page)).to_have_value("Sin línea.")
        context.set_offline(False)  # and it goes by itself
        expect(page.locator("#status")).to_be_visible()
        assert mine() == ["Sin línea."]


class TestTwoTabs:
    def test_of_one_draft_do_not_write_over_each_other(self, page, context, mine):
        box(page, "title").fill("Pedir la cita")
        is_saved(page)
        other = context.new_page()
        other.goto(page.url)
        box(other).fill("Desde la otra pestaña.")
        is_saved(other)
        box(page, "recommendation").fill("Desde esta.")
        is_saved(page)
        assert mine() == ["Desde la otra pestaña."]
        box(page, "applies_when").fill("Siempre.")
        page.locator("button[value=draft]").click()
        expect(page.locator("main h1")).to_have_text("Pedir la cita")
        for words in ("Desde la otra pestaña.", "Desde esta.", "Siempre."):
            expect(page.locator("main")).to_contain_text(words)

    def test_the_last_word_on_one_question_stands(self, page, context, mine):
        box(page).fill("Primero.")
        is_saved(page)
        other = context.new_page()
        other.goto(page.url)
        box(other).fill("Desde la otra pestaña.")
        is_saved(other)
        box(page).fill("Primero, y corregido.")
        is_saved(page)
        assert mine() == ["Primero, y corregido."]


class TestPage:
    @pytest.fixture
    def lost(self, page, context) -> Page:
        """A page that went away before the server heard of what was typed."""
        context.set_offline(True)
        box(page).fill("Primera línea\nsegunda «línea» & <b>signos</b>.")
        page.locator("[name=visibility][value=public]").check()
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto(NEW)
        return page

    def test_what_was_typed_is_back(self, lost, mine):
        expect(box(lost)).to_have_value("Primera línea\nsegunda «línea» & <b>signos</b>.")
        expect(lost.locator("[name=visibility][value=public]")).to_be_checked()
        expect(lost.locator("#draft-found")).to_contain_text(re.compile(r"\d\d:\d\d"))
        box(lost, "recommendation").fill("Ir pronto.")
        is_saved(lost)
        [insight] = mine()
        assert insight.splitlines() == ["Primera línea", "segunda «línea» & <b>signos</b>."]

    def test_what_was_typed_is_gone_when_one_discards_it(self, lost, mine):
        lost.locator("[data-discard]").click()
        expect(box(lost)).to_have_value("")
        expect(lost.locator("[name=visibility][value=all_networks]")).to_be_checked()
        lost.reload()
        expect(lost.locator("form.writing")).to_be_visible()
        expect(box(lost)).to_have_value("")
        assert mine() == []

    def test_of_a_stored_draft_a_new_form_leads_to_it(self, page, context, mine):
        box(page).fill("Guardado.")
        is_saved(page)
        context.set_offline(True)
        box(page).fill("Guardado. Y sin línea.")
        page.close()
        context.set_offline(False)
        page = context.new_page()
        page.goto(NEW)
        expect(box(page)).to_have_value("")
        page.locator("#draft-found a").click()
        expect(box(page)).to_have_value("Guardado. Y sin línea.")
        box(page, "recommendation").fill("Ir pronto.")
        is_saved(page)
        assert mine() == ["Guardado. Y sin línea."]

    def test_what_was_sent_is_not_brought_back(self, page, mine):
        page.clock.set_system_time(now() + timedelta(hours=1))  # of a phone that is ahead
        box(page).fill("Enviado.")
        box(page, "title").fill("Pedir la cita")
        page.locator("button[value=draft]").click()
        expect(page.locator("#status")).to_be_visible()
        page.goto(f"{page.url}editar/")
        expect(box(page)).to_have_value("Enviado.")
        expect(page.locator("#draft-found")).to_be_empty()
        assert page.evaluate(KEPT) == []
        assert mine() == ["Enviado."]

    def test_what_was_typed_is_not_shown_to_the_next_person_on_the_phone(self, lost, context, memory: Memory):
        sign_out_elsewhere(context)
        sign_in(lost, memory.secretariat)
        lost.goto(NEW)
        expect(box(lost)).to_have_value("")
        assert lost.evaluate(KEPT) == []

    def test_signing_out_takes_it_from_the_phone(self, lost):
        expect(box(lost)).not_to_have_value("")
        lost.locator(".menu summary").click()
        lost.locator(".menu form button").last.click()
        expect(lost.locator("form.writing")).to_have_count(0)
        assert lost.evaluate(KEPT) == []

    def test_an_edit_of_a_published_lesson_waits_on_the_phone(self, page, context, memory: Memory):
        lesson = memory.lesson
        sign_out_elsewhere(context)
        sign_in(page, memory.secretariat)
        page.goto(f"{lesson.get_absolute_url()}editar/")
        box(page).fill("Otra idea.")
        expect(page.locator("#draft-status")).not_to_be_empty()
        page.reload()
        expect(box(page)).to_have_value("Otra idea.")
        lesson.refresh_from_db()
        assert lesson.insight != "Otra idea."
        page.locator("button[value=save]").click()
        expect(page.locator("#status")).to_be_visible()
        lesson.refresh_from_db()
        assert lesson.insight == "Otra idea."
        page.goto(f"{lesson.get_absolute_url()}editar/")
        expect(page.locator("#draft-found")).to_be_empty()
        assert page.evaluate(KEPT) == []


class TestSession:
    def test_ended_while_one_types(self, page, context, memory: Memory, mine):
        box(page).fill("Antes.")
        is_saved(page)
        sign_out_elsewhere(context)
        box(page).fill("Antes. Después.")
        page.locator("#draft-status a[target=_blank]").wait_for()
        assert mine() == ["Antes."]
        with context.expect_page() as other:
            page.locator("#draft-status a").click()
        sign_in_again(other.value, memory.member)
        other.value.close()
        page.bring_to_front()
        is_saved(page)
        assert mine() == ["Antes. Después."]
        page.locator("button[value=draft]").click()
        expect(page.locator("#status")).to_be_visible()

    def test_the_way_to_sign_in_again_stays_while_one_presses_it(self, page, context):
        sign_out_elsewhere(context)
        box(page).fill("Sin sesión.")
        link = page.locator("#draft-status a").element_handle()
        with page.expect_response(lambda answer: answer.status == 401):
            box(page).blur()  # a press anywhere else: what is typed is sent at once
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert link.evaluate("it => it.isConnected")

    @pytest.mark.parametrize("scripts", [True, False])
    def test_ended_before_one_sends(self, new_context, memory: Memory, mine, scripts):
        context = new_context(java_script_enabled=scripts)
        page = context.new_page()
        sign_in(page, memory.member)
        page.goto(NEW)
        sign_out_elsewhere(context)
        box(page).fill("Escrito con «todo»\ny más.")
        page.locator("button[value=draft]").click()
        sign_in_again(page, memory.member)
        expect(box(page)).to_have_value("Escrito con «todo»\ny más.")
        page.locator("button[value=draft]").click()
        expect(page.locator("#status")).to_be_visible()
        [insight] = mine()
        assert insight.splitlines() == ["Escrito con «todo»", "y más."]


class TestToken:
    def test_of_a_form_open_for_too_long(self, new_context, memory: Memory, mine):
        context = new_context(java_script_enabled=False)
        page = context.new_page()
        sign_in(page, memory.member)
        page.goto(NEW)
        context.clear_cookies(name="csrftoken")
        box(page).fill("Escrito despacio.")
        page.locator("button[value=draft]").click()
        expect(box(page)).to_have_value("Escrito despacio.")
        assert mine() == []
        page.locator("button[value=draft]").click()
        expect(page.locator("#status")).to_be_visible()
        assert mine() == ["Escrito despacio."]


class TestError:
    def test_keeps_every_word_and_leads_to_it(self, page, mine):
        box(page, "title").fill("x" * 161)
        box(page).fill("Quien llega decide pronto.")
        page.locator(".more > summary").click()
        page.locator(".group:has([name=sources]) > summary").click()
        box(page, "sources").fill("Acta de marzo")
        page.locator("button[value=draft]").click()
        expect(page.locator("#errors")).to_be_focused()
        expect(box(page, "title")).to_have_value("x" * 161)
        expect(box(page, "sources")).to_have_value("Acta de marzo")
        page.locator("#errors a").click()
        expect(page).to_have_url(re.compile("#id_title$"))
        box(page, "title").fill("Ir pronto")
        page.locator("button[value=draft]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ir pronto")
        assert mine() == ["Quien llega decide pronto."]


class TestPreview:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_the_preview_leads_back_to_writing(self, new_context, memory: Memory, mine, scripts):
        page = new_context(java_script_enabled=scripts).new_page()
        sign_in(page, memory.member)
        page.goto(NEW)
        box(page).fill("Quien llega decide pronto. Y luego no.")
        page.locator("button[formaction]").click()
        expect(page.locator("#preview article h2").first).to_have_text("Quien llega decide pronto")
        page.locator("#preview a[href='#writing']").click()
        expect(box(page)).to_have_value("Quien llega decide pronto. Y luego no.")
        page.locator("button[value=draft]").click()
        expect(page.locator("#status")).to_be_visible()
        assert mine() == ["Quien llega decide pronto. Y luego no."]

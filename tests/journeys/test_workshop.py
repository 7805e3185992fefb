"""A workshop in a room: phones without an account write, the facilitator makes a draft; the line may drop."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Lesson, Workshop, WorkshopNote
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def wall(page: Page, memory: Memory) -> Page:
    """The facilitator's page, opened anew."""
    sign_in(page, memory.secretariat)
    page.goto("/redes/forosalud/")
    page.get_by_role("link", name="Talleres").click()
    page.locator("[name=title]").fill("Cómo nos fue con el padrón")
    page.get_by_role("button", name="Abrir un taller").click()
    expect(page.locator(".wall-code")).to_be_visible()
    return page


def enter(phone: Page, code: str) -> Page:
    phone.goto("/taller/")
    phone.locator("[name=code]").fill(code)
    phone.get_by_role("button", name="Entrar al taller").click()
    expect(phone.locator("h1")).to_have_text("Cómo nos fue con el padrón")
    return phone


def send(phone: Page, text: str, question: str = "") -> None:
    phone.locator("[name=text]").fill(text)
    phone.locator("[name=question]").select_option(question)
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.locator("[name=text]")).to_have_value("")


def test_two_phones_write_and_the_facilitator_makes_a_draft(wall: Page, new_context: Any) -> None:
    code = wall.locator(".wall-code").inner_text()
    plain = enter(new_context(java_script_enabled=False, **PHONE).new_page(), code.lower())
    other = enter(new_context(**PHONE).new_page(), code.replace("-", ""))
    send(plain, "El padrón vivía en una sola computadora.", "what_happened")
    send(other, "Lo que es de la red se guarda donde entran dos personas.", "insight")
    send(other, "Comparte la clave con alguien más.", "recommendation")
    expect(plain.locator("#sent")).to_contain_text("Enviada: 1 nota")
    expect(other.locator("#sent")).to_contain_text("Enviadas: 2 notas")
    expect(other.locator("#sent")).not_to_contain_text("computadora")

    ticks = wall.locator("#notes [type=checkbox]")
    expect(ticks).to_have_count(3)  # by themselves
    for tick in ticks.all():
        tick.check()
    send(other, "Una más, mientras elige.")
    expect(ticks).to_have_count(4)
    expect(wall.locator("#notes :checked")).to_have_count(3)  # the choice outlives what comes in
    wall.get_by_role("button", name="Hacer un borrador").click()

    expect(wall.locator("[name=insight]")).to_have_value("Lo que es de la red se guarda donde entran dos personas.")
    expect(wall.locator("[name=title]")).to_have_value("Lo que es de la red se guarda donde entran dos personas")
    lesson = Lesson.objects.latest("pk")
    assert (lesson.notes.count(), lesson.is_published) == (3, False)
    wall.go_back()
    wall.reload()
    expect(wall.locator("#notes")).to_contain_text("3 en borradores")
    expect(ticks).to_have_count(1)


class TestLine:
    @pytest.fixture
    def phone(self, new_context: Any, wall: Page) -> Page:
        return enter(new_context(**PHONE).new_page(), Workshop.objects.latest("pk").code)

    def notes(self) -> list[str]:
        return list(WorkshopNote.objects.filter(workshop=Workshop.objects.latest("pk")).values_list("text", flat=True))

    def test_what_was_sent_while_it_was_down_arrives_once_when_it_is_back(self, phone: Page) -> None:
        phone.context.set_offline(True)
        send(phone, "Primera.")
        send(phone, "Segunda.")
        expect(phone.locator("#waits")).to_be_visible()
        assert self.notes() == []
        phone.context.set_offline(False)
        expect(phone.locator("#sent")).to_contain_text("Enviadas: 2 notas")
        expect(phone.locator("#waits")).to_be_hidden()
        assert self.notes() == ["Primera.", "Segunda."]

    def test_an_answer_that_got_lost_makes_no_second_note(self, phone: Page) -> None:
        lost = []

        def lose(route: Any) -> None:
            if route.request.method != "POST" or lost:
                return route.continue_()
            lost.append(route.fetch())  # it came through; the phone never hears of it
            return route.abort()

        phone.route("**/taller/**", lose)
        send(phone, "Una sola.")
        expect(phone.locator("#sent")).to_contain_text("Enviada: 1 nota")
        assert self.notes() == ["Una sola."]

    def test_a_half_typed_note_is_there_after_a_reload(self, phone: Page) -> None:
        phone.locator("[name=text]").fill("Estaba escribiendo")
        phone.reload()
        expect(phone.locator("[name=text]")).to_have_value("Estaba escribiendo")
        send(phone, "Estaba escribiendo esto.")
        expect(phone.locator("#sent")).to_contain_text("Enviada: 1 nota")
        phone.reload()
        expect(phone.locator("[name=text]")).to_have_value("")

    def test_pressed_twice_is_one_note_and_no_complaint(self, phone: Page) -> None:
        phone.locator("[name=text]").fill("Avisar un día antes")
        phone.get_by_role("button", name="Enviar").dblclick()
        expect(phone.locator("#sent")).to_contain_text("Avisar un día antes")
        expect(phone.locator("#problem")).to_have_text("")
        assert self.notes() == ["Avisar un día antes"]

    def test_a_closed_one_shows_no_form(self, phone: Page, wall: Page) -> None:
        wall.get_by_role("button", name="Cerrarlo ahora").click()
        phone.reload()
        expect(phone.locator("#problem")).to_contain_text("cerrado")
        expect(phone.locator("form[data-workshop]")).to_be_hidden()

    def test_a_note_that_comes_too_late_goes_back_into_the_box(self, phone: Page, wall: Page) -> None:
        phone.context.set_offline(True)
        send(phone, "Llegué tarde.")
        wall.get_by_role("button", name="Cerrarlo ahora").click()
        expect(wall.get_by_role("button", name="Reabrir el taller")).to_be_visible()
        phone.context.set_offline(False)
        expect(phone.locator("#problem")).to_contain_text("cerrado")
        expect(phone.locator("[name=text]")).to_have_value("Llegué tarde.")
        assert self.notes() == []

    def test_what_another_site_answers_is_not_taken_for_ours(self, phone: Page) -> None:
        phone.route("**/taller/**", lambda route: route.fulfill(body="<h1>Wifi del hotel</h1>", status=200))
        send(phone, "Que no se pierda.")
        expect(phone.locator("#waits")).to_be_visible()
        phone.unroute("**/taller/**")
        expect(phone.locator("#sent")).to_contain_text("Enviada: 1 nota")

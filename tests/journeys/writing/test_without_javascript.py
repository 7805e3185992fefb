"""Everything works where scripts are switched off, blocked or did not arrive."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from digests.models import KeptMail
from lessons.models import Lesson
from networks.mail.letters import send_letter
from networks.models import Letter, User
from tests.support.factories import PASSWORD, LessonFactory
from tests.support.servers.browser import sign_in
from tests.support.servers.smtp import Post
from tests.support.site.parts import Memory


@pytest.fixture
def page(new_context: Any) -> Page:
    page: Page = new_context(java_script_enabled=False).new_page()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def results(page: Page, count: int) -> None:
    expect(page.locator("#results")).to_contain_text(re.compile(rf"\b{count} lecci"))
    expect(page.locator("#results article")).to_have_count(min(count, 20))


class TestAccount:
    def test_a_newcomer_makes_one_with_the_code_from_the_mail(self, page, post: Post):
        page.goto("/cuenta/signup/")
        page.locator("[name=name]").fill("Rosa Nueva")
        page.locator("[name=email]").fill("rosa@ejemplo.example")
        page.locator("[name=password1]").fill(PASSWORD)
        press(page, "Crear mi cuenta")
        assert send_letter(Letter.objects.get().pk)  # as a worker does
        code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", post.text(), re.MULTILINE)
        assert code
        page.locator("main [name=code]").fill(code[0])
        page.locator("main form button").first.click()
        expect(page.locator(".menu summary")).to_contain_text("Rosa")
        assert User.objects.get().name == "Rosa Nueva"

    def test_in_and_out(self, page, memory: Memory):
        sign_in(page, memory.member)
        page.locator(".menu summary").click()
        press(page, "Salir")
        expect(page.get_by_role("link", name="Entrar")).to_be_visible()
        page.goto("/lecciones/nueva/")
        expect(page.locator("[name=login]")).to_be_visible()


class TestLesson:
    def test_from_a_first_line_to_the_whole_network(self, page, memory: Memory):
        sign_in(page, memory.secretariat)
        page.get_by_role("link", name="Registrar una lección").click()
        page.locator("[name=title]").fill("Llamar antes de ir")
        press(page, "Guardar el borrador")
        heading(page, "Llamar antes de ir")
        expect(page.locator("#status")).to_contain_text("Borrador")

        press(page, "Publicar")
        heading(page, "Editar la lección")
        expect(page.locator(".messages .error")).to_be_visible()

        for name in ("what_happened", "insight", "recommendation"):
            page.locator(f"[name={name}]").fill(f"Texto de {name}.")
        press(page, "Guardar el borrador")
        press(page, "Publicar")
        heading(page, "Llamar antes de ir")
        expect(page.locator("#status")).to_contain_text("Publicada")
        assert Lesson.objects.published().filter(title="Llamar antes de ir").exists()


class TestFinding:
    def test_search_filter_and_next_page(self, page, memory: Memory):
        for number in range(21):
            LessonFactory(title=f"Prueba piloto {number}", network=memory.lesson.network, author=memory.member,
                          published=True, visibility="public")  # fmt: skip
        page.goto("/")
        page.locator("main [type=search]").fill("pruebas piloto")
        press(page, "Buscar")
        results(page, 21)

        expect(page.locator("[name=network] option[value=cies]")).to_have_count(0)  # it says nothing of the kind
        page.locator("[name=network]").select_option("forosalud")
        press(page, "Buscar")
        results(page, 21)

        page.get_by_role("link", name="Siguiente").click()
        expect(page.locator("#results article")).to_have_count(1)
        expect(page.locator("main [type=search]")).to_have_value("pruebas piloto")
        expect(page.locator("[name=network]")).to_have_value("forosalud")

        page.get_by_role("link", name="English").click()
        expect(page).to_have_url(re.compile(r"/en/lecciones/\?.*q=pruebas\+piloto"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#results article")).to_have_count(1)


class TestDigest:
    def test_choose_how_often(self, page, memory: Memory):
        sign_in(page, memory.member)
        page.goto("/boletin/")
        page.locator("[name=frequency][value=monthly]").check()
        press(page, "Guardar")
        expect(page.locator("[name=frequency][value=monthly]")).to_be_checked()
        memory.member.subscription.refresh_from_db()
        assert memory.member.subscription.frequency == "monthly"

    def test_leave_by_the_link_of_the_mail_without_signing_in(self, page, memory: Memory):
        mail = KeptMail.objects.get(to=memory.member.email)
        [link] = re.findall(r"http\S+token=\S+", mail.text)
        page.goto(link)
        memory.member.subscription.refresh_from_db()
        assert memory.member.subscription.frequency == "weekly"
        press(page, "No me envíen más boletines")
        heading(page, "Ya no recibirás boletines")
        memory.member.subscription.refresh_from_db()
        assert memory.member.subscription.frequency == "off"


def test_another_language_costs_no_word_that_was_typed(page: Page, memory: Memory):
    sign_in(page, memory.member)
    page.goto("/colecciones/nueva/")
    page.locator("[name=title]").fill("Cambio de ministro")
    page.locator("details.menu summary").click()
    with page.expect_popup() as other:
        page.locator("#languages button").first.click()
    expect(other.value).to_have_url(re.compile("/en/colecciones/nueva/$"))
    expect(page.locator("[name=title]")).to_have_value("Cambio de ministro")

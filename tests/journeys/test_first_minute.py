"""The first minute of who comes from outside, and of who was invited."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lessons.models import Lesson
from networks.joining.actions import token_of
from networks.mail.letters import send_letter
from networks.models import JoinRequest, Letter, Membership
from tests.support.cast import Cast
from tests.support.factories import PASSWORD, InvitationFactory, LessonFactory, NetworkFactory
from tests.support.servers.browser import sign_in
from tests.support.servers.smtp import Post

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(new_context: Any) -> Page:
    """A small one, on which no script arrives."""
    page: Page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    return page


def code_of(post: Post) -> str:
    assert send_letter(Letter.objects.get().pk)  # as a worker does
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", post.text(), re.MULTILINE)
    assert found
    return found[0]


def sign_up(page: Page, post: Post) -> None:
    page.locator("[name=name]").fill("Rosa Nueva")
    page.locator("[name=email]").fill("rosa@ejemplo.example")
    page.locator("[name=password1]").fill(PASSWORD)
    page.get_by_role("button", name="Crear mi cuenta").click()
    page.locator("main [name=code]").fill(code_of(post))
    page.locator("main form button").first.click()


class TestNewcomer:
    def test_comes_from_home_to_a_request_that_waits(self, phone: Page, post: Post):
        network = NetworkFactory(name="CIES")
        phone.goto("/")
        phone.locator("main").get_by_role("link", name="Cómo participar").click()
        phone.get_by_role("link", name=re.compile("Pedir participar.*CIES")).click()
        sign_up(phone, post)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Pedir participar en CIES")
        assert not JoinRequest.objects.filter(user__name="Rosa Nueva").exists()
        phone.locator("[name=message]").fill("Trabajo en el consorcio desde marzo.")
        phone.get_by_role("button", name="Enviar el pedido").click()
        expect(phone.locator(".messages")).to_contain_text("te responde por correo")
        assert JoinRequest.objects.waiting().get(user__name="Rosa Nueva").network == network

    def test_reads_on_the_way_what_is_kept_of_them(self, phone: Page):
        phone.goto("/cuenta/signup/")
        phone.get_by_role("link", name="Qué se guarda sobre ti").click()
        expect(phone.locator("main")).to_contain_text("Ley 29733")


class TestInvited:
    @pytest.fixture
    def page(self, page: Page, cast: Cast) -> Page:
        invitation = InvitationFactory(network=cast.network, by=cast.user("secretariat"))
        page.goto(reverse("networks:invitation", query={"token": token_of(invitation)}))
        page.locator("[name=name]").fill("Rosa Nueva")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Participar").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Rosa, tres cosas para empezar")
        return page

    def test_reads_three_things_to_do_first(self, page: Page):
        assert Membership.objects.filter(user__name="Rosa Nueva").exists()
        expect(page.locator("main ol > li")).to_have_count(3)
        for link, leads_to in (
            ("Busca en las lecciones", "/lecciones/"),
            ("Lecciones de otras redes", "/redes/"),
            ("Registrar una lección", "/lecciones/nueva/"),
        ):
            page.goto("/primeros-pasos/")
            page.locator("main").get_by_role("link", name=link).click()
            page.wait_for_url(f"**{leads_to}")

    def test_searches_from_anywhere_with_one_key_but_where_they_write(self, page: Page):
        page.goto("/cuenta/perfil/")
        page.locator("[name=contact]").press_sequentially("01/44")
        expect(page.locator("[name=contact]")).to_have_value("01/44")
        page.goto("/ayuda/")
        page.keyboard.press("/")
        expect(page.locator("#site-q")).to_be_focused()
        page.keyboard.type("agua/luz")
        expect(page.locator("#site-q")).to_have_value("agua/luz")
        page.keyboard.press("Enter")
        page.wait_for_url("**/lecciones/?q=agua%2Fluz")


class TestShare:
    @pytest.fixture
    def lesson(self, site: str) -> Lesson:
        return LessonFactory(published=True, visibility="public")

    def test_the_link_is_copied_with_a_button(self, new_context: Any, lesson: Lesson, site: str):
        context = new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(lesson.get_absolute_url())
        page.locator("#share summary").click()
        page.get_by_role("button", name="Copiar el enlace").click()
        expect(page.locator("#share [role=status]")).to_contain_text("El enlace está copiado")
        assert page.evaluate("navigator.clipboard.readText()") == site + lesson.get_absolute_url()

    def test_where_the_browser_may_not_copy_the_link_is_selected(self, page: Page, lesson: Lesson, site: str):
        page.add_init_script(
            "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false;"
        )
        page.goto(lesson.get_absolute_url())
        page.locator("#share summary").click()
        page.get_by_role("button", name="Copiar el enlace").click()
        expect(page.locator("#share [role=status]")).to_contain_text("Cópialo del campo")
        assert page.evaluate("getSelection().toString()") == site + lesson.get_absolute_url()

    def test_the_phones_own_menu_gets_text_and_link(self, page: Page, lesson: Lesson, site: str):
        page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
        page.goto(lesson.get_absolute_url())
        page.locator("#share summary").click()
        page.get_by_role("button", name="Compartir…").click()
        link = site + lesson.get_absolute_url()
        assert page.evaluate("window.shared") == {"text": lesson.title, "url": link}

    def test_without_scripts_whatsapp_and_the_link_are_enough(self, phone: Page, lesson: Lesson, site: str):
        phone.goto(lesson.get_absolute_url())
        phone.locator("#share summary").click()
        expect(phone.locator("#share button")).to_have_count(2)
        expect(phone.locator("#share button:visible")).to_have_count(0)
        link = phone.get_by_role("link", name="Por WhatsApp").get_attribute("href")
        assert parse_qs(urlsplit(link).query)["text"][0].endswith(site + lesson.get_absolute_url())
        expect(phone.locator("#share-link")).to_be_visible()


def test_the_menu_opens_on_a_small_phone_without_scripts(phone: Page, cast: Cast):
    cast.user("secretariat").set_password(PASSWORD)
    cast.user("secretariat").save()
    sign_in(phone, cast.user("secretariat"))
    phone.goto("/ayuda/")
    phone.locator(".menu summary").click()
    box = phone.locator(".menu > ul").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    phone.locator(".menu").get_by_role("link", name=re.compile("^Borradores")).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mis lecciones")

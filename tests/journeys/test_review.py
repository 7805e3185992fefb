"""A lesson goes to the secretariat and back; two people write in it at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Lesson
from networks.models import Network, Role, User
from tests.support.factories import PASSWORD, LessonFactory, MembershipFactory, UserFactory
from tests.support.servers.browser import sign_in

TOLD = {
    "what_happened": "Cambió la directora y pedimos una cita en su primera semana.",
    "insight": "Quien llega decide en sus primeros días con quién habla.",
    "recommendation": "Pide la cita en la primera semana.",
}


@pytest.fixture
def people(site) -> dict[Role, User]:
    network = Network.objects.create(slug="propia", name="Propia", full_name="Red Propia", kind="forum")
    people = {role: UserFactory(name=f"Persona {role}", password=PASSWORD) for role in (Role.MEMBER, Role.SECRETARIAT)}
    for role, user in people.items():
        MembershipFactory(user=user, network=network, role=role)
    return people


@pytest.fixture
def author(new_context, people) -> Page:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(page, people[Role.MEMBER])
    return page


@pytest.fixture
def secretariat(new_context, people) -> Page:
    page = new_context().new_page()
    sign_in(page, people[Role.SECRETARIAT])
    return page


def write(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"form.writing [name={name}]").fill(text)


def send(page: Page, then: str) -> None:
    page.locator(f"button[value={then}]").click()
    expect(page.locator("#status")).to_be_visible()


def test_a_lesson_is_handed_in_returned_edited_published_and_objected_to(author, secretariat, people):
    author.goto("/lecciones/nueva/")
    write(author, **TOLD, title="Pedir la cita")
    send(author, "hand_in")
    lesson = Lesson.objects.get()
    review = f"/lecciones/{lesson.pk}/revision/"

    secretariat.goto("/redes/propia/secretaria/")
    secretariat.locator("section[aria-labelledby=waiting]").get_by_role("link", name="Pedir la cita").click()
    part = secretariat.locator("#part-insight")
    part.locator("summary", has_text="Comentar").click()
    part.locator("textarea").fill("¿Con quién?")
    part.get_by_role("button", name="Enviar el comentario").click()
    expect(part).to_contain_text("¿Con quién?")
    secretariat.locator("summary", has_text="Devolverla").click()
    secretariat.locator("#reason_text").fill("Falta decir con quién habla.")
    secretariat.get_by_role("button", name="Devolverla").click()
    expect(secretariat.locator("#part-whole")).to_contain_text("Falta decir con quién habla.")

    author.goto(review)
    expect(author.locator("#part-insight")).to_contain_text("¿Con quién?")
    author.locator("main").get_by_role("link", name="Editar").click()
    write(author, insight="Quien llega decide en sus primeros días si habla con las redes.")
    send(author, "hand_in")

    secretariat.goto(f"/lecciones/{lesson.pk}/editar/")
    write(secretariat, recommendation="Pide la cita el primer lunes.")
    send(secretariat, "publish")
    expect(secretariat.locator("#status")).to_contain_text("Publicada")

    author.goto(f"/lecciones/{lesson.pk}/versiones/")
    expect(author.locator(".changed-words ins")).to_have_text(re.compile("el primer lunes"))
    author.get_by_role("link", name="No estoy de acuerdo").click()
    author.locator("#reason_text").fill("No dije lunes.")
    author.get_by_role("button", name="Enviar el desacuerdo").click()
    expect(author.locator("main")).to_contain_text("No dije lunes.")
    secretariat.goto("/redes/propia/secretaria/")
    expect(secretariat.locator("section[aria-labelledby=objections]")).to_contain_text("No dije lunes.")


@pytest.mark.parametrize("scripts", [True, False])
def test_two_who_edit_at_once_both_see_it(author, new_context, people, scripts):
    lesson = LessonFactory(network=Network.objects.get(), author=people[Role.MEMBER], **TOLD)
    secretariat = new_context(java_script_enabled=scripts).new_page()
    sign_in(secretariat, people[Role.SECRETARIAT])
    address = f"/lecciones/{lesson.pk}/editar/"
    secretariat.goto(address)
    author.goto(address)
    write(author, insight="Lo que escribe la autora.")
    send(author, "draft")

    write(secretariat, insight="Lo que escribe la secretaría.", recommendation="Lleva una página.")
    secretariat.locator("button[value=draft]").click()
    expect(secretariat.locator("fieldset.clash")).to_have_count(1)
    expect(secretariat.locator("fieldset.clash")).to_contain_text("Lo que escribe la autora.")
    expect(secretariat.locator("[name=insight]")).to_have_value("Lo que escribe la secretaría.")
    lesson.refresh_from_db()
    assert (lesson.insight, lesson.recommendation) == ("Lo que escribe la autora.", TOLD["recommendation"])

    secretariat.locator("[name=insight]").fill("Lo que escriben las dos.")
    secretariat.get_by_role("button", name="Guardar lo que elegí").click()
    expect(secretariat.locator("#status")).to_be_visible()
    lesson.refresh_from_db()
    assert (lesson.insight, lesson.recommendation) == ("Lo que escriben las dos.", "Lleva una página.")


def test_what_the_phone_keeps_while_one_types_goes_over_nobody(author, secretariat, people):
    lesson = LessonFactory(network=Network.objects.get(), author=people[Role.MEMBER], **TOLD)
    address = f"/lecciones/{lesson.pk}/editar/"
    author.goto(address)
    secretariat.goto(address)
    write(secretariat, insight="Lo que escribe la secretaría.")
    send(secretariat, "draft")
    write(author, applies_when="Al cambiar el equipo.")
    expect(author.locator("#draft-status [data-seen]")).to_be_visible()
    write(author, insight="Lo que escribe la autora.")
    expect(author.locator("#draft-status")).to_contain_text("Otra persona cambió esto mientras tanto")
    lesson.refresh_from_db()
    assert (lesson.insight, lesson.applies_when) == ("Lo que escribe la secretaría.", "Al cambiar el equipo.")
    author.reload()
    expect(author.locator("form.writing [name=insight]")).to_have_value("Lo que escribe la autora.")
    author.locator("button[value=draft]").click()
    expect(author.locator("fieldset.clash")).to_contain_text("Lo que escribe la secretaría.")

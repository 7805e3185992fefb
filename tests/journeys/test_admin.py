"""An account is in other hands, and one of its lessons names people: an admin ends both within a minute."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lessons.models import Lesson
from networks.models import Membership, Network, Role, User
from tests.support.factories import PASSWORD, LessonFactory, UserFactory
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

NAMES = "Las mujeres que denunciaron, una por una"


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def browsers(request: Any, new_context: Any) -> Any:
    """Opens a phone that nobody has used."""
    phone = {"java_script_enabled": request.param, "viewport": {"width": 360, "height": 740}}
    return lambda: new_context(**phone).new_page()


@pytest.fixture
def keeper(memory: Memory) -> User:
    """Answers for two lessons; one of them names people."""
    person: User = UserFactory(name="Elena Quispe", email="elena@ejemplo.example", password=PASSWORD)
    network = Network.objects.get(slug="forosalud")
    Membership.objects.create(user=person, network=network, role=Role.MEMBER)
    told = {"network": network, "author": person, "visibility": "public", "published": True}
    LessonFactory(title=NAMES, **told), LessonFactory(title="Avisar antes a la posta médica", **told)
    return person


def test_an_account_and_a_lesson_are_stopped_within_a_minute(browsers: Any, memory: Memory, keeper: User) -> None:
    named = Lesson.objects.get(title=NAMES)
    theirs: Page = browsers()
    sign_in(theirs, keeper)

    desk: Page = browsers()
    sign_in(desk, memory.admin)
    desk.goto("/administracion/personas/?q=elena")
    desk.get_by_role("link", name="Elena Quispe").click()
    desk.get_by_role("link", name="Suspender la cuenta").click()
    expect(desk.locator("main")).to_contain_text("2 lecciones")
    desk.locator("[name=reason]").fill("Otra persona entra con su correo.")
    desk.get_by_role("button", name="Sí, suspenderla").click()
    expect(desk.locator(".messages")).to_contain_text("ya nadie puede usar esta cuenta")

    desk.goto(named.get_absolute_url())
    desk.get_by_role("link", name="Ocultar la lección").click()
    desk.locator("[name=reason]").fill("Nombra a personas que corren peligro.")
    desk.get_by_role("button", name="Sí, ocultarla").click()
    expect(desk.locator(".message.warning")).to_contain_text("Nombra a personas que corren peligro.")

    theirs.goto("/cuenta/perfil/")
    expect(theirs.locator("[name=login]")).to_be_visible()
    theirs.locator("[name=login]").fill(keeper.email)
    theirs.locator("[name=password]").fill(PASSWORD)
    theirs.locator("main form button:not(.quiet)").click()
    expect(theirs.locator("h1")).to_have_text("Esta cuenta está suspendida")
    theirs.goto(f"/lecciones/?q={NAMES.split(',')[0]}")
    expect(theirs.locator("main")).not_to_contain_text(NAMES)
    assert theirs.goto(named.get_absolute_url()).status == 404  # type: ignore[union-attr]

    secretariat: Page = browsers()
    sign_in(secretariat, memory.secretariat)
    secretariat.goto("/redes/forosalud/secretaria/")
    secretariat.get_by_role("link", name="Elena Quispe").click()
    expect(secretariat.locator("main")).to_contain_text("Avisar antes a la posta médica")
    expect(secretariat.locator("main")).not_to_contain_text(NAMES)
    assert secretariat.evaluate("document.documentElement.scrollWidth") <= 360

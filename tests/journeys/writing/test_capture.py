"""A lesson is written on a phone: nothing older than five seconds is lost, and similar lessons never disturb."""

import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from playwright.sync_api import BrowserContext, Page, expect

from lessons.models import Lesson, Revision
from tests.support.factories import LessonFactory
from tests.support.servers.browser import is_saved, sign_in
from tests.support.servers.served import Served, compressed, let_in, served
from tests.support.site.parts import Memory

NEW = "/lecciones/nueva/"
PHONE = {"width": 360, "height": 740}
TOLD = "Cuando cambió la directora regional de salud, pedimos una cita en su primera semana y llevamos una página."
AGAIN = "Cambiaron al director regional de salud y en la primera semana pedimos cita, llevando una página de resumen."
VAGUE = "Nos fue mal la primera vez y nos fue mejor la segunda, porque todo fue distinto y tuvimos más paciencia."
MILLISECONDS_PER_KEY = 100  # the page takes twenty times as long for a pause


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.fixture
def mine(memory: Memory) -> Callable[[], list[str]]:
    before = list(Lesson.objects.values_list("pk", flat=True))
    new = Lesson.objects.filter(author=memory.member).exclude(pk__in=before)
    return lambda: list(new.values_list("what_happened", flat=True))


def box(page: Page, name: str = "what_happened") -> Any:
    return page.locator(f"form.writing [name={name}]")


@pytest.fixture
def writing(page: Page, memory: Memory) -> Page:
    sign_in(page, memory.member)
    page.goto(NEW)
    box(page).click()
    return page


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline


def top(page: Page) -> float:
    """Where the field begins: it may grow with what one types."""
    where = box(page).bounding_box()
    assert where is not None
    return float(where["y"])


class TestTyping:
    WORDS = "La radio llegó antes que el boletín y nos llamó el alcalde de la provincia. "

    @pytest.fixture
    def typed(self, writing, mine) -> str:
        """What was typed without any pause until the server had some of it."""
        writing.keyboard.type(self.WORDS, delay=MILLISECONDS_PER_KEY)
        more = cycle(self.WORDS)
        typed = [self.WORDS]

        def is_kept() -> bool:
            typed.append(next(more))
            writing.keyboard.type(typed[-1], delay=MILLISECONDS_PER_KEY)
            return bool(mine())

        until(is_kept)
        return "".join(typed)

    def test_without_a_pause_reaches_the_server_all_the_same(self, typed, writing, mine):
        [kept] = mine()
        assert typed.startswith(kept.rstrip())
        expect(box(writing)).to_be_focused()
        expect(box(writing)).to_have_value(typed)

    def test_goes_on_from_there_when_the_line_is_cut_and_the_page_closed(self, typed, writing, context, mine):
        expect(writing).to_have_url(re.compile(r"/editar/$"))
        address = writing.url
        context.set_offline(True)
        writing.keyboard.type("Sin línea.")
        writing.close()
        assert typed.startswith(mine()[0].rstrip())
        context.set_offline(False)
        page = context.new_page()
        page.goto(address)
        expect(box(page)).to_have_value(f"{typed}Sin línea.")
        assert len(mine()) == 1


class TestServer:
    @pytest.fixture
    def start(self, memory: Memory, tmp_path: Path) -> Any:
        """Starts it, always on the same port."""
        with ExitStack() as running:
            environment, port = compressed(), 0

            def start() -> Served:
                nonlocal port
                server = running.enter_context(served(environment, tmp_path / "server", port))
                port = urlsplit(server.address).port or 0
                return server

            yield start

    def test_killed_while_one_types(self, start, context: BrowserContext, memory: Memory, mine):
        server = start()
        let_in(context, server.address, memory.member)
        page = context.new_page()
        page.goto(server.address + NEW)
        box(page).press_sequentially("Antes.")
        is_saved(page)
        os.killpg(server.process.process.pid, signal.SIGKILL)
        server.process.process.wait()
        box(page).press_sequentially(" Mientras.")
        expect(page.locator("#draft-status")).to_have_text(page.locator("#say-failed").evaluate("it => it.innerHTML"))
        assert mine() == ["Antes."]
        start()
        is_saved(page)
        assert mine() == ["Antes. Mientras."]
        draft = Lesson.objects.filter(author=memory.member).latest("pk")
        events = apps.get_model("lessons", "LessonEvent").objects.filter(pgh_obj=draft)
        assert list(events.values_list("pgh_label", flat=True)) == ["insert"]
        assert not Revision.objects.filter(lesson=draft).exists()


class TestSimilar:
    @pytest.fixture
    def others(self, memory: Memory) -> Lesson:
        network = memory.lesson.network
        LessonFactory(network=network, author=memory.member, title="Mi propia cita", insight=TOLD, published=True)
        return LessonFactory(network=network, title="Visitar pronto a quien llega", insight=TOLD, published=True)

    def test_appear_and_nothing_moves(self, others, writing):
        before = top(writing)
        box(writing).press_sequentially(AGAIN)
        expect(writing.locator("#nearest .similar li")).to_have_count(3)
        assert top(writing) == before
        expect(box(writing)).to_be_focused()
        expect(box(writing)).to_have_value(AGAIN)
        expect(writing.locator("#similar")).to_be_in_viewport()
        expect(writing.locator("#similar")).to_have_text("Hay 3 lecciones parecidas")

    def test_one_of_them_is_confirmed_instead(self, others, writing):
        box(writing).press_sequentially(AGAIN)
        writing.locator("#similar").click()
        is_this_one = writing.locator("#nearest .similar li", has_text=others.title)
        expect(is_this_one).to_be_in_viewport()
        is_this_one.locator(".button").click()
        expect(writing.locator("#voices [name=stance][value=confirms]")).to_be_checked()

    def test_own_ones_are_only_shown(self, others, writing):
        box(writing).press_sequentially(AGAIN)
        own = writing.locator("#nearest .similar li", has_text="Mi propia cita")
        expect(own.locator("a")).to_have_count(1)

    def test_what_is_typed_while_they_are_looked_for_is_asked_too(self, others, writing):
        box(writing).press_sequentially(AGAIN)
        writing.locator("#nearest .similar li").first.wait_for()
        box(writing).fill("Otra cosa.")
        expect(writing.locator("#nearest .similar li")).to_have_count(0)
        expect(writing.locator("#similar")).to_be_hidden()


class TestHints:
    def test_are_given_and_never_block(self, writing, mine):
        box(writing).press_sequentially(VAGUE)
        expect(writing.locator("#nearest .hints li")).to_have_count(2)
        expect(writing.locator("#similar")).to_be_hidden()
        writing.locator("button[value=draft]").click()
        expect(writing.locator("#status")).to_be_visible()
        assert mine() == [VAGUE]

    def test_without_scripts_the_preview_has_all_of_it(self, new_context, memory: Memory):
        LessonFactory(network=memory.lesson.network, title="Nos fue distinto", insight=VAGUE, published=True)
        page = new_context(java_script_enabled=False).new_page()
        sign_in(page, memory.member)
        page.goto(NEW)
        box(page).fill(VAGUE)
        page.locator("button[formaction]").click()
        expect(page.locator("#preview .similar")).to_contain_text("Nos fue distinto")
        expect(page.locator("#preview .hints li")).to_have_count(2)
        expect(page.locator("#nearest .similar li")).to_have_count(0)

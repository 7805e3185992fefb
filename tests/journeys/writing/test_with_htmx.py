"""With scripts the same pages answer faster, and nothing a reader relies on breaks: address, back button, drafts."""

import re

import pytest
from django.db import OperationalError
from playwright.sync_api import Page, Response, expect

from lessons.models import Lesson
from tests.support.servers.browser import open_all, sign_in
from tests.support.site.parts import Memory


def mark(page: Page) -> None:
    """A mark that a swap keeps and a new page loses."""
    page.locator("h1").evaluate("heading => heading.dataset.kept = 'yes'")


def is_kept(page: Page) -> None:
    expect(page.locator("h1[data-kept=yes]")).to_have_count(1)


def is_whole(page: Page) -> None:
    for part in ("header.top", "main", "main h1", "footer.foot", "#results"):
        expect(page.locator(part)).to_have_count(1)
    expect(page.locator("html[lang=es-PE] > head > title")).to_have_count(1)


def lost(*_: object, **__: object) -> None:
    raise OperationalError("the connection is lost")


def titles(page: Page) -> list[str]:
    return page.locator("#results h3").all_inner_texts()


class TestFilters:
    @pytest.fixture
    def lessons(self, page: Page, memory: Memory) -> Page:
        sign_in(page, memory.member)
        page.goto("/lecciones/")
        return page

    def narrow(self, page: Page, memory: Memory) -> Response:
        with page.expect_response(re.compile(r"network=forosalud")) as answer:
            page.locator("[name=network]").select_option("forosalud")
        expect(page).to_have_url(re.compile(r"/lecciones/\?.*network=forosalud"))
        wanted = Lesson.objects.readable_by(memory.member).published().filter(network__slug="forosalud")
        expect(page.locator("#results article")).to_have_count(wanted.count())
        return answer.value

    def test_a_choice_swaps_the_results_alone(self, lessons, memory):
        mark(lessons)
        answer = self.narrow(lessons, memory)
        assert answer.text().strip().startswith('<form id="results"')
        is_kept(lessons)
        is_whole(lessons)
        swapped = titles(lessons)
        lessons.reload()
        is_whole(lessons)
        assert titles(lessons) == swapped
        expect(lessons.locator("[name=network]")).to_have_value("forosalud")

    def test_a_choice_that_does_not_get_through_says_so_beside_it(self, lessons):
        mark(lessons)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("lessons.search.filters.LessonFilter.__init__", lost)
            lessons.locator("[name=network]").select_option("forosalud")
            said = lessons.locator("#results > [role=alert]")
            expect(said).to_contain_text("Nada de lo que escribiste se pierde")
        is_kept(lessons)
        is_whole(lessons)
        expect(lessons.locator("[name=network]")).to_have_value("forosalud")
        lessons.locator("[name=network]").select_option("cies")
        expect(said).to_have_count(0)

    def test_the_other_language_shows_the_same_results(self, lessons, memory):
        self.narrow(lessons, memory)
        narrowed = lessons.locator("#results article").count()
        lessons.locator(".menu summary").click()
        lessons.get_by_role("button", name="English").click()
        expect(lessons.locator("html")).to_have_attribute("lang", "en")
        assert lessons.locator("#results article").count() == narrowed

    def test_words_are_searched_without_a_new_page(self, lessons):
        mark(lessons)
        lessons.locator("#id_q").fill("quechua consultas")
        lessons.locator("#id_q").press("Enter")
        expect(lessons.locator("#results mark").first).to_be_visible()
        expect(lessons).to_have_url(re.compile("q=quechua"))
        is_kept(lessons)

    @pytest.mark.parametrize("remembered", [True, False])
    def test_the_back_button_shows_whole_pages(self, lessons, memory, remembered):
        before = titles(lessons)
        self.narrow(lessons, memory)
        narrowed = titles(lessons)
        lessons.locator("#results h3 a").first.click()
        expect(lessons.locator("#status")).to_be_visible()
        if not remembered:
            lessons.evaluate("localStorage.clear(); sessionStorage.clear()")

        lessons.go_back()
        expect(lessons.locator("#results article")).to_have_count(len(narrowed))
        is_whole(lessons)
        assert titles(lessons) == narrowed

        lessons.go_back()
        expect(lessons.locator("#results article")).to_have_count(len(before))
        is_whole(lessons)
        assert titles(lessons) == before


class TestPublish:
    def test_swaps_the_status_alone(self, page, memory: Memory):
        sign_in(page, memory.secretariat)
        page.goto(memory.draft.get_absolute_url())
        mark(page)
        page.locator("#status button").click()
        expect(page.locator("#status")).to_contain_text("Publicada")
        is_kept(page)
        swapped = page.locator("#status").inner_text()
        page.reload()
        assert page.locator("#status").inner_text() == swapped


class TestDraft:
    TYPED = {
        "title": "Lo que se escribe no se pierde",
        "what_happened": "Primera línea.\n\n  Segunda línea con «comillas» y <b>signos</b>.",
        "insight": "Así lo aprendimos.",
        "context": "En plena campaña.",
        "applies_when": "Siempre.",
        "does_not_apply_when": "Nunca & jamás.",
        "sources": "Una persona que estuvo",
        "happened_on": "2025-02-03",
    }

    def test_an_error_keeps_every_word(self, page, memory: Memory):
        sign_in(page, memory.secretariat)
        page.goto("/lecciones/nueva/")
        open_all(page)
        for name, text in self.TYPED.items():
            page.locator(f"[name={name}]").fill(text)
        page.locator("[name=visibility][value=public]").check()
        page.locator("[name=result]").select_option("partly")
        page.locator("[name=regions]").nth(3).check()
        page.locator("[name=supports]").nth(5).check()
        page.locator("button[value=publish]").click()

        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator(".has-error")).to_have_count(1)  # the recommendation
        expect(page.locator(".has-error [name=recommendation]")).to_be_visible()
        for name, text in self.TYPED.items():
            expect(page.locator(f"[name={name}]")).to_have_value(text)
        expect(page.locator("[name=visibility][value=public]")).to_be_checked()
        expect(page.locator("[name=result]")).to_have_value("partly")
        expect(page.locator("[name=regions]").nth(3)).to_be_checked()
        expect(page.locator("[name=supports]").nth(5)).to_be_checked()

"""The main journeys with Tab, Enter, Space, arrows and letters alone; and where one is after a swap."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lessons.models import Lesson
from tests.support.factories import PASSWORD
from tests.support.servers.browser import sign_in
from tests.support.site.parts import Memory

FAR = 120  # presses of Tab, more than any page has controls before what is wanted

# What has the focus, if a reader would see that it has.
VISIBLE_FOCUS = """() => {
    const now = document.activeElement;
    if (now === document.body || now === document.documentElement) return 'lost: nothing has the focus';
    const {outlineStyle, outlineWidth} = getComputedStyle(now);
    const {top, bottom} = now.getBoundingClientRect();
    const what = now.outerHTML.slice(0, 120);
    if (!now.checkVisibility({visibilityProperty: true})) return 'on something hidden: ' + what;
    if (bottom <= 0 || top >= innerHeight) return 'out of sight: ' + what;
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 'without a ring: ' + what;
    return 'visible';
}"""


def is_focused(target: Locator) -> bool:
    return bool(target.count() and target.first.evaluate("each => each === document.activeElement"))


def tab_to(target: Locator) -> None:
    for _ in range(FAR):
        if is_focused(target):
            return
        target.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def press(target: Locator, key: str = "Enter") -> None:
    tab_to(target)
    target.page.keyboard.press(key)


def write(target: Locator, text: str) -> None:
    tab_to(target)
    target.page.keyboard.insert_text(text)


def focus_is_visible(page: Page) -> None:
    assert page.evaluate(VISIBLE_FOCUS) == "visible"


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_from_the_search_to_a_lesson(page: Page, memory: Memory):
    page.goto("/")
    write(page.locator("main [type=search]"), "universidad")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/lecciones/\?.*q=universidad"))
    press(page.get_by_role("link", name=memory.others.title))
    heading(page, memory.others.title)


def test_from_signing_in_to_a_published_lesson(page: Page, memory: Memory):
    page.goto("/")
    press(page.get_by_role("link", name="Entrar"))
    write(page.locator("[name=login]"), memory.secretariat.email)
    write(page.locator("[name=password]"), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/")
    press(page.get_by_role("link", name="Registrar una lección").first)
    for name in ("title", "what_happened", "insight", "recommendation"):
        write(page.locator(f"[name={name}]"), f"Con el teclado: {name}")
    tab_to(page.locator("[name=visibility]:checked"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=visibility][value=public]")).to_be_checked()
    press(page.locator("button[value=publish]"))
    heading(page, "Con el teclado: title")
    lesson = Lesson.objects.published().get(title="Con el teclado: title")
    assert lesson.visibility == "public"


def test_the_menu_opens_and_leads_on(page: Page, memory: Memory):
    sign_in(page, memory.member)
    press(page.locator(".menu summary"), "Space")
    press(page.locator(".menu").get_by_role("link", name="Tu perfil"))
    expect(page.locator("main [name=name]")).to_be_visible()


def test_the_language_is_chosen(page: Page, memory: Memory):
    page.goto("/lecciones/")
    press(page.get_by_role("link", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


class TestAfterSwap:
    @pytest.fixture
    def lessons(self, page: Page, memory: Memory) -> Page:
        sign_in(page, memory.member)
        page.set_viewport_size({"width": 360, "height": 740})  # where the filters are folded away
        page.goto("/lecciones/")
        return page

    def test_of_a_filter_one_is_where_one_was_and_hears_the_count(self, lessons: Page):
        press(lessons.locator(".filter-fields summary"))
        network, heard = lessons.locator("[name=network]"), lessons.get_by_role("status").first
        before = heard.inner_text()
        tab_to(network)
        with lessons.expect_response(re.compile(r"network=\w")):
            lessons.keyboard.press("ArrowDown")
        expect(heard).not_to_have_text(before)
        expect(network).to_be_focused()
        focus_is_visible(lessons)
        with lessons.expect_response(re.compile("/lecciones/")):
            lessons.keyboard.press("ArrowUp")
        expect(heard).to_have_text(before)
        expect(network).to_be_focused()
        focus_is_visible(lessons)

    def test_of_a_search_one_is_still_in_it(self, lessons: Page):
        box, heard = lessons.locator("main [type=search]"), lessons.get_by_role("status").first
        write(box, "quechua")
        lessons.keyboard.press("Enter")
        expect(heard).to_contain_text(re.compile(r"\b1 lecci"))
        expect(box).to_be_focused()
        focus_is_visible(lessons)

    def test_of_publishing_one_is_at_what_was_published(self, page: Page, memory: Memory):
        sign_in(page, memory.secretariat)
        page.goto(memory.draft.get_absolute_url())
        press(page.locator("#status button"))
        status = page.locator("#status")
        expect(status).to_contain_text("Publicada")
        expect(status.locator(":focus")).to_have_count(1)
        focus_is_visible(page)

    def test_of_an_answer_one_is_in_its_form_and_then_at_the_thanks(self, page: Page, memory: Memory):
        sign_in(page, memory.secretariat)
        page.goto(memory.others.get_absolute_url())
        press(page.locator("#voices .ask a").first)
        form = page.locator("#voices form")
        expect(form).to_be_visible()
        expect(page.locator("#voices :focus")).to_have_count(1)
        focus_is_visible(page)
        write(form.locator("textarea"), "Nos pasó lo mismo.")
        press(form.locator("button[type=submit]"))
        expect(page.locator("#voices [role=status]")).to_be_focused()
        focus_is_visible(page)

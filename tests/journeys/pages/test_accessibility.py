"""For people who see little, use no mouse, or hold a small phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.servers.browser import STICKING_OUT, open_all
from tests.support.site.pages import LANGUAGES, VISITORS, enter, pages, visit
from tests.support.site.parts import Memory

CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"

# Those that can be seen; of radio buttons with one name in a form the keyboard reaches one.
COUNT_CONTROLS = """all => {
    const radios = new Set();
    const seen = all.filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled);
    return seen.filter(each => {
        if (each.type !== 'radio') return true;
        const group = `${[...document.forms].indexOf(each.form)} ${each.name}`;
        const known = radios.has(group);
        radios.add(group);
        return !known;
    }).length;
}"""

# Notes what gets the focus, whether that can be seen (a link in a picture may change its shapes instead of having a
# ring), and whether it is one of the controls.
NOTE_FOCUS = """selector => {
    const drawn = link => [...link.children].map(each => {
        const {stroke, strokeWidth} = getComputedStyle(each);
        return `${stroke} ${strokeWidth}`;
    }).join();
    const before = new Map([...document.querySelectorAll('svg a')].map(link => [link, drawn(link)]));
    const reached = window.reached = new Map();
    document.activeElement.blur();
    document.addEventListener('focusin', ({target}) => {
        if (reached.has(target) || target.tagName === 'IFRAME') return;
        const {outlineStyle, outlineWidth} = getComputedStyle(target);
        const ring = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
        reached.set(target, {
            control: target.matches(selector),
            seen: ring || before.has(target) && before.get(target) !== drawn(target),
            html: target.outerHTML.slice(0, 120),
        });
    });
}"""

# A tick box or radio button is touched by its label.
TOO_SMALL = """all => all
    .filter(each => each.checkVisibility({visibilityProperty: true}))
    .map(each => ['checkbox', 'radio'].includes(each.type) ? each.labels[0] ?? each : each)
    .filter(each => each.getBoundingClientRect().height < 44)
    .map(each => each.outerHTML.slice(0, 120) + ' ' + each.getBoundingClientRect().height)"""
TOUCHED = ".button, button, input:not([type=hidden]), select, textarea, summary"


# Words that stand on two lines, where no browser parts them at a syllable. Parts of addresses are none.
BROKEN_WORDS = r"""() => {
    document.querySelectorAll('main *').forEach(each => { if (each.style) each.style.hyphens = 'manual'; });
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const broken = [];
    for (let text; (text = texts.nextNode());) {
        const around = text.parentElement;
        if (around.closest('svg, textarea, option, .visually-hidden') || !around.checkVisibility()) continue;
        for (const word of text.data.matchAll(/(?<![^\s(«“¿¡])\p{L}{2,20}(?![^\s)».,;:?!”])/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const tops = [...range.getClientRects()].map(each => each.top);
            if (Math.max(...tops) - Math.min(...tops) > 6) broken.push(word[0] + ' ' + around.outerHTML.slice(0, 80));
        }
    }
    return broken;
}"""


def in_both_languages(memory: Memory, who: str) -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        for name, address in pages(memory, who, language).items():
            yield language, name, address


def violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("who", VISITORS)
def test_axe_finds_nothing(page, memory: Memory, who):
    """On every page in both languages and both themes."""
    enter(page, memory, who)
    found = {}
    for language, name, address in in_both_languages(memory, who):
        visit(page, name, address)
        expect(page.locator("html")).to_have_attribute("lang", {"es": "es-PE", "en": "en"}[language])
        open_all(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[language, scheme, name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}


class TestKeyboard:
    def test_the_skip_link_leads_to_the_content(self, page):
        page.goto("/lecciones/")
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("main :focus")).to_have_count(1)

    @pytest.mark.parametrize("who", VISITORS)
    def test_reaches_every_control_and_shows_where_it_is(self, page, memory: Memory, who):
        enter(page, memory, who)
        wrong = {}
        for name, address in pages(memory, who, "es").items():
            visit(page, name, address)
            wanted = page.eval_on_selector_all(CONTROLS, COUNT_CONTROLS)
            reached = self._walk(page, wanted)
            unseen = [each["html"] for each in reached if not each["seen"]]
            count = sum(each["control"] for each in reached)
            if unseen or count != wanted:
                wrong[name] = (f"{count} of {wanted}", unseen)
        assert wrong == {}

    def _walk(self, page: Page, steps: int) -> list[dict[str, Any]]:
        """Twice through what is there at most: some stops are no controls, as a region that scrolls."""
        page.evaluate(NOTE_FOCUS, CONTROLS)
        reached: list[dict[str, Any]] = []
        for presses in (steps + 4, 20, steps):
            if sum(each["control"] for each in reached) < steps:
                for _ in range(presses):
                    page.keyboard.press("Tab")
                reached = page.evaluate("[...window.reached.values()]")
        return reached


class TestSmallPhone:
    @pytest.mark.parametrize("who", VISITORS)
    def test_fits_and_can_be_touched(self, new_context, memory: Memory, who):
        page = new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True).new_page()
        enter(page, memory, who)
        wrong = {}
        for language, name, address in in_both_languages(memory, who):
            visit(page, name, address)
            open_all(page)
            wrong[language, name] = page.evaluate(STICKING_OUT) + page.eval_on_selector_all(TOUCHED, TOO_SMALL)
            page.set_viewport_size({"width": 320, "height": 640})
            wrong[language, name] += page.evaluate(STICKING_OUT) + page.evaluate(BROKEN_WORDS)
            page.set_viewport_size({"width": 360, "height": 740})
        assert {name: each for name, each in wrong.items() if each} == {}

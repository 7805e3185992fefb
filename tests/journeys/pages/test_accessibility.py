"""For people who see little, use no mouse, or hold a small phone."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.support.servers.browser import STICKING_OUT, open_all
from tests.support.site.pages import LANGUAGES, VISITORS, enter, pages, visit
from tests.support.site.parts import Memory

DESK, PHONE, NARROWEST = ({"width": width, "height": 740} for width in (1280, 360, 320))
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


AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
# What it finds wrong; what passed is the most of its answer, and nobody reads it. In frames there is no axe.
VIOLATIONS = """async rules => {
    const only = rules.length ? {runOnly: {type: 'rule', values: rules}} : {};
    const {violations} = await axe.run({...only, resultTypes: ['violations'], elementRef: false, iframes: false});
    return violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 160)}`));
}"""


def in_both_languages(memory: Memory, who: str) -> Iterator[tuple[str, str, str]]:
    for language in LANGUAGES:
        for name, address in pages(memory, who, language).items():
            yield language, name, address


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds by all its rules, or by these alone."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found: list[str] = page.evaluate(VIOLATIONS, rules)
    return found


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """Of a browser that is touched."""
    return new_context(viewport=DESK, is_mobile=True, has_touch=True).new_page()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says of errors, blocked styles and scripts."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # A page may well be a 404 or a 422.
        its_status = message.location["url"] == page.url and "Failed to load resource" in message.text
        if message.type in {"error", "warning"} and not its_status:
            said.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    return said


@pytest.mark.parametrize("who", VISITORS)
def test_every_page_is_silent_reached_by_keyboard_without_faults_for_axe_and_fits_a_phone(
    page, memory: Memory, complaints, who
):
    """One visit in each language. In English, only what depends on the words is looked at again."""
    enter(page, memory, who)
    found: dict[tuple[str, str], list[str]] = {}
    for language, name, address in in_both_languages(memory, who):
        visit(page, name, address)
        expect(page.locator("html")).to_have_attribute("lang", {"es": "es-PE", "en": "en"}[language])
        wrong = unreached(page) if language == "es" else []
        open_all(page)
        if language == "es":
            wrong += violations(page)
            page.emulate_media(color_scheme="dark")
            wrong += [f"dark: {each}" for each in violations(page, "color-contrast")]
            page.emulate_media(color_scheme="light")
        wrong += on_small_phones(page)
        if wrong:
            found[language, name] = wrong
    assert found == {}
    assert complaints == []


def test_what_axe_finds_wrong_is_told(page):
    page.set_content(
        "<html lang=es><title>Una</title><main><h1>Una</h1><img src='data:,'>"
        "<p style='color:#bbb;background:#fff'>Gris</p></main>"
    )
    assert [each.split(":")[0] for each in violations(page)] == ["color-contrast", "image-alt"]
    assert [each.split(":")[0] for each in violations(page, "color-contrast")] == ["color-contrast"]


def on_small_phones(page: Page) -> list[str]:
    """What does not fit, cannot be touched, or parts a word."""
    page.set_viewport_size(PHONE)
    wrong = page.evaluate(STICKING_OUT) + page.eval_on_selector_all(TOUCHED, TOO_SMALL)
    page.set_viewport_size(NARROWEST)
    wrong += page.evaluate(STICKING_OUT) + page.evaluate(BROKEN_WORDS)
    page.set_viewport_size(DESK)
    return list(wrong)


def unreached(page: Page) -> list[str]:
    """Controls to which the keyboard leads and nobody sees it, and how many there are if it does not reach all."""
    wanted = page.eval_on_selector_all(CONTROLS, COUNT_CONTROLS)
    reached = _walk(page, wanted)
    page.evaluate("document.activeElement.blur()")
    unseen = [f"no ring: {each['html']}" for each in reached if not each["seen"]]
    count = sum(each["control"] for each in reached)
    return unseen + ([] if count == wanted else [f"the keyboard reaches {count} of {wanted}"])


def _walk(page: Page, steps: int) -> list[dict[str, Any]]:
    """Go twice through what is there at most: some stops are no controls, as a region that scrolls."""
    page.evaluate(NOTE_FOCUS, CONTROLS)
    reached: list[dict[str, Any]] = []
    for presses in (steps + 4, 20, steps):
        if sum(each["control"] for each in reached) < steps:
            for _ in range(presses):
                page.keyboard.press("Tab")
            reached = page.evaluate("[...window.reached.values()]")
    return reached


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

"""Not a test, but what a test has around it: run by tests/support/commands/screenshots.py."""

import shutil
from itertools import product
from typing import Any

from tests.support.commands.screenshots import FOLDER
from tests.support.site.pages import LANGUAGES, VISITORS, enter, pages, visit
from tests.support.site.parts import Memory

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")


def test_photograph_every_page(new_context: Any, memory: Memory) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    for who, language, scheme in product(VISITORS, LANGUAGES, SCHEMES):
        context = new_context(color_scheme=scheme)
        page = context.new_page()
        enter(page, memory, who)
        for name, address in pages(memory, who, language).items():
            visit(page, name, address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=FOLDER / f"{name}-{who}-{width}-{scheme}-{language}.png", full_page=True)
        context.close()

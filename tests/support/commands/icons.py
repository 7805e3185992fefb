"""`make icons` draws the icons of an installed site, and the picture of a link sent to somebody.

All are made of static/mark.svg, and kept in the repository: run it when the mark changes.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.support.servers.chromium import launch_options

STATIC = Path(__file__).resolve().parents[3] / "static"
MARK = (STATIC / "mark.svg").read_text()
GROUND, CREAM, OCHRE, TURQUOISE = "#7d1730", "#f6ead2", "#e9b949", "#86cdbd"  # of the mark
# A flat drawing needs no more colours, and is a third of the size.
COLOURS = 64
# name → side, and how much of it the mark covers: of a maskable icon only the middle is sure to be shown.
ICONS = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "touch-180": (180, 0.94), "maskable-512": (512, 0.72)}
# The cords of the preview: colour, length, and where on it the knots are.
CORDS = (
    (OCHRE, 250, (70, 100, 200)),
    (CREAM, 330, (60, 150, 180, 210)),
    (TURQUOISE, 200, (90, 120)),
    (CREAM, 290, (50, 80, 230)),
    (OCHRE, 360, (120, 150, 180, 300)),
    (TURQUOISE, 270, (60, 170, 200)),
    (CREAM, 220, (100, 130)),
    (OCHRE, 310, (70, 190, 220, 250)),
    (TURQUOISE, 340, (110, 240)),
    (CREAM, 240, (60, 90, 170)),
    (OCHRE, 200, (80, 140)),
)


def icon(side: int, part: float) -> str:
    """The mark alone, or in the middle of more of its ground."""
    ground = "transparent" if part == 1 else GROUND
    style = f"body {{ display: grid; place-items: center; height: 100vh; background: {ground} }}"
    return f"<style>* {{ margin: 0 }} {style} svg {{ width: {side * part}px }}</style>{MARK}"


def preview() -> str:
    """A quipu, and the name under it."""
    drawn = "".join(_cords())
    words = f'<text x="600" y="560" fill="{CREAM}" font-size="92" font-weight="700">Memoria Viva</text>'
    main = f'<path d="M40 74Q600 20 1160 74" stroke="{CREAM}" stroke-width="16" stroke-linecap="round" fill="none"/>'
    fonts = 'font-family="Georgia, Liberation Serif, serif" text-anchor="middle"'
    return (
        f"<style>* {{ margin: 0 }} svg {{ display: block; background: {GROUND} }}</style>"
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" {fonts}>{drawn}{main}{words}</svg>'
    )


def _cords() -> Iterator[str]:
    for number, (colour, length, knots) in enumerate(CORDS):
        x, top = 100 + number * 100, 66 - 22 * (1 - ((number - 5) / 5) ** 2)
        yield f'<path d="M{x} {top}v{length}" stroke="{colour}" stroke-width="8" stroke-linecap="round"/>'
        for knot in knots:
            yield f'<rect x="{x - 14}" y="{top + knot}" width="28" height="19" rx="9.5" fill="{colour}"/>'


def photograph(page: Page, drawing: str, width: int, height: int, to: Path) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(drawing)
    taken = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    taken.quantize(COLOURS, dither=Image.Dither.NONE).save(to, optimize=True)


def main() -> None:
    assert re.findall(r'fill="(#\w+)"', MARK)[0] == GROUND, "the mark has another ground now"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page()
        for name, (side, part) in ICONS.items():
            photograph(page, icon(side, part), side, side, STATIC / "icons" / f"{name}.png")
        photograph(page, preview(), 1200, 630, STATIC / "preview.png")
        browser.close()


if __name__ == "__main__":
    main()

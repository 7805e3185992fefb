"""That the colours can be read: computed from the stylesheet's tokens, in both themes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

CSS = Path(finders.find("memoria.css")).read_text()
AAA, AA, CONTROL = 7.0, 4.5, 3.0

GROUNDS = ("paper", "surface", "quiet-paper")
# text or control → the grounds on which it stands → the least contrast
PAIRS = [
    *((text, ground, AAA) for text in ("ink", "ink-soft") for ground in ("paper", "surface")),
    ("ink", "quiet-paper", AAA),
    ("ink-soft", "quiet-paper", AA),
    *(("link", ground, AA) for ground in GROUNDS),
    ("accent-ink", "accent", AA),
    *((tone, f"{tone}-paper", AA) for tone in ("good", "mixed", "bad")),
    *(("ink", f"{tone}-paper", AAA) for tone in ("good", "mixed", "bad")),
    ("bad", "paper", AA),
    ("bad", "surface", AA),
    *((control, ground, CONTROL) for control in ("control-line", "focus", "accent") for ground in ("paper", "surface")),
    *((f"knot-{result}", "surface", CONTROL) for result in ("worked", "partly", "failed", "untold")),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


LIGHT = tokens(CSS.split("@media", 1)[0])
DARK = LIGHT | tokens(CSS.split("@media screen and (prefers-color-scheme: dark)", 1)[1].split("*,\n*::before", 1)[0])


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the known last grey that passes


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_every_pair_can_be_read(theme: str, colours: dict[str, str]) -> None:
    measured = {(front, ground): contrast(colours[front], colours[ground]) for front, ground, _ in PAIRS}
    too_weak = {pair: round(measured[pair], 2) for *pair_, least in PAIRS if measured[pair := tuple(pair_)] < least}
    assert too_weak == {}


def test_dark_says_again_every_colour() -> None:
    dark = tokens(CSS.split("@media screen and (prefers-color-scheme: dark)", 1)[1].split("*,\n*::before", 1)[0])
    assert dark.keys() == LIGHT.keys()


def test_no_colour_stands_outside_the_tokens() -> None:
    """But black and white on paper, and shadows."""
    rules = CSS.split("*,\n*::before", 1)[1]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) <= {"#fff", "#000"}

"""Nothing looks up: by templates and URL names no more than by imports, which `lint-imports` reads.

Names without a namespace (home, about) are the site's own, and may be said everywhere.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import architecture

PROJECT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
APPS: list[str] = CONTRACTS[0]["layers"]
URL = re.compile(r"""(?:\{%-? *url +|reverse\(|reverse_lazy\(|redirect\(|resolve_url\()\s*["'](\w+):""")
TEMPLATE = re.compile(r"""["'](\w+)/(?:(\w+)/)?[\w/]*\.(?:html|txt)""")


def sources(app: str) -> Iterator[tuple[Path, str]]:
    """Each module and template of an app, with its words."""
    for folder, pattern in ((PROJECT / app, "*.py"), (PROJECT / "templates" / app, "*.html")):
        for path in folder.rglob(pattern):
            if "migrations" not in path.parts:
                yield path.relative_to(PROJECT), path.read_text()


def floors(container: str) -> dict[str, int]:
    """How high each feature of an app stands: 0 is the ground."""
    [contract] = [each for each in CONTRACTS if each.get("containers") == [container]]
    lines = [re.split(r"[|:]", line) for line in reversed(contract["layers"])]
    return {feature.strip(" ()"): height for height, line in enumerate(lines) for feature in line}


@pytest.mark.parametrize("app", APPS)
def test_no_app_names_a_page_or_a_template_of_one_above(app: str):
    above = set(APPS[: APPS.index(app)])
    found = {
        f"{path}: {match[0]}"
        for path, text in sources(app)
        for pattern in (URL, TEMPLATE)
        for match in pattern.finditer(text)
        if match[1] in above
    }
    assert found == set()


@pytest.mark.parametrize("app", ["lessons", "networks"])
def test_no_feature_takes_a_template_of_one_above(app: str):
    height, found = floors(app), set()
    for path, text in sources(app):
        feature = path.parts[path.parts.index(app) + 1].removesuffix(".py")
        for match in TEMPLATE.finditer(text):
            if match[1] == app and match[2] in height and height[match[2]] > height.get(feature, 99):
                found.add(f"{path}: {match[0]}")
    assert found == set()


def test_the_drawing_of_the_architecture_is_of_today():
    assert architecture.DRAWING.read_text() == architecture.drawn(), "run `make architecture`"

"""Every fragment has a test that plays its swap.

A test says whose it is with `@pytest.mark.fragment("lessons/pages/list.html#results")`, and swaps with
`swap` of tests/support/htmx.py.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("base", "config", "digests", "lessons", "networks")
PARTIAL = re.compile(r"{%\s*partialdef\s+([\w-]+)")


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in {getattr(node.func, "id", ""), getattr(node.func, "attr", "")}:
            yield node


def texts(call: ast.Call) -> list[str]:
    return [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def modules(*folders: str) -> Iterator[ast.Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def in_templates() -> set[str]:
    folder = ROOT / "templates"
    return {
        f"{path.relative_to(folder)}#{name}"
        for path in folder.rglob("*.html")
        for name in PARTIAL.findall(path.read_text(encoding="utf-8"))
    }


def in_code() -> set[str]:
    found = [texts(call) for tree in modules(*APPS) for call in calls(tree, "render_fragment")]
    return {"#".join(named) for named in found}


def in_tests() -> set[str]:
    """Those of whose swap a test says that it plays it, and does."""
    return {
        text
        for tree in modules("tests")
        for test in ast.walk(tree)
        if isinstance(test, ast.FunctionDef) and any(calls(test, "swap"))
        for mark in test.decorator_list
        for call in calls(mark, "fragment")
        for text in texts(call)
    }


def test_the_swap_of_every_fragment_is_played():
    assert in_templates() | in_code() == in_tests(), "see the docstring of this module"


def test_every_fragment_that_is_sent_is_a_partial_of_its_page():
    assert in_code() == in_templates()

"""Pages are HTML as its standard says, by the checker of the W3C (`vnu`), where that is found."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.site.pages import VISITORS, enter, pages
from tests.support.site.parts import Memory

# What a checker of some years ago does not know yet, and htmx's own attributes.
KNOWN = re.compile(
    r"Attribute “(hx-[a-z-]+|enterkeyhint)”"
    r"|Attribute “media” not allowed on element “meta”"
    r"|for attribute “role” on element “svg”"
)


def checker() -> list[str] | None:
    """`VNU` is the path of its jar."""
    jar, program = os.environ.get("VNU"), shutil.which("vnu")
    if jar and shutil.which("java"):
        return ["java", "-Xss4m", "-jar", jar]
    return [program] if program else None


@pytest.mark.skipif(checker() is None, reason="no HTML checker found: put vnu into the PATH, or set VNU to its jar")
@pytest.mark.parametrize("who", VISITORS)
def test_pages_are_valid_html(page, memory: Memory, who: str, tmp_path: Path) -> None:
    enter(page, memory, who)
    for number, address in enumerate(pages(memory, who, "es").values()):
        answer = page.request.get(address)
        if "text/html" in answer.headers["content-type"]:
            (tmp_path / f"{number}.html").write_text(f"{answer.text()}\n<!-- {address} -->", encoding="utf-8")
    command = [*(checker() or []), "--errors-only", "--format", "json", *map(str, tmp_path.glob("*.html"))]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stderr)["messages"]
    assert [(each["url"], each["message"]) for each in found if not KNOWN.search(each["message"])] == []

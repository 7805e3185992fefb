"""This program reads from standard input, as JSON, what a document says, and writes the document to standard output.

Its output is a file. Typesetting takes more memory than a server can spare, and does not always give it back: it goes
with this process. It runs without the environment, and takes from itself the right to more than some memory, time and
size of files.
"""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from base.typesetting.characters import Drawer, clean

TOP = Path(__file__).parents[2]
FONTS = TOP / "base/typesetting/fonts"
MOST_MEMORY, MOST_SECONDS, MOST_BYTES = 2 * 1024**3, 120, 50 * 1024**2


def restrict() -> None:
    """Limit memory, time and size of files; if the machine runs short of memory, this goes before any server does."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_FSIZE: MOST_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def each_text(told: Any, change: Callable[[str], str]) -> Any:
    if isinstance(told, str):
        return change(told)
    if isinstance(told, dict):
        return {name: each_text(value, change) for name, value in told.items()}
    if isinstance(told, list):
        return [each_text(value, change) for value in told]
    return told


def document(layout: str, told: dict[str, Any]) -> bytes:
    """Return a PDF in the layout of a `.typ` file, named from the top of the project.

    A dotted name is a module: then return what its `document` makes.
    """
    told = each_text(told, clean)
    if layout.endswith(".typ"):
        return tagged_pdf(layout, each_text(told, Drawer(FONTS).drawn))
    made: bytes = import_module(layout).document(told)
    return made


def tagged_pdf(layout: str, told: dict[str, Any]) -> bytes:
    """Return a PDF that is tagged for screen readers (PDF/UA). Nothing in `told` is taken for markup.

    PDF/UA refuses what no font can draw. The fonts are ours alone: another machine would have others, and make another
    document.
    """
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    asked = {"pack": json.dumps(told)}
    pdf = typst.compile(
        TOP / layout, root=TOP, sys_inputs=asked, format="pdf", pdf_standards=["ua-1"], font_paths=fonts
    )
    return bytes(pdf)


if __name__ == "__main__":
    restrict()
    sys.stdout.buffer.write(document(**json.load(sys.stdin)))

"""Text that people typed goes into Markdown as the text it is: it makes no link, no heading, no element."""

import re

MARKS = re.compile(r"([\\`*_\[\]<>#|~!&])")
# At the beginning of a line these make a list, a line across, or a heading of the line before.
BEGINNING = re.compile(r"^(\d{0,9})([-+=.)])")


def escaped(text: str) -> str:
    return MARKS.sub(r"\\\1", text)


def in_paragraphs(text: str) -> str:
    """Return a text of several lines: its lines stay lines, none is taken for a list or for code."""
    lines = [BEGINNING.sub(r"\1\\\2", escaped(line.strip())) for line in text.strip().splitlines()]
    return re.sub(r"(?<=[^\n])\n(?=[^\n])", r"\\\n", "\n".join(lines))

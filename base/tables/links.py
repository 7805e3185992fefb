"""Addresses stand behind words of a spreadsheet, where nobody sees them before clicking."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from base.tables.table import Row, Table

BY_FORMULA = re.compile(r'\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
WEB = re.compile(r"https?://", re.IGNORECASE)
BEFORE = re.compile(r"^(?:https?://|mailto:)?(?:www\.)?", re.IGNORECASE)
MOST_SHOWN, SHOWN_OF_LINK = 5, 80


def note_links(rows: Iterable[Row], places: Iterable[tuple[int, int, str]]) -> None:
    """Note in each row the addresses that its cells do not show; `places` are (column, row, address), from 1."""
    by_line = {row.line: row for row in rows}
    for column, line, link in places:
        row = by_line.get(line)
        if link and row and column <= len(row) and row[column - 1] and not _is_shown(link, row[column - 1]):
            row.links[column - 1] = link


def place(table: Table, columns: Sequence[str], addresses: Collection[str], together: Collection[str]) -> None:
    """Write links out where the column's field is one of `addresses`; note those that stay out."""
    left_out = dict.fromkeys(
        link
        for row in table.rows
        for at, link in row.links.items()
        if not (columns[at] in addresses and WEB.match(link) and _is_written(row, at, link, columns[at] in together))
    )
    table.how.notes += _note([*left_out])


def _is_written(row: Row, at: int, link: str, is_list: bool) -> bool:
    """Write the link out, but not over another address, which was meant; return whether it was written."""
    if is_list:
        row[at] = f"{row[at]} {link}"
    elif "." in row[at] and " " not in row[at]:
        return False
    else:
        row[at] = link
    return True


def _is_shown(link: str, text: str) -> bool:
    host_and_path = re.escape(BEFORE.sub("", link).rstrip("/"))
    return re.search(rf"(?<![\w-]){host_and_path}", text, re.IGNORECASE) is not None


def _note(links: list[str]) -> Iterator[str]:
    if links:
        words = ", ".join(link[:SHOWN_OF_LINK] for link in links[:MOST_SHOWN]) + (" …" if links[MOST_SHOWN:] else "")
        yield _("Links behind words are left out: %(links)s") % {"links": words}

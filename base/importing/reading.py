"""A file that waits to be read, read: as a person said, or as it was read before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.importing.models import FileImport
from base.tables import delimited, encodings, links, merged
from base.tables.columns import Columns, plain
from base.tables.table import Chosen, Naming, Table, TableError

HOW = ("sheet", "encoding", "delimiter", "line")
DELIMITERS = {
    ",": gettext_lazy("comma (,)"),
    ";": gettext_lazy("semicolon (;)"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("bar (|)"),
    delimited.ONE_COLUMN: gettext_lazy("none: one column"),
}
Learned = tuple[dict[str, str], dict[str, Any]]
ReadFile = Callable[[str, bytes, Naming, Chosen], Table]


def read_again(batch: FileImport, columns: Columns, learned: Learned, read_file: ReadFile) -> Table:
    """Note in `batch`, which is not saved, what its headings are and how the file was read. Raises TableError.

    What was found once is not guessed again: what people learned meanwhile changes nothing that they saw.
    """
    called = columns.called(learned[0])
    before = _as_before(batch)
    table = read_file(batch.file_name, bytes(batch.content), called.naming, before | batch.chosen)
    if before:
        table.how.doubts = [each for each in batch.found["table"]["doubts"] if each not in batch.chosen]
    table.how.called = (
        batch.found.get("table", {}).get("called", {}) | _left_out_of(batch) | remembered_choices(batch)[0]
    )
    if not batch.columns or batch.headings != table.headings:
        called = columns.called(learned[0] | table.how.called)  # what they said of it stays said
        batch.headings, batch.columns = table.headings, called.guess(table.headings)
        batch.words = learned[1] | batch.words
    links.place(table, batch.columns, columns.addresses, columns.together)
    merged.join(table, batch.columns, columns.needed, columns.together)
    return table


def read_with_settings(batch: FileImport, look: Callable[[Any], object]) -> None:
    """Let `look` read it as a person said; where that cannot be, as it was read before, and note which choice and why.

    A wrong choice costs nobody the file. Raises TableError of one that never was read.
    """
    before = batch.found.get("table", {})
    try:
        look(batch)
    except TableError as trouble:
        refused = {name: value for name, value in batch.chosen.items() if value != before.get(name)}
        if not before or not refused:
            raise
        batch.chosen = {name: value for name, value in batch.chosen.items() if name not in refused}
        look(batch)
        batch.found["refused"] = {name: _refusal(name, value, trouble) for name, value in refused.items()}


def _refusal(name: str, value: Any, trouble: TableError) -> str:
    names: dict[str, Mapping[str, Any]] = {"delimiter": DELIMITERS, "encoding": encodings.NAMES}
    choice = names.get(name, {}).get(value, value)
    text = _("With “%(choice)s” the file cannot be read, so it is read as before. %(trouble)s")
    return text % {"choice": choice, "trouble": trouble}


def _as_before(batch: FileImport) -> dict[str, Any]:
    """Nothing, if a person said something else of the file since."""
    found = batch.found.get("table", {})
    before = {name: found[name] for name in HOW if found.get(name)}
    return before if all(before.get(name, said) == said for name, said in batch.chosen.items()) else {}


def remembered_choices(last: FileImport | None) -> Learned:
    """What people said of columns and words of their last file: they need not say it again."""
    if last is None:
        return {}, {}
    return {plain(name): to for name, to in zip(last.headings, last.columns, strict=False) if to}, last.words


def _left_out_of(batch: FileImport) -> dict[str, str]:
    """Headings to which no field belongs, as somebody said or nothing else was known."""
    return {plain(name): "" for name, to in zip(batch.headings, batch.columns, strict=False) if not to}


def found_settings(table: Table) -> dict[str, Any]:
    """As `FileImport.found` keeps it."""
    return asdict(table.how)


def how_in_words(how: Mapping[str, Any]) -> Iterator[str]:
    """Of what `FileImport.found` keeps; nothing of a file that says itself what it is."""
    if how.get("sheet"):
        yield _("sheet “%(sheet)s”") % {"sheet": how["sheet"]}
    if how.get("encoding"):
        yield _("letters in %(encoding)s") % {"encoding": encodings.NAMES[how["encoding"]]}
    if how.get("delimiter"):
        yield _("cells separated by: %(sign)s") % {"sign": DELIMITERS.get(how["delimiter"], how["delimiter"])}
    if how.get("sheet") or how.get("delimiter"):
        yield _("headings in row %(line)s") % {"line": how["line"]}


def unread(batch: FileImport) -> Iterator[str]:
    """The columns that no field takes: what stands in them would be lost."""
    for number, (heading, to) in enumerate(zip(batch.headings, batch.columns, strict=False), start=1):
        if not to:
            yield heading or _("column %(number)s, without a heading") % {"number": number}

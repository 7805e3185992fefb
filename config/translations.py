"""Message catalogues with Babel: extracted from code and templates, checked, compiled. No gettext needed."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

Found = tuple[str, int, str | tuple[str, ...], str | None]

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SOURCES = ("config", "networks", "lessons", "digests")
# What changes at each run, or says nothing.
NOISE = re.compile(
    rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To|'
    rb'Project-Id-Version): [^"]*\\n"\n'
)
CATALOGUE = Path("es") / "LC_MESSAGES" / "django.po"  # the sources are English: no catalogue for it


def catalogue_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / CATALOGUE


def compile_catalogues() -> None:
    """Write the .mo that Django reads, if it is missing or older than its .po."""
    po = catalogue_path()
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return
    with po.open("rb") as source, mo.open("wb") as target:
        write_mo(target, read_po(source, locale="es"))


def _as_python(path: Path) -> str:
    """A template as the Python-like text that Django makes of it for gettext: calls, and X for all the rest."""
    text = templatize(path.read_text(encoding="utf-8"))
    return "\n".join(line.strip() for line in text.splitlines())


def _calls(path: Path) -> Iterator[tuple[int, str, object]]:
    text = _as_python(path) if path.suffix in {".html", ".txt"} else path.read_text(encoding="utf-8")
    for line, function, messages, _comments in extract_python(
        io.BytesIO(text.encode()), list(KEYWORDS), [], {"encoding": "utf-8"}
    ):
        yield line, function or "gettext", messages


def _sources() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for app in SOURCES:
        yield from sorted(p for p in (root / app).rglob("*.py") if "migrations" not in p.parts)
    yield from sorted(p for p in (root / "templates").rglob("*") if p.suffix in {".html", ".txt"})


def _message(function: str, found: object) -> tuple[str | tuple[str, str], str | None] | None:
    """Message id (singular and plural as a pair) and context of one call; None if it is not made of plain strings."""
    texts = [t for t in (found if isinstance(found, tuple | list) else (found,)) if isinstance(t, str)]
    context = texts.pop(0) if "pgettext" in function and texts else None
    if not texts or not texts[0]:
        return None
    if function.removesuffix("_lazy").endswith("ngettext") or function.startswith("npgettext"):
        return ((texts[0], texts[1]), context) if len(texts) > 1 else None
    return texts[0], context


def extract() -> Catalog:
    """All messages of code and templates, without translations."""
    catalogue = Catalog(locale="es", project="Memoria Viva", charset="utf-8")
    root = Path(settings.BASE_DIR)
    for path in _sources():
        for _line, function, found in _calls(path):
            message = _message(function, found)
            if message:
                catalogue.add(message[0], context=message[1], locations=[(str(path.relative_to(root)), 0)])
    return catalogue


def current() -> Catalog:
    po = catalogue_path()
    if not po.exists():
        return Catalog(locale="es")
    with po.open("rb") as source:
        return read_po(source, locale="es")


def update() -> Catalog:
    """Bring the catalogue up to date with the sources; new messages come in empty, dead ones go."""
    catalogue = current()
    catalogue.update(extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# Memoria Viva in Spanish, as Peruvians write it: clear, warm, tú."
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)
    text = NOISE.sub(b"", buffer.getvalue())
    catalogue_path().parent.mkdir(parents=True, exist_ok=True)
    catalogue_path().write_bytes(text)
    return catalogue


def problems() -> list[str]:
    """What a reader would meet untranslated, or with a placeholder lost; empty when all is well."""
    known = current()
    found = []
    for message in extract():
        if not message.id:
            continue
        here = known.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if here is None:
            found.append(f"not in the catalogue (run `make messages`): {name}")
        elif not all([here.string] if isinstance(here.string, str) else here.string):
            found.append(f"not translated: {name}")
        elif here.fuzzy:
            found.append(f"fuzzy: {name}")
        else:
            found += [f"{name}: {error}" for error in here.check(known)]
    return found

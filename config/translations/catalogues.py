"""Babel makes the message catalogues: extracted from code and templates, checked, compiled. No gettext needed."""

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

KEYWORDS: dict[str, None] = dict.fromkeys(
    f"{name}{lazy}" for name in ("gettext", "ngettext", "pgettext", "npgettext") for lazy in ("", "_lazy", "_noop")
)
KEYWORDS["_"] = None
SOURCES = ("base", "config", "networks", "lessons", "digests")
# What changes at each run, or says nothing.
NOISE = re.compile(
    rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid-Bugs-To|'
    rb'Project-Id-Version): [^"]*\\n"\n'
)
SOURCE = "en"  # the texts in code and templates: no catalogue for it
# No text may be missing in these; of a language that is only begun, Django shows the Spanish instead.
COMPLETE = ("es",)


def catalogue_path(language: str = "es") -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def translated_into() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != SOURCE]


def compile_catalogues() -> None:
    """Write each .mo that Django reads, if it is missing or older than its .po."""
    for language in translated_into():
        po = catalogue_path(language)
        mo = po.with_suffix(".mo")
        if not po.exists() or (mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime):
            continue
        with po.open("rb") as source, mo.open("wb") as target:
            write_mo(target, read_po(source, locale=language))


def _as_python(path: Path) -> str:
    """Return a template as the Python-like text that Django makes of it for gettext: calls, X for all the rest."""
    text = templatize(path.read_text(encoding="utf-8"))
    return "\n".join(line.strip() for line in text.splitlines())


def _calls(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each call of a translating function, with its texts."""
    text = _as_python(path) if path.suffix in {".html", ".txt"} else path.read_text(encoding="utf-8")
    for _line, function, found, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
        texts = found if isinstance(found, tuple | list) else (found,)
        yield str(function), [part for part in texts if isinstance(part, str)]


def _sources() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    for app in SOURCES:
        yield from sorted(p for p in (root / app).rglob("*.py") if "migrations" not in p.parts)
    yield from sorted(p for p in (root / "templates").rglob("*") if p.suffix in {".html", ".txt"})


def _message(function: str, texts: list[str]) -> tuple[str | tuple[str, str], str | None] | None:
    """Return message id (singular and plural as a pair) and context of one call; None if it has no plain text."""
    context = texts.pop(0) if "pgettext" in function and texts else None
    if not texts or not texts[0]:
        return None
    if "ngettext" in function or "npgettext" in function:
        return ((texts[0], texts[1]), context) if len(texts) > 1 else None
    return texts[0], context


def extract(language: str = "es") -> Catalog:
    """Return all messages of code and templates, without translations."""
    catalogue = Catalog(locale=language, project="Memoria Viva", charset="utf-8")
    root = Path(settings.BASE_DIR)
    for path in _sources():
        for function, texts in _calls(path):
            message = _message(function, texts)
            if message:
                catalogue.add(message[0], context=message[1], locations=[(str(path.relative_to(root)), 0)])
    return catalogue


def current(language: str = "es") -> Catalog:
    po = catalogue_path(language)
    if not po.exists():
        return Catalog(locale=language)
    with po.open("rb") as source:
        return read_po(source, locale=language)


def update() -> None:
    """Bring all catalogues up to date with the sources; new messages come in empty, dead ones go."""
    for language in translated_into():
        _update(language)


def _update(language: str) -> None:
    catalogue = current(language)
    catalogue.update(extract(language), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    if language == "es":
        catalogue.header_comment = "# Memoria Viva in Spanish, as Peruvians write it: clear, warm, tú."
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)
    text = NOISE.sub(b"", buffer.getvalue())
    catalogue_path(language).parent.mkdir(parents=True, exist_ok=True)
    catalogue_path(language).write_bytes(text)


def problems() -> list[str]:
    """Return what a reader would meet untranslated, or with a placeholder lost; empty when all is well."""
    return [problem for language in COMPLETE for problem in _problems(language)]


def _problems(language: str) -> list[str]:
    known = current(language)
    found = []
    for message in extract(language):
        if not message.id:
            continue
        here = known.get(message.id, message.context)
        name = message.id if isinstance(message.id, str) else message.id[0]
        if here is None:
            found.append(f"not in the catalogue (run `make messages`): {name}")
        elif not all(here.string if isinstance(here.string, tuple | list) else [here.string]):
            found.append(f"not translated: {name}")
        elif here.fuzzy:
            found.append(f"fuzzy: {name}")
        else:
            found += [f"{name}: {error}" for error in here.check(known)]
    return found

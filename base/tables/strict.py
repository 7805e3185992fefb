"""Workbooks saved as “Strict Open XML” say the same under other names."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

STRICT = b"http://purl.oclc.org/ooxml/"
RELATIONS = "_rels/.rels"
# As openpyxl knows them. Each part says its names in its first element.
NAMES = {
    STRICT + b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    STRICT + b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    STRICT + b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
FIRST = 1024 * 1024


def as_transitional(content: bytes) -> bytes:
    """Return a strict workbook under the names that openpyxl knows, and any other as it is."""
    with ZipFile(io.BytesIO(content)) as packed:
        if STRICT not in packed.open(RELATIONS).read(FIRST):
            return content
        file = io.BytesIO()
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as renamed:
            for name in packed.namelist():
                _rename(packed, renamed, name)
    return file.getvalue()


def _rename(packed: ZipFile, renamed: ZipFile, name: str) -> None:
    with packed.open(name) as part, renamed.open(name, "w") as new:
        text = part.read(FIRST)
        for strict, transitional in NAMES.items():
            text = text.replace(strict, transitional)
        new.write(text)
        while text := part.read(FIRST):
            new.write(text)

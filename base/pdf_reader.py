"""This program reads a PDF from standard input, and writes what it says as JSON to standard output.

Whoever made the PDF may have made it to break its reader: so this runs apart from the worker, without its environment,
and takes from itself, before it reads, the right to more than some memory and time, to write files, to start programs.
"""

import base64
import io
import json
import resource
import sys

MOST_PAGES = 300
MOST_TEXT = 200_000
MOST_MEMORY, MOST_SECONDS = 1024 * 1024 * 1024, 30
WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
SIDE, MOST_BYTES = 480, 14_000


def restrict() -> None:
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def read(content: bytes) -> dict[str, str]:
    """Return the `text` of a PDF and a `thumbnail` of its first page, a WebP in base64, "" if it cannot be drawn.

    If the PDF cannot be opened, `without_words` says why: "locked" by a password, or "damaged".
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        return {"without_words": "locked" if error.err_code == WRONG_PASSWORD else "damaged"}
    if not pages:
        return {"without_words": "damaged"}
    with document:
        picture = _first_page(document)
        return {"text": _words(document), "thumbnail": base64.b64encode(picture).decode()}


def _words(document) -> str:  # type: ignore[no-untyped-def]
    words, length = [], 0
    for number in range(min(len(document), MOST_PAGES)):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except Exception:  # noqa: S112 - one broken page does not hide the others
            continue
        words.append(text)
        length += len(text)
        if length > MOST_TEXT:
            break
    # Lines stay: a word that is hyphenated where one ends is found whole.
    lines = (" ".join(line.split()) for text in words for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:MOST_TEXT]


def _first_page(document) -> bytes:  # type: ignore[no-untyped-def]
    try:
        page = document[0]
        longest = max(page.get_size())
        picture = page.render(scale=SIDE / max(longest, 1), fill_color=(255, 255, 255, 255)).to_pil().convert("RGB")
        picture.thumbnail((SIDE, SIDE))
    except Exception:  # a page that cannot be drawn may still be read
        return b""
    for quality in (70, 50, 30, 10):
        encoded = io.BytesIO()
        picture.save(encoded, "WEBP", quality=quality)
        if encoded.tell() <= MOST_BYTES:
            return encoded.getvalue()
    return b""


if __name__ == "__main__":
    restrict()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)

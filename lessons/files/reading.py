"""A worker reads the words of a document for the search, and draws its first page."""

import base64
import json
import subprocess
import sys

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.timezone import now

from lessons.files.models import MOST_READINGS, Attachment

Why = Attachment.WithoutWords
PROGRAM = settings.BASE_DIR / "base/pdf_reader.py"  # not imported: its libraries stay out of this process
MOST_SECONDS = 60
MOST_TEXT, MOST_PICTURE = 200_000, 20_000


def read(pk: int) -> bool | None:
    """Return whether words were found; None if another worker has the document, or it is done.

    A document that breaks its reader is kept without words: after `MOST_READINGS` nobody tries again.
    """
    attachment = Attachment.objects.claim(pk)
    if attachment is None:
        return None
    held = Attachment.objects.held(attachment)
    if attachment.readings > MOST_READINGS:  # workers died of it
        held.update(read_at=now(), claimed_at=None, without_words=Why.UNREADABLE)
        return False
    with attachment.content.open() as file:
        answer = _run(file.read())
    text = str(answer.get("text", ""))[:MOST_TEXT].replace("\0", " ")
    why = "" if text.strip() else str(answer.get("without_words", Why.SCANNED))
    thumbnail = base64.b64decode(answer.get("thumbnail", ""))
    done = {"thumbnail": thumbnail if len(thumbnail) <= MOST_PICTURE else b"", "read_at": now(), "claimed_at": None}
    try:
        with transaction.atomic():
            held.update(text=text, without_words=why, **done)
    except DatabaseError:  # more different words than a search index takes
        held.update(text="", without_words=Why.UNREADABLE, **done)
    return bool(text)


def _run(content: bytes) -> dict[str, str]:
    """Return what the reader printed; no words, with the reason, if it does not end well or says what it should not."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(PROGRAM)],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={},
            cwd="/",
            check=True,
        )
        answer: dict[str, str] = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"without_words": Why.UNREADABLE}
    is_sound = isinstance(answer, dict) and answer.get("without_words", Why.SCANNED) in Why.values
    return answer if is_sound else {"without_words": Why.UNREADABLE}

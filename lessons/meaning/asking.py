"""A web process asks a worker for the vector of what somebody typed. It waits a moment, and then goes on without."""

import time
from hashlib import sha256

from django.core.cache import cache

from base.outages import Away, valkey_away
from base.queue import AT_ONCE, broker_away, enqueue
from base.words import folded
from lessons.meaning.actions import Asked, answer_key, asked_key
from lessons.meaning.embedding import is_on
from lessons.meaning.tasks import find_meaning

# A page waits so long; what is fetched beside a form takes longer, and may.
SECONDS_OF_QUESTION, SECONDS_OF_DRAFT = 0.3, 1.0
PAUSE = 0.01
SECONDS_ASKED = 5  # a worker that comes to it later need not answer

# After one question without an answer in time, those who come next do not wait; nor do they fill the queue.
worker_away = Away()


def vector_of(text: str, *, is_question: bool) -> bytes | None:
    """Return the vector of the text, or None: nothing tells of meaning now. The next who asks may find the answer."""
    text = folded(text) if is_question else text.strip()
    if not text or not is_on() or valkey_away:
        return None
    token = _token(text, is_question)
    found: bytes | None = cache.get(answer_key(token))
    if found is not None or worker_away or broker_away:
        return found
    cache.set(asked_key(token), tuple(Asked(text, is_question)), SECONDS_ASKED)
    enqueue(find_meaning, token, expires=SECONDS_ASKED, priority=AT_ONCE)
    return _wait_for(token, SECONDS_OF_QUESTION if is_question else SECONDS_OF_DRAFT)


def _token(text: str, is_question: bool) -> int:
    """Return a number that stands for the text: a task is given numbers alone."""
    return int(sha256(repr((text, is_question)).encode()).hexdigest()[:15], 16)


def _wait_for(token: int, seconds: float) -> bytes | None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not valkey_away:
        found: bytes | None = cache.get(answer_key(token))
        if found is not None:
            return found
        time.sleep(PAUSE)
    worker_away.begin()
    return None

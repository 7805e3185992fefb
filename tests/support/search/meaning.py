"""Lessons about something, and questions that the worker has answered, with the real model."""

from functools import cache
from typing import Any

from django.core.cache import cache as answers

from base.words import folded
from lessons.meaning import asking
from lessons.meaning.actions import Asked, asked_key
from lessons.meaning.embedding import embedding
from lessons.meaning.nearest import near_question
from lessons.meaning.tasks import find_meaning
from lessons.meaning.vectors import SCALE
from lessons.models import Lesson
from networks.record.permissions import Visitor
from tests.support.factories import LessonFactory

PENSION = "La pensión de las personas mayores entró en los planes de gobierno tras tres años de campaña."
POTATO = "Los productores de papa nativa lograron una ordenanza contra los transgénicos en su región."
FLOOD = "Un año después de las inundaciones la reconstrucción casi no avanzaba en los barrios junto al río."

# What the model says is the same each time: asked once for each text, all of this takes some seconds.
of_text = cache(embedding.vector_of)


def about(text: str, network: Any, **fields: Any) -> Lesson:
    """A published lesson that says this, with its vector."""
    texts = {"title": text[:100], "insight": text} | dict.fromkeys(("what_happened", "recommendation"), "Sí.")
    return LessonFactory(network=network, **texts | {"published": True} | fields)


def asked(words: str, *, is_question: bool = True) -> None:
    """The worker has answered this before."""
    words = folded(words) if is_question else words
    token = asking._token(words, is_question)
    answers.set(asked_key(token), tuple(Asked(words, is_question)))
    find_meaning(token)


def found(reader: Visitor, words: str, limit: int = 5) -> list[int]:
    asked(words)
    vector = asking.vector_of(words, is_question=True)
    return near_question(reader, vector)[:limit] if vector else []


def cosine(one: bytes, other: bytes) -> float:
    signed = [[number - 256 if number > 127 else number for number in vector] for vector in (one, other)]
    return sum(a * b for a, b in zip(*signed, strict=True)) / SCALE**2

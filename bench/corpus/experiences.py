"""What others say of the lessons of the corpus: voices, uses, translations and comments."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any

from django.utils.timezone import localdate

from bench.corpus.people import Place, another
from bench.corpus.words import Writer
from lessons.models import Application, Comment, Corroboration, Lesson, Translation

# Of how many lessons it is said, and how often of the one whose page is measured.
VOICES, USES, TRANSLATIONS, COMMENTS = 0.10, 0.05, 0.05, 0.02
RICH_VOICES, RICH_USES, RICH_COMMENTS = 6, 3, 4
MOST_VOICES, MOST_USES = 4, 2
OPEN = ("public", "all_networks")


class Experiences:
    def __init__(self, random: Random, writers: dict[str, Writer], places: dict[int, list[Place]]) -> None:
        self.random, self.writers, self.places = random, writers, places

    def write(self, lessons: list[Lesson], rich: Lesson | None) -> None:
        """Write what is said of lessons in force; of `rich` much of everything."""
        heard = [lesson for lesson in lessons if lesson.visibility in OPEN and lesson != rich]
        voiced = [(lesson, 1 + self.random.randrange(MOST_VOICES)) for lesson in self._some(heard, VOICES)]
        used = [(lesson, 1 + self.random.randrange(MOST_USES)) for lesson in self._some(heard, USES)]
        told = [(lesson, 2) for lesson in self._some(heard, COMMENTS)]
        translated = [lesson for lesson in self._some(heard, TRANSLATIONS) if lesson.language == "es"]
        if rich:
            voiced.append((rich, RICH_VOICES))
            used.append((rich, RICH_USES))
            told.append((rich, RICH_COMMENTS))
            translated.append(rich)
        Corroboration.objects.bulk_create(self._voices(voiced))
        Application.objects.bulk_create(self._uses(used))
        Comment.objects.bulk_create(self._comments(told))
        Translation.objects.bulk_create(self._translation(lesson) for lesson in translated)

    def _some(self, lessons: list[Lesson], share: float) -> list[Lesson]:
        return [lesson for lesson in lessons if self.random.random() < share]

    def _voices(self, wanted: list[tuple[Lesson, int]]) -> Iterable[Corroboration]:
        for lesson, many in wanted:
            for place in self._others(lesson, many):
                stance = "differs" if self.random.random() < 0.2 else "confirms"
                text = self.writers["es"].text(25)
                yield Corroboration(lesson=lesson, stance=stance, text=text, **_from(place))

    def _uses(self, wanted: list[tuple[Lesson, int]]) -> Iterable[Application]:
        for lesson, many in wanted:
            for place in self._others(lesson, many):
                result = self.random.choice(["worked", "worked", "partly", "failed"])
                text = self.writers["es"].text(25)
                used_on = date(localdate().year - 1, 1 + self.random.randrange(12), 1)
                yield Application(lesson=lesson, result=result, text=text, used_on=used_on, **_from(place))

    def _comments(self, wanted: list[tuple[Lesson, int]]) -> Iterable[Comment]:
        for lesson, many in wanted:
            for place in self._others(lesson, many):
                yield Comment(lesson=lesson, by=place.user, text=self.writers["es"].text(20))

    def _translation(self, lesson: Lesson) -> Translation:
        writer = self.writers["en"]
        texts = {"what_happened": 90, "insight": 50, "recommendation": 40}
        long_texts = {name: writer.text(many) for name, many in texts.items()}
        by = self._others(lesson, 1)[0].user
        return Translation(lesson=lesson, language="en", title=writer.line(9), of_revision=1, by=by, **long_texts)

    def _others(self, lesson: Lesson, many: int) -> list[Place]:
        """Return people of other networks, each once."""
        assert lesson.network is not None
        found: dict[Any, Place] = {}
        while len(found) < many:
            place = another(self.random, self.places, lesson.network)
            found[place.user.pk] = place
        return list(found.values())


def _from(place: Place) -> dict[str, Any]:
    return {"by": place.user, "network": place.network, "organisation": place.organisation}

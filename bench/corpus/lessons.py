"""Many lessons as a memory of years has them: all audiences and states, and what others said of them.

The models write it, batch by batch: so triggers keep what they keep. A seed decides everything; days count back from
the first of this month.
"""

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.utils.timezone import localdate, make_aware

from bench.corpus.experiences import Experiences
from bench.corpus.people import Place, invite
from bench.corpus.words import RARE, RARE_LESSONS, SHARES, Tongue, Writer
from lessons.models import Finding, KeptCount, Lesson, LessonFinding, State
from lessons.search.words.vocabulary import recount_words
from networks.models import Network, Region, Sector

SEED, BATCH = 15, 1_000
YEARS = 8
LEVELS = {"public": 50, "all_networks": 25, "own_network": 12, "chosen_networks": 8, "own_organisation": 5}
STATES = {"published": 87, "superseded": 2, "archived": 3, "in_review": 2, "draft": 6}
RESULTS = ["worked", "worked", "partly", "failed", "", ""]
TITLE, LONG_TEXTS = 9, {"what_happened": 90, "insight": 50, "recommendation": 40}
EXTRAS = {"context": 40, "applies_when": 30, "does_not_apply_when": 25}
ENGLISH = 0.1
IN_TITLE = 0.25  # of the words that searches ask for
SOME = 200  # public lessons that a mix of readers opens
RICH = 40  # the lesson whose page is measured: public, in force, and much was said of it


class Corpus:
    def __init__(self, rows: int) -> None:
        self.rows, self.random = rows, Random(SEED)
        self.today = localdate().replace(day=1)
        self.writers = {language: Writer(Tongue(language), self.random) for language in ("es", "en")}
        self.rare = set(self.random.sample(range(RICH + 1, rows), RARE_LESSONS))
        self.places = invite()
        self.networks = list(Network.objects.all())
        self.regions, self.findings = list(Region.objects.all()), list(Finding.objects.all())
        self.sectors = list(Sector.objects.all())
        self.experiences = Experiences(self.random, self.writers, self.places)

    def write(self) -> dict[str, Any]:
        """Write all; return what pages are asked of."""
        article, some = 0, list[int]()
        numbers = iter(range(self.rows))
        while batch := list(islice(numbers, BATCH)):
            lessons = self._written(batch)
            self._frame(lessons)
            rich = lessons[RICH] if not article else None
            article = article or lessons[RICH].pk
            in_force = [lesson for lesson in lessons if lesson.is_in_force]
            some = some or [lesson.pk for lesson in in_force if lesson.is_public][:SOME]
            self.experiences.write(in_force, rich)
        with connection.cursor() as cursor:
            KeptCount.objects.fold()
            # As a database is that has been there for a while: its pages are full, not what a flood of rows left.
            cursor.execute("REINDEX TABLE lessons_keptcount")
            cursor.execute("VACUUM (ANALYZE)")
        return {"rows": self.rows, "article": article, "some": some}

    def _written(self, numbers: list[int]) -> list[Lesson]:
        """Write those first that others are superseded by."""
        lessons = [self._lesson(number) for number in numbers]
        old = [lesson for lesson in lessons if lesson.state == State.SUPERSEDED]
        stored = Lesson.objects.bulk_create([lesson for lesson in lessons if lesson.state != State.SUPERSEDED])
        newer = [lesson for lesson in stored if lesson.is_in_force]
        for lesson in old:
            lesson.superseded_by = self.random.choice(newer)
        return stored + Lesson.objects.bulk_create(old)

    def _lesson(self, number: int) -> Lesson:
        is_rich = number == RICH
        language = "en" if self.random.random() < ENGLISH and not is_rich else "es"
        place = self.random.choice(self.places[self.random.choice(self.networks).pk])
        level = "public" if is_rich else self._one_of(LEVELS)
        return Lesson(
            key=UUID(int=self.random.getrandbits(128), version=4),
            language=language,
            visibility="own_network" if level == "own_organisation" and place.organisation is None else level,
            is_unnamed=self.random.random() < 0.05 and not is_rich,
            network=place.network,
            organisation=place.organisation,
            author=place.user,
            steward=place.user,
            sector=self.random.choice([None, *self.sectors]),
            result=self.random.choice(RESULTS),
            evidence=self.random.choice(Lesson.Evidence.values),
            sources="Acta de la asamblea, 12 de marzo" if self.random.random() < 0.3 else "",
            happened_on=self._day() if self.random.random() < 0.5 else None,
            **dict(self._texts(number, language)),
            **self._life("published" if is_rich else self._one_of(STATES), place),
        )

    def _texts(self, number: int, language: str) -> Iterator[tuple[str, str]]:
        writer = self.writers[language]
        planted = () if language == "en" else tuple(self._planted(number))
        yield "title", writer.line(TITLE, tuple(word for word in planted if self.random.random() < IN_TITLE))
        for name, many in LONG_TEXTS.items():
            yield name, writer.text(many, planted if name == "insight" else ())
        for name, many in EXTRAS.items():
            if self.random.random() < 0.8:
                yield name, writer.text(many)

    def _planted(self, number: int) -> Iterator[str]:
        yield from (word for word, share in SHARES.items() if self.random.random() < share / (1 - ENGLISH))
        if number in self.rare:
            yield RARE

    def _life(self, state: str, place: Place) -> dict[str, Any]:
        day = self._day()
        at = make_aware(datetime.combine(day, time(9 + self.random.randrange(9), self.random.randrange(60))))
        if state == State.DRAFT:
            return {}
        if state == State.IN_REVIEW:
            return {"state": state, "submitted_at": at}
        published = {"state": state, "published_at": at, "published_by": self.places[place.network.pk][0].user}
        if state == State.PUBLISHED:
            overdue = self.random.random() < 0.1
            days = -self.random.randrange(1, 90) if overdue else self.random.randrange(60, 1000)
            return published | {"review_on": self.today + timedelta(days=days)}
        return published | {
            "ended_at": at + timedelta(days=10),
            "ended_by": place.user,
            "end_reason": "Cambió la norma." if state == State.ARCHIVED else "",
        }

    def _frame(self, lessons: list[Lesson]) -> None:
        """Say where they happened, which findings they speak to, and which networks they were shared with."""
        regions, shared = Lesson.regions.through, Lesson.shared_with.through
        regions.objects.bulk_create(
            regions(lesson=lesson, region=region)
            for lesson in lessons
            for region in self.random.sample(self.regions, self.random.choice([0, 1, 1, 2]))
        )
        LessonFinding.objects.bulk_create(
            LessonFinding(
                lesson=lesson,
                finding=finding,
                stance="contradicts" if self.random.random() < 0.2 else "supports",
            )
            for lesson in lessons
            for finding in self.random.sample(self.findings, self.random.choice([0, 1, 2, 3]))
        )
        shared.objects.bulk_create(
            shared(lesson=lesson, network=network)
            for lesson in lessons
            if lesson.visibility == "chosen_networks"
            for network in self.random.sample(self.networks, 2)
            if network != lesson.network
        )

    def _one_of(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]

    def _day(self) -> Any:
        """Return a day of the last years; more of them lately, as a memory grows."""
        return self.today - timedelta(days=1 + int(365 * YEARS * self.random.random() ** 1.5))


def main(rows: str, facts: str) -> None:
    """Fill the database of this process, and write into the file `facts` what pages are asked of."""
    call_command("load_frame", verbosity=0)
    Path(facts).write_text(json.dumps(Corpus(int(rows)).write()))
    recount_words()

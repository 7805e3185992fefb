"""What people do with lessons, whether they may or not: write, publish, widen, narrow, change whose they are."""

import uuid
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lessons.models import Lesson
from tests.attacks.machine import FAIRLY, LEVEL, NETWORKS, ORGANISATIONS, TURN, WHERE, WHO, Attack
from tests.attacks.model import Told
from tests.support.lessons import ESSENTIAL, opened

MOST = 9  # of one run: each is looked at after each act
PERHAPS = st.sampled_from((*ORGANISATIONS, None))
CHOSEN = st.frozensets(st.sampled_from(NETWORKS), max_size=2)


class Lessons(Attack):
    @precondition(lambda self: len(self.world.lessons) < MOST)
    @rule(by=WHO, fairly=FAIRLY, network=WHERE, level=LEVEL, organisation=PERHAPS, chosen=CHOSEN)
    def writes(
        self, by: str, fairly: bool, network: str, level: str, organisation: str | None, chosen: frozenset[str]
    ) -> None:
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.writes(who, network))
        organisation = self.world.speaks_for(by, network) if fairly else organisation
        with self.act("write", on_whose_word=by, may=self.world.writes(by, network)) as outcome:
            key = uuid.uuid4()
            sent = self._form(level, organisation, chosen) | {"key": str(key), "network": self.networks[network].pk}
            self.post(by, "lessons:new", **sent)
            lesson = Lesson.objects.filter(key=key).first()
            outcome.is_done = lesson is not None
            if lesson is not None:
                kept = chosen - {network} if level == "chosen_networks" else frozenset()
                named = self._named(lesson.pk, {None, self.world.speaks_for(by, network)})
                self.world.lessons[lesson.pk] = Told(network, by, by, level, named, kept)

    def _named(self, pk: int, may_be: set[str | None]) -> str | None:
        """The organisation that it is stored with: who has none is not asked for it, and what they send is not read."""
        named: str | None = Lesson.objects.values_list("organisation__slug", flat=True).get(pk=pk)
        assert named in may_be
        return named

    def _form(self, level: str, organisation: str | None, chosen: frozenset[str]) -> dict[str, Any]:
        return ESSENTIAL | {
            "visibility": level,
            "shared_with": [self.networks[network].pk for network in sorted(chosen)],
            "organisation": self.organisations[organisation].pk if organisation else "",
            "evidence": "own_experience",
            "language": "es",
            "then": "draft",
        }

    @precondition(lambda self: not all(told.is_published for told in self.world.lessons.values()))
    @rule(by=WHO, fairly=FAIRLY, turn=TURN)
    def publishes(self, by: str, fairly: bool, turn: int) -> None:
        drafts = [pk for pk, told in self.world.lessons.items() if not told.is_published]
        told = self.world.lessons[pk := drafts[turn % len(drafts)]]
        by = self.actor(by, fairly=fairly, may=lambda who: self.world.runs(who, told.network))
        with self.act("publish", on_whose_word=by, may=self.world.runs(by, told.network)) as outcome:
            self.post(by, "lessons:publish", pk)
            outcome.is_done = Lesson.objects.get(pk=pk).is_published
            told.is_published = outcome.is_done

    @rule(by=WHO, fairly=FAIRLY, turn=TURN, level=LEVEL, organisation=PERHAPS, chosen=CHOSEN)
    def changes_whom_it_reaches(
        self, by: str, fairly: bool, turn: int, level: str, organisation: str | None, chosen: frozenset[str]
    ) -> None:
        world, pk = self.world, [*self.world.lessons][turn % len(self.world.lessons)]
        told = world.lessons[pk]
        by = self.actor(by, fairly=fairly, may=lambda who: world.runs(who, told.network) or who == told.author)
        organisation = told.organisation if fairly else organisation
        keeps = by in {told.author, told.steward} and world.writes(by, told.network)
        with self.act("change the reach", on_whose_word=by, may=keeps or world.runs(by, told.network)) as outcome:
            seen = opened(Lesson.objects.get(pk=pk), self.people[by])
            sent = self._form(level, organisation, chosen) | {"seen": seen}
            outcome.is_done = self.post(by, "lessons:edit", pk, **sent).status_code == 302
            if outcome.is_done:
                may_be = {None, told.organisation, world.speaks_for(by, told.network)}
                told.level, told.organisation = level, self._named(pk, may_be)
                told.chosen = chosen - {told.network} if level == "chosen_networks" else frozenset()

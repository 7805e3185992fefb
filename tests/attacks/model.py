"""What should be true, in plain Python: who said what, and who may read which lesson because of it.

It knows no query and no permission of the product. A fact counts only as far as who said it was entitled to say it.
"""

from dataclasses import dataclass, field

MEMBER, SECRETARIAT, OBSERVER = "member", "secretariat", "observer"
ADMIN = "admin"


@dataclass
class Place:
    """What the secretariat of a network gave somebody in it."""

    role: str
    organisation: str | None


@dataclass
class Told:
    """A lesson, as far as its readers hang on it."""

    network: str
    author: str
    steward: str
    level: str
    organisation: str | None = None
    chosen: frozenset[str] = frozenset()
    is_published: bool = False


@dataclass
class World:
    """`asked` waits for a yes, `cooled` had a no lately: neither belongs."""

    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    belongs: set[tuple[str, str]] = field(default_factory=set)
    asked: dict[tuple[str, str], None] = field(default_factory=dict)
    cooled: set[tuple[str, str]] = field(default_factory=set)
    invited: dict[tuple[str, str], tuple[Place, str]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    lessons: dict[int, Told] = field(default_factory=dict)

    def role(self, who: str, network: str) -> str | None:
        place = self.places.get((who, network))
        return place.role if place else None

    def takes_part(self, who: str) -> bool:
        return who == ADMIN or any(person == who for person, _network in self.places)

    def runs(self, who: str, network: str) -> bool:
        return who == ADMIN or self.role(who, network) == SECRETARIAT

    def writes(self, who: str, network: str) -> bool:
        return who == ADMIN or self.role(who, network) in {MEMBER, SECRETARIAT}

    def holds(self, who: str, organisation: str) -> bool:
        """Whether it is theirs to say what the organisation is, and where else it belongs."""
        return who == ADMIN or any(self.runs(who, network) for body, network in self.belongs if body == organisation)

    def speaks_for(self, who: str, network: str) -> str | None:
        place = self.places.get((who, network))
        return place.organisation if place else None

    def leaves(self, organisation: str, network: str) -> None:
        """Whoever had a place there through it goes on as a person."""
        self.belongs.discard((organisation, network))
        invited = [place for (_who, where), (place, _by) in self.invited.items() if where == network]
        taken = [place for (_who, where), place in self.places.items() if where == network]
        for place in (*invited, *taken):
            if place.organisation == organisation:
                place.organisation = None

    def may_read(self, who: str, lesson: Told) -> bool:
        role = self.role(who, lesson.network)
        if self.runs(who, lesson.network):
            return True
        if role == MEMBER and who in {lesson.author, lesson.steward}:
            return True
        if not lesson.is_published:
            return False
        if lesson.level == "own_organisation":
            return lesson.organisation is not None and self.speaks_for(who, lesson.network) == lesson.organisation
        if lesson.level == "own_network":
            return role is not None
        if lesson.level == "chosen_networks":
            return any(self.role(who, network) is not None for network in {lesson.network, *lesson.chosen})
        return lesson.level == "public" or self.takes_part(who)

    def readable(self, who: str) -> set[int]:
        return {pk for pk, lesson in self.lessons.items() if self.may_read(who, lesson)}

    def may_widen(self, who: str, lesson: Told) -> bool:
        """Whether it is theirs to let more people read it, or to give somebody a place by which they do."""
        keeps = who in {lesson.author, lesson.steward} and self.writes(who, lesson.network)
        if keeps or self.runs(who, lesson.network):
            return True
        through = {"chosen_networks": lesson.chosen, "all_networks": {network for _who, network in self.places}}
        return any(self.runs(who, network) for network in through.get(lesson.level, ()))

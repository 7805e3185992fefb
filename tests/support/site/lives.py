"""A network's life, month by month, as real rows at dated moments; what was done is noted beside it, to be counted."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

import time_machine
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.utils.timezone import localdate, make_aware

from lessons.handover.actions import hand_over, stewarded_by
from lessons.models import Lesson
from lessons.verification import actions as verification
from networks.models import Network, User
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    RegionFactory,
)


@dataclass
class Life:
    """Notes hold (day, …) of all that was done in the network, or said by it."""

    network: Network = field(default_factory=NetworkFactory)
    other: Network = field(default_factory=NetworkFactory)
    written: list[tuple[date, int, int, set[int]]] = field(default_factory=list)  # lesson, author, departments
    confirmed: list[date] = field(default_factory=list)
    used: list[date] = field(default_factory=list)
    used_by_others: list[tuple[date, int]] = field(default_factory=list)
    verified: list[date] = field(default_factory=list)
    dues: list[tuple[date, date]] = field(default_factory=list)  # due, decided
    left: list[tuple[date, bool]] = field(default_factory=list)  # with everything handed over

    def __post_init__(self) -> None:
        self.secretariat = MembershipFactory(network=self.network, role="secretariat").user
        self.people = [MembershipFactory(network=self.network).user for _ in range(12)]
        self.stranger = MembershipFactory(network=self.other).user

    def write(self, day: date, many: int, authors: int, departments: int = 3) -> None:
        """Write lessons, by as many people in turn; each tells of a department."""
        with at(day):
            first = len(self.written)
            for number, author in enumerate(islice(cycle(self.people[:authors]), first, first + many)):
                due = day + relativedelta(months=12)
                lesson = LessonFactory(network=self.network, author=author, published=True, review_on=due)
                region = RegionFactory(code=f"{(day.month + number) % departments + 1:02d}")
                lesson.regions.add(region)
                self.written.append((day, lesson.pk, author.pk, {region.pk}))

    def confirm(self, day: date, many: int) -> None:
        """Confirm as many lessons of others: those of another network, or of a source."""
        with at(day):
            for person in self.people[:many]:
                lesson = LessonFactory(network=self.other, author=self.stranger, published=True)
                CorroborationFactory(lesson=lesson, network=self.network, by=person)
                self.confirmed.append(day)

    def use(self, day: date) -> None:
        with at(day):
            lesson = LessonFactory(network=self.other, author=self.stranger, published=True)
            ApplicationFactory(lesson=lesson, network=self.network, by=self.people[0])
            self.used.append(day)

    def be_used(self, day: date, lesson: int) -> None:
        with at(day):
            ApplicationFactory(lesson=Lesson.objects.get(pk=lesson), network=self.other, by=self.stranger)
            self.used_by_others.append((day, lesson))

    def verify_due(self, day: date, late: int, end: bool = False) -> None:
        """Decide on all that has been due for so many days."""
        due = Lesson.objects.published().filter(network=self.network, review_on__lte=day - timedelta(days=late))
        for lesson in due.order_by("pk"):
            self.decide(day, lesson, end=end)

    def decide(self, day: date, lesson: Lesson, *, end: bool = False) -> None:
        with at(day):
            assert lesson.review_on is not None
            self.dues.append((lesson.review_on, day))
            self.verified.append(day)
            if end:
                verification.archive(lesson, by=self.secretariat, reason="Cambió la norma.")
            else:
                verification.verify(lesson, by=lesson.steward or self.secretariat, outcome="still_true")

    def leave(self, day: date, person: User, *, as_admin: bool = False) -> None:
        """Leave the network with all lessons handed over; an admin may leave and go on answering for them."""
        with at(day):
            membership, kept = person.memberships.get(network=self.network), stewarded_by(person, self.network)
            if as_admin:
                User.objects.filter(pk=person.pk).update(is_admin=True)
                membership.delete()
            else:
                to: dict[Lesson, Any] = dict.fromkeys(kept, self.secretariat)
                hand_over(membership, to=to, inviter=None, role=None, by=self.secretariat)
        events = apps.get_model("networks", "MembershipEvent").objects
        events.filter(pgh_label="delete", user=person).update(pgh_created_at=noon(day))
        self.left.append((day, not as_admin))


def noon(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(12)))


def at(day: date) -> time_machine.travel:
    return time_machine.travel(noon(day), tick=False)


def months_ago(months: int, day: int = 0) -> date:
    return localdate() - relativedelta(months=months) + timedelta(days=day)


def living(*network: Network) -> Life:
    """Ten people write all the time, confirm others, are used, and look again at what is due."""
    life = Life(*network)
    for month in range(36, 0, -1):
        life.write(months_ago(month, 3), many=2, authors=10)
        life.confirm(months_ago(month, 5), many=3)
        life.verify_due(months_ago(month, 12), late=month % 4)
        if month > 13:
            life.be_used(months_ago(month - 4), life.written[-1][1])
        if month % 6 == 0:
            life.use(months_ago(month, 9))
    return life


def dying(*network: Network) -> Life:
    """All begin with zeal; after two years almost nobody does anything, and nothing is verified."""
    life = Life(*network)
    for month in range(34, 10, -1):
        life.write(months_ago(month, 3), many=3, authors=8)
        life.confirm(months_ago(month, 5), many=1)
    life.write(months_ago(8), many=1, authors=1)
    return life


def shrinking(*network: Network) -> Life:
    """As much is done as ever, by fewer people: nine left, and three go on."""
    life = Life(*network)
    for month in range(36, 0, -1):
        few = month <= 12
        life.write(months_ago(month, 3), many=2, authors=3 if few else 9, departments=1 if few else 9)
        life.confirm(months_ago(month, 5), many=2)
        life.verify_due(months_ago(month, 20), late=0, end=month == 10)
        if month == 13:
            for person in life.people[3:8]:
                life.leave(months_ago(11), person)
            life.leave(months_ago(11), life.people[8], as_admin=True)
    return life

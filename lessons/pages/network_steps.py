"""A network that joins has four first steps. Each is done by what is in the memory: nobody ticks it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lessons.assessments.models import Assessment
from lessons.experience.models import Application, Corroboration
from lessons.record.models import Lesson
from networks.joining.models import Invitation
from networks.models import Membership, Network, User
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

PEOPLE = 3


@dataclass(frozen=True)
class NetworkSteps:
    """Tells what a network did of its first steps.

    `people` take part or are invited, beside the person who asks; `has_spoken` is of a lesson that is not its own.
    """

    people: int
    has_published: bool
    has_spoken: bool
    has_assessed: bool

    @property
    def people_needed(self) -> int:
        return PEOPLE

    @property
    def people_counted(self) -> int:
        return min(self.people, PEOPLE)

    @property
    def has_people(self) -> bool:
        return self.people >= PEOPLE

    @property
    def done(self) -> int:
        return sum((self.has_people, self.has_published, self.has_spoken, self.has_assessed))

    @property
    def total(self) -> int:
        return 4


def steps_of(network: Network, user: User) -> NetworkSteps | None:
    """Return the first steps of a network; None if all are done, or if it is closed and nothing new comes into it."""
    if network.is_closed:
        return None
    ((people, invited, *done),) = _rows(AnonymousUser(), network=network.pk, user=user.pk)
    steps = NetworkSteps(people + invited, *done)
    return steps if steps.done < steps.total else None


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    of_network = rows.order_by().values("network").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(of_network, output_field=IntegerField()), 0)


def _ask_rows(_reader: Visitor, network: int, user: int) -> tuple[str, tuple[Any, ...]]:
    others = Membership.objects.filter(network=network, user__is_active=True).exclude(user=user)
    published = Lesson.objects.filter(network=network, published_at__isnull=False, taken_down_at=None)
    stances = Corroboration.objects.filter(network=network).exclude(lesson__network=network)
    uses = Application.objects.standing().filter(network=network).exclude(lesson__network=network)
    row = Network.objects.filter(pk=network).annotate(
        people=_number_of(others),
        invited=_number_of(Invitation.objects.open().filter(network=network)),
        has_published=Exists(published),
        has_spoken=Exists(stances) | Exists(uses),
        has_assessed=Exists(Assessment.objects.filter(network=network)),
    )
    names = ("people", "invited", "has_published", "has_spoken", "has_assessed")
    return row.values_list(*names).query.sql_with_params()


_rows = PreparedSQL(_ask_rows)

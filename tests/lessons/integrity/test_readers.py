"""Who may read a lesson is kept as one number; here it is asked once more as it is said, of all that it depends on.

Hypothesis makes up lessons of all levels and what happens to them, to roles, organisations and networks.
"""

from collections import Counter
from typing import Any

import hypothesis.strategies as st
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, given, settings

from base.reading.page_memory import PageMemoryMiddleware
from lessons.counts.reading import counts_within_each
from lessons.integrity import recount_counts
from lessons.models import Lesson
from networks.models import Membership, Network, Role, User
from networks.organisations.actions import merge_organisations
from networks.record.permissions import Permission, Visitor, networks_where
from tests.support.factories import (
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
)

Level = Lesson.Visibility
AUTHOR = 2  # of the people
FEW = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("level"), FEW, st.sampled_from(Level.values)),
        st.tuples(st.just("choose"), FEW, st.sets(FEW)),
        st.tuples(st.just("tell_for"), FEW, FEW),
        st.tuples(st.just("publish"), FEW, st.none()),
        st.tuples(st.just("take_down"), FEW, st.booleans()),
        st.tuples(st.just("join"), FEW, st.tuples(FEW, st.none() | FEW, st.sampled_from(Role.values))),
        st.tuples(st.just("leave"), FEW, FEW),
        st.tuples(st.just("merge"), st.just(0), st.none()),
    ),
    min_size=1,
    max_size=14,
)


def readable_as_said(user: Visitor) -> Any:
    """The rule as `readable_by` asked it before it was a number."""
    reached = Q(visibility=Level.PUBLIC)
    if not isinstance(user, User) or not user.is_active:
        return Lesson.objects.filter(reached, published_at__isnull=False, taken_down_at=None)
    if user.is_admin:
        return Lesson.objects.all()
    roles, here = Membership.objects.filter(user=user), networks_where(user, Permission.READ)
    reached |= Q(Exists(roles), visibility=Level.ALL_NETWORKS)
    reached |= Q(network__in=here, visibility__in=[Level.CHOSEN_NETWORKS, Level.OWN_NETWORK])
    chosen = Lesson.shared_with.through.objects.filter(lesson=OuterRef("pk"), network__in=here)
    reached |= Q(Exists(chosen), visibility=Level.CHOSEN_NETWORKS)
    through = roles.filter(network=OuterRef("network"), organisation=OuterRef("organisation"))
    reached |= Q(Exists(through), visibility=Level.OWN_ORGANISATION)
    mine = Q(network__in=networks_where(user, Permission.WRITE, closed_too=True)) & (Q(author=user) | Q(steward=user))
    mine |= Q(network__in=networks_where(user, Permission.PUBLISH, closed_too=True))
    stands = Q(taken_down_at=None) | Q(author=user)
    return Lesson.objects.filter(Q(reached, published_at__isnull=False) | mine, stands)


class Memory:
    """Three networks and organisations, three people, and three lessons that somebody else wrote."""

    def __init__(self) -> None:
        self.networks, self.organisations = NetworkFactory.create_batch(3), OrganisationFactory.create_batch(3)
        self.people, self.admin = UserFactory.create_batch(3), UserFactory(is_admin=True)
        self.lessons = [LessonFactory(network=each, author=self.people[AUTHOR]) for each in self.networks]
        for network, organisation in zip(self.networks, self.organisations, strict=True):
            MembershipFactory(network=network, organisation=organisation)

    @property
    def readers(self) -> list[Visitor]:
        closed = UserFactory(is_active=False)
        return [AnonymousUser(), self.admin, closed, *self.people, *User.objects.filter(memberships__isnull=False)]

    def do(self, what: str, which: int, how: Any) -> None:
        getattr(self, what)(which, how)

    def row(self, which: int) -> Any:
        return Lesson.objects.filter(pk=self.lessons[which].pk)

    def level(self, which: int, level: str) -> None:
        if level != Level.OWN_ORGANISATION or self.row(which).filter(organisation__isnull=False):
            self.row(which).update(visibility=level)

    def choose(self, which: int, networks: set[int]) -> None:
        self.lessons[which].shared_with.set(self.networks[each] for each in networks)

    def tell_for(self, which: int, organisation: int) -> None:
        self.row(which).update(organisation=self.organisations[organisation])

    def publish(self, which: int, _how: None) -> None:
        published = {"state": "published", "published_at": now(), "published_by": self.admin, "review_on": localdate()}
        self.row(which).filter(published_at=None).update(**published)

    def take_down(self, which: int, is_hidden: bool) -> None:
        by = {"taken_down_at": now(), "taken_down_by": self.admin, "take_down_reason": "Nombraba a alguien."}
        back = {"taken_down_at": None, "taken_down_by": None}
        self.row(which).exclude(published_at=None).update(**by if is_hidden else back)

    def join(self, which: int, how: tuple[int, int | None, str]) -> None:
        network, organisation, role = how
        person, through = self.people[which], None if organisation is None else self.organisations[organisation]
        if through and through.merged_into:
            through = through.merged_into
        if not Membership.objects.filter(user=person, network=self.networks[network]):
            MembershipFactory(user=person, network=self.networks[network], organisation=through, role=role)

    def leave(self, which: int, network: int) -> None:
        if which != AUTHOR:
            Membership.objects.filter(user=self.people[which], network=self.networks[network]).delete()

    def merge(self, _which: int, _how: None) -> None:
        if self.organisations[0].merged_into is None:
            merge_organisations(self.organisations[0], into=self.organisations[1], by=self.admin)
            self.organisations[0].refresh_from_db()


def kept_for(reader: Visitor) -> dict[tuple[str, str], int]:
    kept = counts_within_each(reader, "")
    return {(within, value): many.lessons for within, values in kept.items() for value, many in values.items()}


def in_a_page(ask: Any, rf: Any) -> Any:
    return PageMemoryMiddleware(lambda request: ask())(rf.get("/"))


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_each_reader_reads_what_the_rule_says_whatever_happened(rf: Any, steps: list[Any]) -> None:
    memory = Memory()
    for step in steps:
        memory.do(*step)
    for reader in memory.readers:
        said = {*readable_as_said(reader).values_list("pk", flat=True)}
        assert {*Lesson.objects.readable_by(reader).values_list("pk", flat=True)} == said
        once = in_a_page(lambda reader=reader: {*Lesson.objects.readable_by(reader).values_list("pk", flat=True)}, rf)
        assert once == said
        counted = Counter[tuple[str, str]]()
        for (_audience, state, within, value), (lessons, _, _) in recount_counts.recounted(
            Lesson.objects.filter(pk__in=said).ever_published()
        ).items():
            counted[within, value] += lessons if state == "published" else 0
        assert kept_for(reader) == dict(counted)
        assert in_a_page(lambda reader=reader: kept_for(reader), rf) == dict(counted)


@pytest.mark.django_db
def test_in_a_closed_network_its_people_read_on(cast: Any, rf: Any) -> None:
    LessonFactory(network=cast.network, visibility="own_network", published=True)
    Network.objects.filter(pk=cast.network.pk).update(closed_on=now().date(), close_reason="Terminó.")
    for who, reads in (("member", 1), ("secretariat", 1), ("other_member", 0)):
        user = cast.user(who)
        assert readable_as_said(user).count() == reads
        assert in_a_page(Lesson.objects.readable_by(user).count, rf) == reads

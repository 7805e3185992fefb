"""What all attacks share: the networks, their people and organisations, each act through its page as who does it.

After each act what everybody may read is compared with the model. Words that hang on a lesson (comments, voices,
versions) have their place in a class beside `Organisations` and `Lessons`: rules that say them, and a `compare` of its
own that calls this one; `test_attacks.py` puts the classes together.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from lessons.models import Lesson
from networks.models import Affiliation, Membership, Role, User
from tests.attacks.model import ADMIN, MEMBER, SECRETARIAT, Place, Told, World
from tests.support.factories import (
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
    belong,
)
from tests.support.htmx import soup

NETWORKS = ("uno", "dos", "tres")
ORGANISATIONS = ("casa", "centro", "foro")
STRANGER = "nadie"
PEOPLE = (ADMIN, STRANGER, *(f"{role}.{network}" for network in NETWORKS for role in (SECRETARIAT, MEMBER)))
LOOK_EVERY = 6  # acts: pages cost more than queries
LEVELS = ("own_organisation", "own_network", "chosen_networks", "all_networks", "public")
WHO, WHERE, WHAT = st.sampled_from(PEOPLE), st.sampled_from(NETWORKS), st.sampled_from(ORGANISATIONS)
LEVEL, TURN, FAIRLY = (
    st.sampled_from(LEVELS),
    st.integers(min_value=0, max_value=50),
    st.sampled_from((True, True, False)),
)


class Attack(RuleBasedStateMachine):
    """`done` counts over all runs what was let through and what was refused: a rule that never works tests nothing."""

    done: Counter[tuple[str, bool]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        cache.clear()
        self.world = World()
        self.networks = {slug: NetworkFactory(slug=slug, name=slug.title()) for slug in NETWORKS}
        self.organisations = {slug: OrganisationFactory(slug=slug, name=slug.title()) for slug in ORGANISATIONS}
        self.people = {who: UserFactory(email=f"{who}@ejemplo.example", is_admin=who == ADMIN) for who in PEOPLE}
        self.clients = {who: self._signed_in(user) for who, user in self.people.items()}
        self.names = {user.pk: who for who, user in self.people.items()}
        self._give_places()
        self._tell_a_lesson_of_each_level()
        self.turn = 0
        self.compare()

    def _signed_in(self, user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def _give_places(self) -> None:
        for network, organisation in zip(NETWORKS, (*ORGANISATIONS[:2], None), strict=True):
            body = self.organisations[organisation] if organisation else None
            belong(body, self.networks[network])
            for role in (SECRETARIAT, MEMBER):
                who = f"{role}.{network}"
                fields = {"user": self.people[who], "network": self.networks[network], "role": Role(role)}
                MembershipFactory(**fields, organisation=body if role == MEMBER else None)
                self.world.places[who, network] = Place(role, organisation if role == MEMBER else None)
            if organisation:
                self.world.belongs.add((organisation, network))

    def _tell_a_lesson_of_each_level(self) -> None:
        author = self.people["member.uno"]
        for level in LEVELS:
            fields = {"network": self.networks["uno"], "author": author, "organisation": self.organisations["casa"]}
            lesson = LessonFactory(**fields, visibility=level, published=True)
            chosen = frozenset({"dos"} if level == "chosen_networks" else ())
            lesson.shared_with.set([self.networks[network] for network in chosen])
            told = Told("uno", "member.uno", "member.uno", level, "casa", chosen, is_published=True)
            self.world.lessons[lesson.pk] = told

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def actor(self, by: str, *, fairly: bool, may: Callable[[str], bool]) -> str:
        """Fairly: somebody who may, if there is anybody; else whoever it is, who may have to be refused."""
        able = [who for who in PEOPLE[1:] if may(who)] or [ADMIN]
        return able[PEOPLE.index(by) % len(able)] if fairly else by

    def post(
        self, by: str, page: str, /, *args: object, query: dict[str, str] | None = None, **sent: Any
    ) -> HttpResponse:
        """As that person, who sends the form of that page."""
        with translation.override("es"):
            address = reverse(page, args=args, query=query)
        body = {field: value for field, value in sent.items() if value is not None}
        answer: HttpResponse = self.clients[by].post(address, body)
        cache.clear()  # limits are tried elsewhere
        return answer

    @contextmanager
    def act(self, what: str, *, on_whose_word: str, may: bool) -> Iterator["Outcome"]:
        """`may`: whether the model lets them. Whoever may can still be refused for another reason: then all stays.

        Nobody reads more of what was there before, but by the word of who keeps it.
        """
        before = {who: self.world.readable(who) for who in PEOPLE}
        known = {*self.world.lessons}
        keeps = {pk for pk, told in self.world.lessons.items() if self.world.may_widen(on_whose_word, told)}
        outcome = Outcome()
        yield outcome
        assert may or not outcome.is_done, f"{on_whose_word} may not: {what}"
        self.done[what, outcome.is_done] += 1
        self.compare()
        for who in PEOPLE:
            gained = (self.world.readable(who) - before[who]) & known
            assert gained <= keeps, f"{what}: {who} reads {gained} by the word of {on_whose_word}"

    def compare(self) -> None:
        """What the product holds and shows is what the model says."""
        self._compare_facts()
        for who, user in self.people.items():
            readable = Lesson.objects.readable_by(user).values_list("pk", flat=True)
            assert {*readable} == self.world.readable(who), who
        self.turn += 1
        if self.turn % LOOK_EVERY == 0:
            self._look_as(PEOPLE[self.turn // LOOK_EVERY % len(PEOPLE)])

    def _compare_facts(self) -> None:
        belonging = Affiliation.objects.filter(ended_on=None).values_list("organisation__slug", "network__slug")
        assert {*belonging} == self.world.belongs
        rows = Membership.objects.filter(user__in=self.names).values_list(
            "user", "network__slug", "role", "organisation__slug"
        )
        places = {(self.names[pk], network): Place(role, body) for pk, network, role, body in rows}
        assert places == self.world.places

    def _look_as(self, who: str) -> None:
        """The pages themselves: the list, and some of the lessons by their number."""
        readable = self.world.readable(who)
        page = soup(self.clients[who].get("/lecciones/"))
        listed = {int(link["href"].strip("/").split("/")[-1]) for link in page.select("article.card h3 a")}
        assert listed == {pk for pk in readable if self.world.lessons[pk].is_published}, who
        for pk in [*self.world.lessons][self.turn % 2 :: 2]:
            assert self.clients[who].get(f"/lecciones/{pk}/").status_code == (200 if pk in readable else 404), who


@dataclass
class Outcome:
    is_done: bool = False

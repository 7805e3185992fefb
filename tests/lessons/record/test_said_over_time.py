"""Whatever is said, widened, narrowed and agreed to, in any order: nobody reads what was never said to them.

Hypothesis makes up the sequences; after each step every kind of thing that hangs on a lesson is compared, for every
kind of reader, with a model in plain Python that only knows when something was said, and to whom the lesson went then.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import hypothesis.strategies as st
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import now
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lessons.collections.actions import add, set_note
from lessons.consent.actions import agree
from lessons.integrity.invariants import broken
from lessons.models import (
    Application,
    Attachment,
    Collection,
    CollectionItem,
    Comment,
    Corroboration,
    Lesson,
    Photo,
    Revision,
    Translation,
    Verification,
)
from lessons.writing import actions
from networks.models import Membership, Role, User
from tests.support.factories import (
    ApplicationFactory,
    CommentFactory,
    CorroborationFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    TranslationFactory,
    UserFactory,
)

LEVELS = Lesson.Visibility.values
HANGING: dict[str, Any] = {
    "comment": Comment,
    "voice": Corroboration,
    "use": Application,
    "file": Attachment,
    "photograph": Photo,
    "translation": Translation,
    "verification": Verification,
    "note": CollectionItem,
    "version": Revision,
}
WHO = st.integers(0, 7)
PLACE = st.integers(0, 2)


@dataclass(frozen=True)
class Reach:
    """Whom the lesson reached at a moment, as its form said."""

    level: str
    chosen: frozenset[int]
    organisation: int

    def is_of(self, home: int, roles: set[tuple[int, int | None]]) -> bool:
        networks = {network for network, _organisation in roles}
        return {
            "public": True,
            "all_networks": bool(networks),
            "chosen_networks": bool(networks & {home, *self.chosen}),
            "own_network": home in networks,
            "own_organisation": (home, self.organisation) in roles,
        }[self.level]


class Talk(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.networks = NetworkFactory.create_batch(3)
        self.organisations = OrganisationFactory.create_batch(2)
        self.author, self.admin, self.secretaries = (
            UserFactory(),
            UserFactory(is_admin=True),
            UserFactory.create_batch(2),
        )
        self.people = [*UserFactory.create_batch(4), self.author, *self.secretaries, self.admin]
        self.roles: dict[int, set[tuple[int, int | None]]] = defaultdict(set)
        self.join(4, 0, None)
        self.join(5, 0, 0, Role.SECRETARIAT)
        self.join(6, 0, 1, Role.SECRETARIAT)
        self.lesson = LessonFactory(network=self.networks[0], author=self.author, published=True)
        self.reach = Reach("all_networks", frozenset(), 0)
        self.said: dict[str, dict[int, list[Reach]]] = {kind: {} for kind in HANGING}
        self.writer: dict[tuple[str, int], int] = {}
        self.words = 0
        self.see_versions()

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            try:
                assert [(each.name, faults) for each, faults, _more in broken()] == []
            finally:
                transaction.set_rollback(True)
                self.savepoint.__exit__(None, None, None)

    def join(self, who: int, network: int, organisation: int | None, role: Role = Role.MEMBER) -> None:
        person, place = self.people[who], self.networks[network]
        through = None if organisation is None else self.organisations[organisation]
        MembershipFactory(user=person, network=place, organisation=through, role=role)
        self.roles[person.pk].add((place.pk, through.pk if through else None))

    @rule(who=st.integers(0, 3), network=PLACE, organisation=st.sampled_from([None, 0, 1]), role=st.sampled_from(Role))
    def come(self, who: int, network: int, organisation: int | None, role: Role):
        if role != Role.SECRETARIAT and self.networks[network].pk not in {
            n for n, _o in self.roles[self.people[who].pk]
        }:
            self.join(who, network, organisation, role)

    @rule(who=st.integers(0, 3), network=PLACE)
    def go(self, who: int, network: int):
        person, place = self.people[who], self.networks[network]
        Membership.objects.filter(user=person, network=place).delete()
        self.roles[person.pk] = {each for each in self.roles[person.pk] if each[0] != place.pk}

    @rule(
        level=st.sampled_from(LEVELS),
        chosen=st.sets(st.integers(1, 2)),
        organisation=st.integers(0, 1),
        rewritten=st.booleans(),
    )
    def change_readers(self, level: str, chosen: set[int], organisation: int, rewritten: bool):
        lesson = Lesson.objects.get(pk=self.lesson.pk)
        shared = [self.networks[each] for each in chosen]
        lesson.visibility, lesson.organisation = level, self.organisations[organisation]
        if rewritten:
            self.words += 1
            lesson.insight = f"Texto {self.words}"
        actions.save(lesson, regions=[], stances={}, by=self.secretaries[organisation], shared_with=shared)
        if level != "chosen_networks":
            chosen = set()
        self.reach = Reach(level, frozenset(self.networks[each].pk for each in chosen), lesson.organisation.pk)
        self.see_versions()

    def see_versions(self) -> None:
        """The words that the lesson says now are read by whom it reaches now."""
        newest = Revision.objects.filter(lesson=self.lesson).order_by("-number").first()
        assert newest is not None
        self.said["version"].setdefault(newest.pk, []).append(self.reach)
        self.writer["version", newest.pk] = newest.by_id or 0

    @rule(who=WHO, kind=st.sampled_from([kind for kind in HANGING if kind != "version"]))
    def say(self, who: int, kind: str):
        person = self.people[who]
        if kind == "voice" and person == self.author:  # nobody speaks for their own lesson
            return
        pk = getattr(self, f"say_{kind}")(person)
        self.said[kind][pk] = [self.reach]
        self.writer[kind, pk] = person.pk

    def say_comment(self, person: User) -> int:
        return CommentFactory(lesson=self.lesson, by=person).pk

    def say_voice(self, person: User) -> int:
        """Said anew it replaces what was said before."""
        said = Corroboration.objects.filter(lesson=self.lesson, by=person).first()
        said = said or CorroborationFactory(lesson=self.lesson, by=person, network=self.networks[0])
        self.words += 1
        Corroboration.objects.filter(pk=said.pk).update(text=f"Voz {self.words}")
        return said.pk

    def say_use(self, person: User) -> int:
        return ApplicationFactory(lesson=self.lesson, by=person, network=self.networks[0]).pk

    def say_file(self, person: User) -> int:
        self.words += 1
        content = ContentFile(b"%d" % self.words, name="a.pdf")
        kept = {"file_name": "a.pdf", "kind": "pdf", "size": content.size, "sha256": sha256(content.read()).hexdigest()}
        kept |= {"title": "Acta", "content": content, "read_at": now()}
        return Attachment.objects.create(lesson=self.lesson, added_by=person, **kept).pk

    def say_photograph(self, person: User) -> int:
        self.words += 1
        picture = {
            "small": b"%d" % self.words,
            "large": b"l",
            "width": 1,
            "height": 1,
            "alt": "Una",
            "added_by": person,
        }
        return Photo.objects.update_or_create(lesson=self.lesson, defaults=picture)[0].pk

    def say_translation(self, person: User) -> int:
        self.words += 1
        kept = Translation.objects.filter(lesson=self.lesson).first() or TranslationFactory(lesson=self.lesson)
        Translation.objects.filter(pk=kept.pk).update(title=f"Title {self.words}", by=person)
        return kept.pk

    def say_verification(self, person: User) -> int:
        return Verification.objects.create(
            lesson=self.lesson, by=person, outcome="needs_change", note="n", revision=1
        ).pk

    def say_note(self, person: User) -> int:
        collection = Collection.objects.get_or_create(by=person, title="Mía", visibility="public")[0]
        add(self.lesson, to=collection, by=person)
        [item] = collection.items.all()
        self.words += 1
        set_note(item, f"Nota {self.words}", by=person)
        return item.pk

    @rule(who=WHO)
    def agree(self, who: int):
        """To all of theirs but older versions; notes of collections are said anew instead."""
        person = self.people[who]
        agree(Lesson.objects.get(pk=self.lesson.pk), by=person)
        for kind, said in self.said.items():
            for pk, reaches in said.items():
                if kind not in {"version", "note"} and self.writer[kind, pk] == person.pk:
                    reaches.append(self.reach)

    def expected(self, kind: str, person: User | AnonymousUser) -> set[int]:
        if person in {self.author, self.admin, *self.secretaries}:
            return {*self.said[kind]}
        home, roles = self.networks[0].pk, self.roles[person.pk] if person.pk else set()
        return {
            pk
            for pk, reaches in self.said[kind].items()
            if self.writer[kind, pk] == person.pk or any(reach.is_of(home, roles) for reach in reaches)
        }

    @invariant()
    def each_reads_what_was_said_to_them(self):
        if not hasattr(self, "savepoint"):
            return
        for kind, model in HANGING.items():
            rows: Callable[..., Any] = model.objects.said_to
            for person in (AnonymousUser(), *self.people):
                shown = {*rows(person).filter(lesson=self.lesson).values_list("pk", flat=True)}
                assert shown == self.expected(kind, person), (kind, person, self.reach)


def test_nobody_reads_what_was_never_said_to_them(db):
    # Without making a failure smaller, which would take minutes.
    chosen = hypothesis_settings(deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    run_state_machine_as_test(Talk, settings=hypothesis_settings(chosen, max_examples=8, stateful_step_count=18))

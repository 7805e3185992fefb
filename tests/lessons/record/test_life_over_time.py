"""Any sequence of what several people do: no text is lost, nobody is without somebody who answers, counts agree."""

from collections import defaultdict

import hypothesis.strategies as st
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from lessons.handover.actions import hand_over, stewarded_by
from lessons.integrity.invariants import broken
from lessons.models import TRANSITIONS, VERSIONED_FIELDS, Lesson, State, Verification
from lessons.review import actions as review_actions
from lessons.verification import actions as verification_actions
from lessons.writing import actions as writing_actions
from networks.models import Membership, Role, User
from tests.support.factories import MembershipFactory, NetworkFactory, UserFactory

WORDS = st.text(alphabet="abñ áÉ.\n", min_size=1, max_size=12).filter(str.strip)
PEOPLE = st.integers(0, 3)
ESSENTIAL = ("what_happened", "insight", "recommendation")
FIELDS = ["title", *ESSENTIAL, "context"]


class Years(RuleBasedStateMachine):
    """Two of the secretariat, two members; each text that left its author's hands is remembered here as well."""

    lessons: Bundle[int] = Bundle("lessons")

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.network = NetworkFactory()
        roles = [Role.SECRETARIAT, Role.SECRETARIAT, Role.MEMBER, Role.MEMBER]
        self.people = [MembershipFactory(network=self.network, role=role, user=UserFactory()).user for role in roles]
        self.said: dict[int, list[dict[str, str]]] = defaultdict(list)
        self.state: dict[int, str] = {}
        self.verified: dict[int, int] = defaultdict(int)

    def row(self, pk: int) -> Lesson:
        return Lesson.objects.select_related("network", "author", "steward").get(pk=pk)

    def who(self, number: int) -> User:
        return User.objects.get(pk=self.people[number].pk)

    def seen(self, pk: int) -> None:
        """Remember what it says, if others may have read it; each move is one of the table."""
        lesson = self.row(pk)
        before = self.state.get(pk, State.DRAFT)
        assert before == lesson.state or (before, lesson.state) in TRANSITIONS
        self.state[pk] = lesson.state
        if lesson.state == State.DRAFT:
            return
        texts = {name: str(getattr(lesson, name) or "") for name in VERSIONED_FIELDS}
        if not self.said[pk] or self.said[pk][-1] != texts:
            self.said[pk].append(texts)

    @rule(target=lessons, by=PEOPLE, title=WORDS, complete=st.booleans())
    def write(self, by: int, title: str, complete: bool):
        texts = dict.fromkeys(ESSENTIAL, "dicho") if complete else {}
        lesson = Lesson(network=self.network, title=title, visibility="own_network", **texts)
        writing_actions.save(lesson, regions=[], stances={}, by=self.who(by))
        self.seen(lesson.pk)
        return multiple(lesson.pk)

    @rule(
        pk=lessons, by=PEOPLE, name=st.sampled_from(["title", *ESSENTIAL, "context"]), text=WORDS, meaning=st.booleans()
    )
    def edit(self, pk: int, by: int, name: str, text: str, meaning: bool):
        lesson = self.row(pk)
        taken_up = lesson.state == State.DRAFT and (lesson.edited_by_id or lesson.author_id) != self.people[by].pk
        mine = {each: str(getattr(lesson, each) or "") for each in VERSIONED_FIELDS}
        setattr(lesson, name, text)
        writing_actions.save(lesson, regions=[], stances={}, by=self.who(by), changes_meaning=meaning)
        changed = self.row(pk).wording != lesson.wording or getattr(self.row(pk), name) != mine[name]
        if taken_up and changed and (not self.said[pk] or self.said[pk][-1] != mine):
            self.said[pk].append(mine)
        self.seen(pk)

    @rule(pk=lessons, by=PEOPLE)
    def type_on(self, pk: int, by: int):
        lesson = self.row(pk)
        lesson.context = f"{lesson.context} y"
        if self.people[by].pk in {lesson.author_id} and lesson.edited_by_id in {None, lesson.author_id}:
            assert writing_actions.keep_draft(lesson, by=self.who(by), regions=[], stances={}) is (
                lesson.state == State.DRAFT
            )
        self.seen(pk)

    @rule(pk=lessons, by=PEOPLE, move=st.sampled_from(["hand_in", "give_back", "publish", "archive", "again"]))
    def move(self, pk: int, by: int, move: str):
        lesson, person = self.row(pk), self.who(by)
        try:
            {
                "hand_in": lambda: review_actions.hand_in(lesson, by=person),
                "give_back": lambda: review_actions.take_back(lesson),
                "publish": lambda: review_actions.publish(lesson, by=person),
                "archive": lambda: self.archive(lesson, person),
                "again": lambda: self.again(lesson, person),
            }[move]()
        except ValidationError:
            assert self.row(pk).state == self.state[pk]
            assert self.row(pk).missing
        self.seen(pk)

    def archive(self, lesson: Lesson, person: User) -> None:
        if verification_actions.archive(lesson, by=person, reason="Cambió."):
            self.verified[lesson.pk] += 1

    def again(self, lesson: Lesson, person: User) -> None:
        if verification_actions.put_in_force_again(lesson, by=person):
            self.verified[lesson.pk] += 1

    @rule(pk=lessons, other=lessons, by=PEOPLE)
    def supersede(self, pk: int, other: int, by: int):
        in_force = self.row(other).is_in_force and other != pk
        try:
            assert verification_actions.supersede(self.row(pk), by=self.who(by), successor=self.row(other)) is (
                self.state[pk] == State.PUBLISHED
            )
            assert in_force
            self.verified[pk] += self.state[pk] == State.PUBLISHED
        except ValidationError:
            assert not in_force
        self.seen(pk)

    @rule(pk=lessons, by=PEOPLE, outcome=st.sampled_from(Verification.Outcome.values))
    def verify(self, pk: int, by: int, outcome: str):
        if verification_actions.verify(self.row(pk), by=self.who(by), outcome=outcome):
            self.verified[pk] += 1
        self.seen(pk)

    @rule(by=PEOPLE, to=PEOPLE)
    def leave_what_one_answers_for(self, by: int, to: int):
        person, successor = self.who(by), self.who(to)
        role = Membership.objects.get(user=person, network=self.network)
        if person == successor:
            return
        handed = dict.fromkeys(stewarded_by(person, self.network), successor)
        hand_over(role, to=handed, inviter=None, role=Role(role.role), by=self.who(0))

    @rule(pk=lessons, after=st.sampled_from(list(State)))
    def force(self, pk: int, after: State):
        """What the table does not allow, the database refuses."""
        before = self.row(pk).state
        if before == after or (before, after) in TRANSITIONS:
            return
        try:
            with transaction.atomic():
                Lesson.objects.filter(pk=pk).update(state=after)
        except DatabaseError:
            assert self.row(pk).state == before
        else:
            raise AssertionError(f"{before} became {after}")

    @invariant()
    def nothing_is_lost(self):
        for pk in self.state:
            kept = [
                {name: str(each.texts[name] or "") for name in VERSIONED_FIELDS}
                for each in self.row(pk).revisions.order_by("number")
            ]
            assert kept == self.said[pk]
            assert self.row(pk).verifications.count() == self.verified[pk]

    def teardown(self) -> None:
        try:
            assert [(each.name, faults) for each, faults, _more in broken()] == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)


def test_whatever_several_people_do_nothing_is_lost(db):
    run_state_machine_as_test(
        Years,
        settings=hypothesis_settings(
            max_examples=25, stateful_step_count=20, deadline=None, database=None, derandomize=True
        ),
    )

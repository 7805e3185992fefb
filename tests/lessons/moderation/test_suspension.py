"""A suspended account: what hangs on the person goes to the secretariat, and comes back."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lessons.models import Lesson, Notice
from lessons.moderation.suspension import left_alone, lift, suspend, take_charge, waiting_in
from lessons.review.actions import hand_in
from networks.agreements.actions import answer_affiliation
from networks.joining.actions import answer, ask_to_join, invitation_of, invite, token_of
from networks.mail.letters import write_letter, write_plain_letter
from networks.models import AffiliationRequest, Letter, Membership, Role, Suspension, User
from tests.support.cast import Cast
from tests.support.factories import (
    InvitationFactory,
    JoinRequestFactory,
    LessonFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    WorkshopFactory,
    WorkshopNoteFactory,
    belong,
)


def suspended(cast: Cast, who: str) -> User:
    person = cast.user(who)
    suspend(person, by=cast.user("admin"), reason="Otra persona usa su correo.")
    return User.objects.get(pk=person.pk)


def of(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


class TestWhatHangsOnThePerson:
    def test_lessons_wait_with_the_secretariat_of_their_network(self, cast: Cast):
        secretariat, member = cast.user("secretariat"), cast.user("member")
        published = LessonFactory(network=cast.network, author=member, published=True)
        draft = LessonFactory(network=cast.network, author=member)
        suspended(cast, "member")
        assert {of(published).steward, of(draft).steward} == {secretariat}
        assert {of(published).author, of(draft).author} == {member}
        assert not Lesson.objects.without_active_steward().exists()
        [waiting] = waiting_in(cast.network)
        assert (waiting.person, set(waiting.lessons)) == (member, {published, draft})

    def test_lessons_wait_with_the_admin_where_there_is_no_other_secretariat(self, cast: Cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)
        assert list(left_alone(cast.user("secretariat"))) == [cast.network]
        suspended(cast, "secretariat")
        assert of(lesson).steward == cast.user("admin")

    def test_a_suspended_secretary_stands_in_for_nobody(self, cast: Cast):
        first = MembershipFactory(network=cast.network, role=Role.SECRETARIAT, started_on="2019-01-01").user
        cast.user("secretariat")
        suspend(first, by=cast.user("admin"), reason="x")
        lesson = LessonFactory(network=cast.network, author=cast.user("member"))
        suspended(cast, "member")
        assert of(lesson).steward == cast.user("secretariat")

    def test_invitations_stay_good(self, cast: Cast):
        other = MembershipFactory(network=cast.network, role=Role.SECRETARIAT).user
        invitation = InvitationFactory(network=cast.network, by=cast.user("secretariat"))
        suspended(cast, "secretariat")
        assert of(invitation).by == other
        assert invitation_of(token_of(invitation)) == invitation

    def test_workshops_at_work_change_hands_and_those_that_are_over_stay(self, cast: Cast):
        here = {"network": cast.network, "facilitator": cast.user("member")}
        cast.user("secretariat")
        is_open, waits, over = WorkshopFactory(**here), WorkshopFactory(**here), WorkshopFactory(**here)
        type(over).objects.filter(pk__in=[waits.pk, over.pk]).update(closes_at=now())
        WorkshopNoteFactory(workshop=waits)
        suspended(cast, "member")
        facilitators = [of(each).facilitator for each in (is_open, waits, over)]
        assert facilitators == [cast.user("secretariat"), cast.user("secretariat"), cast.user("member")]

    def test_who_asked_hears_no_answer_and_the_secretariat_does(self, cast: Cast, mails: Any):
        organisation = OrganisationFactory()
        belong(organisation, cast.other_network)
        other = MembershipFactory(network=cast.network, role=Role.SECRETARIAT).user
        asks = {"network": cast.network, "organisation": organisation, "asked_by": cast.user("secretariat")}
        request = AffiliationRequest.objects.create(**asks)
        suspended(cast, "secretariat")
        answer_affiliation(request, is_agreed=True, by=cast.user("other_secretariat"))
        assert [mail.to for mail in mails()] == [[other.email]]


class TestMailThatWaits:
    @pytest.fixture
    def letters(self, cast: Cast) -> list[Letter]:
        addresses = [cast.user(who).email for who in ("member", "other_member")]
        return [write_plain_letter(to=address, subject="Un aviso", text="Hola") for address in addresses]

    def test_is_taken_back_and_that_of_others_is_not(self, cast: Cast, letters: list[Letter], mails: Any):
        suspended(cast, "member")
        assert [mail.to for mail in mails()] == [[cast.user("other_member").email]]
        assert not Letter.objects.filter(pk=letters[0].pk).exists()

    def test_what_a_worker_has_in_hand_is_not_tried_again(self, cast: Cast, letters: list[Letter]):
        assert Letter.objects.claim(letters[0].pk)
        suspended(cast, "member")
        assert not Letter.objects.filter(pk=letters[0].pk).exists()

    def test_nothing_is_taken_back_if_the_account_cannot_be_suspended(self, cast: Cast, letters: list[Letter]):
        with pytest.raises(PermissionDenied):
            suspend(cast.user("member"), by=cast.user("secretariat"), reason="x")
        assert Letter.objects.waiting().count() == len(letters)


class TestMailWrittenLater:
    def test_nobody_writes_to_the_account_until_it_is_lifted(self, cast: Cast):
        person = suspended(cast, "member")
        mail = {"to": person.email.upper(), "language": "es"}
        assert write_letter("invitation", {"by": "", "url": ""}, **mail) is None
        assert not Letter.objects.exists()
        lift(person, by=cast.user("admin"), reason="Recuperó su correo.")
        assert write_letter("invitation", {"by": "", "url": ""}, **mail)

    def test_nobody_writes_to_another_address_that_they_verified(self, cast: Cast):
        person = suspended(cast, "member")
        EmailAddress.objects.create(user=person, email="suya@ejemplo.example", verified=True)
        EmailAddress.objects.create(user=person, email="de-quien-sea@ejemplo.example")
        mail = {"context": {"by": "", "url": ""}, "language": "es"}
        assert write_letter("invitation", to="suya@ejemplo.example", **mail) is None
        assert write_letter("invitation", to="de-quien-sea@ejemplo.example", **mail)

    def test_the_answer_to_a_request_is_kept_and_told_to_others_alone(self, cast: Cast, mails: Any):
        asked = [
            JoinRequestFactory(network=cast.network, user=cast.user(who)) for who in ("no_network", "other_member")
        ]
        suspended(cast, "no_network")
        for request in asked:
            assert answer(request, role=Role.MEMBER, organisation=None, by=cast.user("secretariat"))
        assert [mail.to for mail in mails()] == [[cast.user("other_member").email]]
        assert Membership.objects.filter(network=cast.network, user=cast.user("no_network")).exists()

    def test_an_invitation_waits_without_a_letter(self, cast: Cast, mails: Any):
        person, by = suspended(cast, "no_network"), cast.user("secretariat")
        chosen = {"role": Role.MEMBER, "organisation": None, "language": "es", "by": by}
        invite([person.email, "nueva@ejemplo.example"], network=cast.network, **chosen)
        assert [mail.to for mail in mails()] == [["nueva@ejemplo.example"]]
        assert cast.network.invitations.get(email=person.email).letter is None


class TestHowMuchIsAsked:
    """Rows are moved network by network, and a desk does not pay for what is suspended elsewhere."""

    def test_suspending_costs_the_same_however_much_hangs_on_the_person(self, cast: Cast):
        cast.user("secretariat"), cast.user("admin")
        costs = []
        for many in (1, 5):
            person = MembershipFactory(network=cast.network).user
            lessons = LessonFactory.create_batch(many, network=cast.network, author=person)
            with CaptureQueriesContext(connection) as queries:
                suspend(person, by=cast.user("admin"), reason="x")
            assert {of(lesson).steward for lesson in lessons} == {cast.user("secretariat")}
            costs.append(len(queries))
        assert costs[0] == costs[1]

    def test_what_waits_is_two_queries_however_many_are_suspended(self, cast: Cast, django_assert_num_queries: Any):
        cast.user("secretariat"), cast.user("other_secretariat")
        for network in (cast.network, cast.network, cast.other_network):
            person = MembershipFactory(network=network).user
            LessonFactory(network=network, author=person, published=True)
            suspend(person, by=cast.user("admin"), reason="x")
        with django_assert_num_queries(2):
            assert [len(each.lessons) for each in waiting_in(cast.network)] == [1, 1]


class TestANetworkWithoutAnotherSecretary:
    def test_who_asks_to_join_is_told_to_the_admins(self, cast: Cast, mails: Any):
        suspended(cast, "secretariat")
        ask_to_join(cast.network, user=cast.user("no_network"), message="Trabajo en Puno.")
        assert [mail.to for mail in mails()] == [[cast.user("admin").email]]

    def test_what_is_handed_in_is_told_to_the_admins(self, cast: Cast):
        draft = LessonFactory(network=cast.network, author=cast.user("member"))
        suspended(cast, "secretariat")
        hand_in(draft, by=cast.user("member"))
        assert Notice.objects.get(kind="handed_in").to == cast.user("admin")


class TestRefused:
    def test_by_who_is_no_admin(self, cast: Cast):
        for who in ("secretariat", "member"):
            with pytest.raises(PermissionDenied):
                suspend(cast.user("observer"), by=cast.user(who), reason="x")
        assert of(cast.user("observer")).is_active
        assert not Suspension.objects.exists()

    def test_of_oneself_of_a_suspended_and_of_the_last_admin(self, cast: Cast):
        with pytest.raises(ValidationError, match="llaves"):
            suspend(cast.user("admin"), by=cast.user("admin"), reason="x")
        person = suspended(cast, "member")
        with pytest.raises(ValidationError, match="suspendida"):
            suspend(person, by=cast.user("admin"), reason="x")
        assert Suspension.objects.count() == 1
        assert of(cast.user("admin")).is_active

    def test_two_admins_who_suspend_each_other_leave_one(self, cast: Cast):
        one, other = cast.user("admin"), UserFactory(is_admin=True)
        suspend(other, by=one, reason="x")
        other.refresh_from_db()
        with pytest.raises(PermissionDenied):
            suspend(one, by=other, reason="x")
        assert of(one).is_active

    def test_lifting_what_is_not_suspended(self, cast: Cast):
        with pytest.raises(ValidationError):
            lift(cast.user("member"), by=cast.user("admin"), reason="x")


class TestLifting:
    def test_gives_back_what_still_waits(self, cast: Cast):
        cast.user("secretariat")
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        workshop = WorkshopFactory(network=cast.network, facilitator=cast.user("member"))
        person = suspended(cast, "member")
        lift(person, by=cast.user("admin"), reason="Recuperó su correo.")
        assert of(person).is_active
        assert (of(lesson).steward, of(workshop).facilitator) == (person, person)
        kept = Suspension.objects.get()
        assert (kept.lifted_by, kept.lift_reason, kept.moved) == (cast.user("admin"), "Recuperó su correo.", {})

    def test_lifting_leaves_what_somebody_took_charge_of_meanwhile(self, cast: Cast):
        colleague = MembershipFactory(network=cast.network).user
        cast.user("secretariat")
        one, other = LessonFactory.create_batch(2, network=cast.network, author=cast.user("member"), published=True)
        person = suspended(cast, "member")
        assert take_charge(cast.network, of={one: colleague}) == 1
        assert [each.lessons for each in waiting_in(cast.network)] == [[other]]
        lift(person, by=cast.user("admin"), reason="x")
        assert (of(one).steward, of(other).steward) == (colleague, person)

    def test_lifting_gives_nothing_back_where_they_may_write_no_more(self, cast: Cast):
        cast.user("secretariat")
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        person = suspended(cast, "member")
        Membership.objects.filter(user=person).update(role=Role.OBSERVER)
        lift(person, by=cast.user("admin"), reason="x")
        assert of(lesson).steward == cast.user("secretariat")

    def test_a_lesson_of_another_network_is_not_taken_charge_of(self, cast: Cast):
        cast.user("secretariat")
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        suspended(cast, "member")
        assert take_charge(cast.other_network, of={lesson: cast.user("other_member")}) == 0
        assert of(lesson).steward == cast.user("secretariat")


def test_sessions_end_and_none_lives_again(cast: Cast):
    client = cast.client("member")
    assert client.get("/cuenta/perfil/").status_code == 200
    person = suspended(cast, "member")
    assert client.get("/cuenta/perfil/").status_code == 302
    lift(person, by=cast.user("admin"), reason="x")
    assert client.get("/cuenta/perfil/").status_code == 302


def test_their_digest_stops_and_goes_on_afterwards(cast: Cast, mailoutbox: list[Any]):
    reader = cast.user("member")
    LessonFactory(network=cast.network, author=cast.user("secretariat"), visibility="all_networks", published=True)
    suspended(cast, "member")
    call_command("send_digests", at=(now() + timedelta(weeks=1)).isoformat(), verbosity=0)
    assert reader.email not in {mail.to[0] for mail in mailoutbox}
    lift(reader, by=cast.user("admin"), reason="x")
    call_command("send_digests", at=(now() + timedelta(weeks=2)).isoformat(), verbosity=0)
    assert reader.email in {mail.to[0] for mail in mailoutbox}


def test_the_history_says_who_suspended_whom_and_why(cast: Cast):
    person = suspended(cast, "member")
    lift(person, by=cast.user("admin"), reason="Fue un error.")
    events = Suspension.pgh_event_model.objects.order_by("pgh_id").values_list("reason", "lift_reason")
    assert [*events] == [("Otra persona usa su correo.", ""), ("Otra persona usa su correo.", "Fue un error.")]

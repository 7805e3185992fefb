"""Where a name or an address could outlive an account that is closed; and that nobody else's is touched."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.timezone import now

from config.privacy.closing import close
from digests.models import KeptMail
from networks.joining.actions import ask_to_join
from networks.mail.letters import send_letter
from networks.models import Invitation, Letter, Membership, User
from networks.tasks import forget, forget_sessions
from tests.support.factories import PASSWORD, InvitationFactory, MembershipFactory, UserFactory
from tests.support.written_rows import everything

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Ñusta Zzqñán", "zzqcorreo@ejemplo.example"


@pytest.fixture
def member(cast) -> User:
    """Their name has letters that JSON writes in another way."""
    user = cast.user("member")
    user.name, user.email = NAME, ADDRESS
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.update(email=ADDRESS)
    return user


def left() -> str:
    """All that stands in the database, with what is packed in sessions and in JSON within texts."""
    packed = [session.get_decoded() for session in Session.objects.all()]
    noted = [entry.get_change_message() for entry in LogEntry.objects.all()]
    return json.dumps([everything(), packed, noted], default=str, ensure_ascii=False).lower()


def log_entry(cast, row_of: type, pk: int, called: str) -> LogEntry:
    kind = ContentType.objects.get_for_model(row_of)
    return LogEntry.objects.create(
        user=cast.user("secretariat"), action_flag=2, content_type=kind, object_id=pk, object_repr=called
    )


class TestAdminsLog:
    def test_an_inline_row_is_no_longer_named(self, cast, member):
        role = member.memberships.get()
        sent = {"email": ADDRESS, "name": NAME, "language": "es", "is_active": "on"}
        sent |= {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1, "memberships-0-id": role.pk}
        sent |= {"memberships-0-user": member.pk, "memberships-0-network": role.network_id}
        sent |= {"memberships-0-role": "observer", "memberships-0-started_on": "2020-01-01"}
        assert cast.client("admin").post(f"/admin/networks/user/{member.pk}/change/", sent).status_code == 302
        assert "zzqñán" in LogEntry.objects.get().get_change_message().lower()
        close(member)
        assert "zzq" not in left()
        assert "Cambio" in LogEntry.objects.get().get_change_message()  # what was done is still told

    def test_a_name_they_had_before_is_no_longer_named(self, cast, member):
        log_entry(cast, User, member.pk, "Zzqantes")
        log_entry(cast, Membership, 1, "Zzqantes – Propia (integrante)")
        close(member)
        assert "zzqantes" not in left()

    def test_another_name_that_begins_alike_stays(self, cast, member):
        User.objects.filter(pk=member.pk).update(name="Ana")
        names = ["Anabel Ruiz – CIES (integrante)", "Ana Torres – CIES (integrante)", "Ana Torres"]
        for pk, name in enumerate(names, 99):
            log_entry(cast, Membership, pk, name)
        close(member)
        assert sorted(LogEntry.objects.values_list("object_repr", flat=True)) == sorted(names)


class TestMail:
    def test_to_any_of_their_addresses_goes(self, cast, member):
        EmailAddress.objects.create(user=member, email="zzqnueva@ejemplo.example")
        KeptMail.objects.create(to="zzqnueva@ejemplo.example", subject="Tu código", text="1234")
        Letter.objects.create(to="Zzqnueva@ejemplo.example", subject="Hola", text="Hola")
        close(member)
        assert "zzq" not in left()

    def test_to_an_address_that_ends_alike_stays(self, cast, member):
        KeptMail.objects.create(to=f"x{ADDRESS}", subject="Hola", text="Hola")
        Letter.objects.create(to=f"x{ADDRESS}", subject="Hola", text="Hola")
        close(member)
        assert KeptMail.objects.count() == Letter.objects.count() == 1

    @pytest.mark.parametrize("sent", [False, True])
    def test_that_asked_a_secretariat_for_them_goes(self, cast, member, sent, mailoutbox):
        letter = self.asking_for(member, cast)
        assert NAME in letter.subject
        if sent:
            send_letter(letter.pk)
            assert NAME in mailoutbox[0].subject
            letter.refresh_from_db()
            assert (letter.subject, letter.about_person) == ("", None)
        close(member)
        assert "zzq" not in left()

    def asking_for(self, member: User, cast) -> Letter:
        cast.user("other_secretariat")
        ask_to_join(cast.other_network, user=member, message="Quiero participar.")
        return Letter.objects.get()

    def test_goes_by_whom_it_tells_of_whatever_they_are_called_now(self, cast, member):
        letter = self.asking_for(member, cast)
        Letter.objects.filter(pk=letter.pk).update(failed_at=now(), to="", text="", html="")
        member.name = "Ana"
        member.save()
        close(member)
        assert "zzq" not in left()

    def test_that_asked_for_a_namesake_stays(self, cast, member):
        letter = self.asking_for(UserFactory(name=NAME), cast)
        ask_to_join(cast.other_network, user=member, message="Yo también quiero.")
        assert {each.subject for each in Letter.objects.all()} == {letter.subject}
        close(member)
        assert list(Letter.objects.all()) == [letter]

    def test_an_invitation_that_waits_for_them_is_withdrawn(self, cast, member):
        InvitationFactory(network=cast.other_network, email=ADDRESS)
        other = InvitationFactory(network=cast.other_network)
        close(member)
        assert "zzq" not in left()
        assert list(Invitation.objects.open()) == [other]


class TestSessions:
    def test_go_whether_or_not_they_were_noted(self, cast, member):
        client, other = cast.client("anonymous"), cast.client("secretariat")
        client.post("/cuenta/login/", {"login": ADDRESS, "password": PASSWORD})
        new = {"oldpassword": PASSWORD, "password1": "otra-clave-larga", "password2": "otra-clave-larga"}
        client.post("/cuenta/password/change/", new)  # the session goes on under another key
        cast.client("anonymous").post("/cuenta/password/reset/", {"email": ADDRESS})  # waits for a code
        assert "zzq" in left()
        close(member)
        assert "zzq" not in left()
        assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [
            str(cast.user("secretariat").pk)
        ]
        assert other.get("/cuenta/perfil/").status_code == 200

    def test_ended_sessions_and_letters_nobody_needs_go_by_night(self, cast):
        cast.client("member"), cast.client("secretariat")
        ended = Session.objects.first()
        Session.objects.filter(pk=ended.pk).update(expire_date=now() - timedelta(days=1))
        for day in (1, 31):
            Letter.objects.create(to="", subject=f"Hace {day}", failed_at=now() - timedelta(days=day))
        forget(), forget_sessions()
        assert Session.objects.count() == 1
        assert Letter.objects.get().subject == "Hace 1"


def test_a_closed_account_is_as_one_that_nobody_ever_used(cast, member):
    User.objects.filter(pk=member.pk).update(language="en", contact_for="all_networks")
    close(member)
    member.refresh_from_db()
    assert (member.language, member.contact_for) == ("es", "nobody")
    assert str(member) == "alguien que se fue"


def test_no_admin_opens_a_closed_account_again(cast, member):
    close(member)
    before = everything()
    sent = {"email": "otra@ejemplo.example", "name": "Otra", "is_active": "on", "language": "es"}
    client, url = cast.client("admin"), f"/admin/networks/user/{member.pk}/change/"
    assert client.get(url).status_code == 200
    assert client.post(url, sent).status_code == 403
    assert everything()["networks_membership"] == before["networks_membership"]
    assert not User.objects.get(pk=member.pk).is_active


def both_close(people: list[User]) -> list[bool]:
    """Whether each of two got away, who close at the same moment."""
    ready = Barrier(2, timeout=10)

    def leave(user: User) -> bool:
        try:
            ready.wait()
            close(user)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as browsers:
        return sorted(browsers.map(leave, people))


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_one_of_the_last_two_of_a_secretariat_stays(self, cast):
        other = MembershipFactory(network=cast.network, role="secretariat").user
        assert both_close([cast.user("secretariat"), other]) == [False, True]
        assert cast.network.memberships.filter(role="secretariat", user__is_active=True).count() == 1

    def test_one_of_the_last_two_admins_stays(self, cast):
        assert both_close([cast.user("admin"), UserFactory(is_admin=True)]) == [False, True]
        assert User.objects.filter(is_admin=True, is_active=True).count() == 1

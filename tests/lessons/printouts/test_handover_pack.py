"""What somebody who takes over has to know: as a page, a PDF and a mail, for one reader."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.timezone import localdate, now
from django.utils.translation import override
from pypdf import PdfReader

from lessons.models import Lesson
from lessons.printouts.actions import ask_to_mail
from lessons.printouts.handover_pack import pack_of
from networks.mail.letters import send_letter
from networks.models import Invitation, Letter
from tests.support.factories import CorroborationFactory, InvitationFactory, JoinRequestFactory, LessonFactory, in_force
from tests.support.files.printouts import content_of, taken, text_of, work

YEAR = timedelta(days=366)


@pytest.fixture
def network(cast):
    """With a draft of the secretariat, an old lesson, one that others confirm, an invitation and a request."""
    secretariat, network = cast.user("secretariat"), cast.network
    cast.user("member")
    LessonFactory(title="Borrador de la secretaría", network=network, author=secretariat)
    old = {"published_at": now() - YEAR, "review_on": localdate(), "published": True}
    LessonFactory(title="La antigua", network=network, author=secretariat, **old)
    strong = LessonFactory(title="La confirmada", network=network, author=secretariat, published=True, is_unnamed=True)
    CorroborationFactory(lesson=strong, network=cast.other_network)
    InvitationFactory(network=network, email="espera@ejemplo.example", by=secretariat)
    JoinRequestFactory(network=network, user=cast.user("no_network"))
    return network


def told(pack) -> dict[str, list[str]]:
    sections = {section.heading: section.lines for section in pack.sections}
    return {heading: [f"{line.text} {line.about}".strip() for line in lines] for heading, lines in sections.items()}


class TestPackOf:
    def test_a_secretariat_is_told_all_that_is_open(self, cast, network):
        with override("es"):
            pack = told(pack_of(network, reader=cast.user("secretariat")))
        assert pack["Qué está abierto"] == [
            "Borrador de la secretaría Borrador · Secretariat",
            "No_Network pide participar",
            "espera@ejemplo.example tiene invitación y no ha respondido",
        ]
        assert pack["Quién es quién"][0] == "Secretariat secretaría · secretariat@ejemplo.example"

    def test_what_is_old_falls_due_and_what_others_confirm_comes_first(self, cast, network):
        with override("es"):
            pack = told(pack_of(network, reader=cast.user("secretariat")))
        assert [line[:10] for line in pack["Qué vence"]] == ["La antigua"]
        assert [line[:10] for line in pack["Lecciones clave"]] == ["La confirm", "La antigua"]

    def test_a_member_is_told_no_address_no_wish_and_no_draft_of_others(self, cast, network):
        said = str(pack_of(network, reader=cast.user("member")))
        for secret in ("@", "No_Network", "Borrador de la secretaría"):
            assert secret not in said
        assert "La confirmada" in said

    def test_it_names_nobody_who_shared_without_naming(self, cast, network):
        said = in_force(published_at=now() - YEAR, published_by=cast.user("secretariat"), is_unnamed=True)
        Lesson.objects.update(**said)
        Lesson.objects.published().update(review_on=localdate(), is_unnamed=True)
        for who, named in (("member", False), ("secretariat", True)):
            due = told(pack_of(network, reader=cast.user(who)))
            [line, *_] = next(lines for heading, lines in due.items() if heading in {"Qué vence", "What falls due"})
            assert ("Secretariat" in line) is named


def test_the_pdf_says_what_the_page_says_and_no_text_is_taken_for_markup(cast, network):
    Lesson.objects.filter(title="La antigua").update(title="#emph[Ñandú] $x^2$ *fuerte* <b>")
    pdf = content_of(taken(cast.client("secretariat"), f"/redes/{network.slug}/entrega.pdf"))
    text = text_of(pdf)
    for said in ("#emph[Ñandú] $x^2$ *fuerte* <b>", "Qué está abierto", "espera@ejemplo.example", "La confirmada"):
        assert said in text
    assert PdfReader(BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged, for screen readers


class TestSent:
    def test_to_a_member_as_they_may_see_it(self, cast, network, post):
        ask_to_mail(network, to=cast.user("member"), by=cast.user("secretariat"))
        work()
        assert send_letter(Letter.objects.get().pk)
        assert post.recipients == ["member@ejemplo.example"]
        [pdf] = post.mails[0].iter_attachments()
        for text in (post.text(), post.html(), text_of(pdf.get_content())):
            assert "La confirmada" in text
            assert "espera@" not in text

    def test_only_to_people_who_write_in_the_network(self, cast, network):
        for who in ("observer", "other_member"):
            url = f"/redes/{network.slug}/entrega/"
            assert cast.client("secretariat").post(url, {"to": cast.user(who).pk}).status_code == 422
        assert not Letter.objects.exists()

    @pytest.mark.parametrize("with_pack", [True, False])
    def test_to_who_takes_over_when_that_is_ticked(self, cast, network, with_pack):
        LessonFactory(network=network, author=cast.user("member"))
        role = cast.user("member").memberships.get()
        other = cast.user("observer").memberships.get()
        type(other).objects.filter(pk=other.pk).update(role="member")
        body = {"then": "leaves", "successor": other.user_id} | ({"with_pack": "on"} if with_pack else {})
        assert cast.client("secretariat").post(f"/redes/{network.slug}/personas/{role.pk}/", body).status_code == 302
        work()
        assert list(Letter.objects.values_list("to", flat=True)) == [other.user.email] * with_pack


class TestInvitationsOfWhoLeaves:
    @pytest.fixture
    def leaver(self, cast, network):
        other = cast.user("member").memberships.get()
        type(other).objects.filter(pk=other.pk).update(role="secretariat")
        Lesson.objects.update(steward=other.user)
        return cast.user("secretariat").memberships.get()

    def send(self, cast, leaver, **body):
        return cast.client("admin").post(f"/redes/{leaver.network.slug}/personas/{leaver.pk}/", body).status_code

    def test_go_to_somebody_of_the_secretariat(self, cast, leaver):
        assert self.send(cast, leaver, then="leaves", inviter=cast.user("member").pk) == 302
        assert Invitation.objects.open().get().by == cast.user("member")

    def test_invitations_can_be_withdrawn(self, cast, leaver):
        assert self.send(cast, leaver, then="member", inviter="withdraw") == 302
        assert not Invitation.objects.open().exists()

    @pytest.mark.parametrize("inviter", ["", "observer", "nobody"])
    def test_invitations_are_never_left_with_who_leaves(self, cast, leaver, inviter):
        pk = cast.user(inviter).pk if inviter == "observer" else inviter
        assert self.send(cast, leaver, then="leaves", inviter=pk) == 422
        assert Invitation.objects.open().get().by == leaver.user
        assert type(leaver).objects.filter(pk=leaver.pk).exists()

"""What one network says of another's organisation, or of another network, counts once the other side agreed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate, now

from networks.agreements.actions import affiliate, answer_affiliation, holders_of, withdraw
from networks.joining.actions import answer, invite, take
from networks.models import (
    Affiliation,
    AffiliationRequest,
    Letter,
    Membership,
    NetworkRelation,
    Organisation,
    RelationRequest,
    Role,
)
from networks.organisations.actions import close_organisation, end_affiliation, merge_organisations, undo_merge
from networks.record.permissions import Permission, organisations_where
from tests.support.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    UserFactory,
    belong,
    speak_for,
)
from tests.support.htmx import soup

pytestmark = pytest.mark.django_db
DESK = "/redes/propia/secretaria/"


@pytest.fixture
def held(cast) -> Organisation:
    """Of the network of `secretariat`; the other network has a secretariat too."""
    organisation = OrganisationFactory(name="Casa Uno")
    belong(organisation, cast.network)
    cast.user("secretariat"), cast.user("other_secretariat")
    return organisation


def asks(cast, who: str = "other_secretariat", slug: str = "ajena", name: str = "Casa Uno"):
    sent = {"organisation_name": name, "started_on": "2020-01-01"}
    return cast.client(who).post(reverse("networks:affiliations", args=[slug]), sent)


def answers(cast, who: str, then: str):
    request = AffiliationRequest.objects.get()
    return cast.client(who).post(reverse("networks:affiliation_answer", args=[request.pk]), {"then": then})


def belongs(organisation: Organisation) -> set[str]:
    return set(holders_of(organisation).values_list("slug", flat=True))


class TestOrganisationOfOthers:
    def test_does_not_belong_before_a_yes(self, cast, held):
        assert asks(cast).status_code == 302
        assert belongs(held) == {"propia"}
        assert not organisations_where(cast.user("other_secretariat"), Permission.RUN).exists()
        edit = reverse("networks:organisation_edit", args=[held.slug])
        assert cast.client("other_secretariat").post(edit, {"name": "Otra", "version": 1}).status_code == 403

    @pytest.mark.parametrize("who", ["secretariat", "admin"])
    def test_belongs_once_its_holder_or_an_admin_agreed(self, cast, held, who):
        asks(cast)
        assert answers(cast, who, "agree").status_code == 302
        assert belongs(held) == {"propia", "ajena"}
        assert Affiliation.objects.get(network=cast.other_network).started_on.year == 2020

    @pytest.mark.parametrize("who", ["other_secretariat", "other_member", "member", "observer"])
    def test_nobody_but_its_holder_or_an_admin_agrees(self, cast, held, who):
        asks(cast)
        assert answers(cast, who, "agree").status_code == 403
        assert belongs(held) == {"propia"}
        assert AffiliationRequest.objects.waiting().exists()

    def test_a_no_stands_for_a_month(self, cast, held):
        asks(cast)
        answers(cast, "secretariat", "decline")
        assert asks(cast).status_code == 422
        AffiliationRequest.objects.update(answered_at=now() - timedelta(days=31))
        assert asks(cast).status_code == 302
        assert belongs(held) == {"propia"}

    def test_a_network_asks_once(self, cast, held):
        asks(cast)
        page = asks(cast)
        assert page.status_code == 422
        assert soup(page).select_one("#id_organisation_name_error")
        assert soup(page).select_one("[name=organisation_name]")["value"] == "Casa Uno"
        assert AffiliationRequest.objects.count() == 1

    def test_of_nobody_is_for_admins(self, cast):
        organisation = OrganisationFactory(name="Casa Uno")
        cast.user("admin"), asks(cast)
        assert answers(cast, "secretariat", "agree").status_code == 403
        desk = soup(cast.client("admin").get(reverse("desk")))
        assert desk.select(f"a[href='{organisation.get_absolute_url()}']")
        answers(cast, "admin", "agree")
        assert belongs(organisation) == {"ajena"}

    def test_that_was_closed_meanwhile_is_refused(self, cast, held):
        asks(cast)
        close_organisation(held, on=localdate())
        answers(cast, "admin", "agree")
        assert belongs(held) == set()

    def test_new_ones_are_held_by_who_adds_them(self, cast):
        sent = {"name": "Casa Dos", "network": cast.network.pk}
        cast.client("secretariat").post("/organizaciones/nueva/", sent)
        assert belongs(Organisation.objects.get()) == {"propia"}

    def test_is_told_to_who_holds_it_and_the_answer_to_who_asked(self, cast, held):
        asks(cast)
        assert [letter.to for letter in Letter.objects.all()] == [cast.user("secretariat").email]
        assert "Casa Uno" in Letter.objects.get().text
        answers(cast, "secretariat", "decline")
        assert Letter.objects.order_by("pk").last().to == cast.user("other_secretariat").email

    def test_waits_on_the_desk_of_its_holder_alone(self, cast, held):
        asks(cast)
        address = reverse("networks:affiliation_answer", args=[AffiliationRequest.objects.get().pk])
        for who, slug, is_there in (("secretariat", "propia", True), ("other_secretariat", "ajena", False)):
            desk = soup(cast.client(who).get(reverse("networks:desk", args=[slug])))
            assert bool(desk.select(f"form[action='{address}']")) is is_there
        for who, is_there in (("secretariat", True), ("other_secretariat", False), ("member", False)):
            page = soup(cast.client(who).get(held.get_absolute_url()))
            assert bool(page.select(f"form[action='{address}']")) is is_there

    def test_is_withdrawn_by_who_asked(self, cast, held):
        asks(cast)
        request = AffiliationRequest.objects.get()
        there = reverse("networks:affiliations", args=["ajena"])
        away = reverse("networks:affiliation_withdraw", args=["ajena", request.pk])
        assert soup(cast.client("other_secretariat").get(there)).select(f"form[action='{away}']")
        assert not soup(cast.client("other_member").get(there)).select(f"form[action='{away}']")
        assert cast.client("other_secretariat").post(away).status_code == 302
        assert not answer_affiliation(request, is_agreed=True, by=cast.user("admin"))
        assert belongs(held) == {"propia"}

    def test_says_whose_secretariat_was_asked(self, cast, held):
        asks(cast)
        there = reverse("networks:affiliations", args=["ajena"])
        page = soup(cast.client("other_secretariat").get(there)).main.get_text(" ", strip=True)
        assert "se le preguntó a la secretaría de Propia" in page
        assert "se le preguntó" not in soup(cast.client("other_member").get(there)).main.get_text(" ", strip=True)

    def test_is_not_withdrawn_by_others(self, cast, held):
        asks(cast)
        with pytest.raises(PermissionDenied):
            withdraw(AffiliationRequest.objects.get(), by=cast.user("secretariat"))
        assert AffiliationRequest.objects.waiting().exists()

    def test_who_runs_both_asks_nobody(self, cast, held):
        MembershipFactory(user=cast.user("secretariat"), network=cast.other_network, role=Role.SECRETARIAT)
        asks(cast, "secretariat")
        assert belongs(held) == {"propia", "ajena"}
        assert not AffiliationRequest.objects.exists()

    def test_merging_withdraws_what_is_answered_by_it(self, cast, held):
        other = OrganisationFactory(name="Casa Dos")
        belong(other, cast.other_network)
        asks(cast)
        merge_organisations(other, into=held, by=cast.user("admin"))
        assert AffiliationRequest.objects.get().answer == "withdrawn"
        assert belongs(held) == {"propia", "ajena"}

    def test_nobody_but_an_admin_merges(self, cast, held):
        other = OrganisationFactory()
        with pytest.raises(PermissionDenied):
            merge_organisations(held, into=other, by=cast.user("secretariat"))
        held.refresh_from_db()
        assert held.merged_into is None


class TestPlaces:
    """Nobody takes part through an organisation that does not belong to the network."""

    def test_the_database_gives_no_place_through_what_does_not_belong(self, cast):
        organisation = OrganisationFactory()
        role = cast.user("member").memberships.get()
        for write in (
            lambda: Membership.objects.filter(pk=role.pk).update(organisation=organisation),
            lambda: InvitationFactory.create_batch(1) and _invitation_through(organisation, cast),
        ):
            with pytest.raises(IntegrityError, match="does not belong"), transaction.atomic():
                write()
        assert cast.user("member").memberships.get().organisation is None

    def test_its_end_ends_places_in_that_network_alone(self, cast, held):
        belong(held, cast.other_network)
        for who in ("member", "other_member"):
            speak_for(held, cast.user(who))
        waits = InvitationFactory(network=cast.network, organisation=held, by=cast.user("secretariat"))
        end_affiliation(Affiliation.objects.get(network=cast.network), on=localdate())
        assert cast.user("member").memberships.get().organisation is None
        assert cast.user("other_member").memberships.get().organisation == held
        take(waits, user=cast.user("no_network"))
        assert cast.user("no_network").memberships.get().organisation is None

    def test_no_action_gives_a_place_through_what_does_not_belong(self, cast):
        organisation, by = OrganisationFactory(), cast.user("secretariat")
        chosen = {"role": Role.MEMBER, "organisation": organisation, "by": by}
        with pytest.raises(ValidationError, match="organisation"):
            invite(["x@ejemplo.example"], network=cast.network, language="es", **chosen)
        wish = JoinRequestFactory(network=cast.network)
        with pytest.raises(ValidationError, match="organisation"):
            answer(wish, **chosen)
        wish.refresh_from_db()
        assert wish.answered_at is None

    def test_a_merge_and_its_undoing_leave_nobody_outside(self, cast, held):
        twin = OrganisationFactory()
        belong(twin, cast.other_network), belong(twin, cast.network), belong(held, NetworkFactory())
        for who in ("member", "other_member"):
            speak_for(twin, cast.user(who))
        merge = merge_organisations(twin, into=held, by=cast.user("admin"))
        assert {each.organisation for each in Membership.objects.exclude(organisation=None)} == {held}
        late = MembershipFactory(network=cast.other_network, organisation=held)
        undo_merge(merge)
        late.refresh_from_db()
        assert late.organisation is None
        assert {each.organisation for each in Membership.objects.exclude(organisation=None)} == {twin}


def _invitation_through(organisation: Organisation, cast) -> None:
    invitation = InvitationFactory(network=cast.network, by=UserFactory())
    type(invitation).objects.filter(pk=invitation.pk).update(organisation=organisation)


class TestRelation:
    def proposes(self, cast, **body: object):
        sent = {"kind": "member_of", "second": cast.other_network.pk, "started_on": "2020-05-01"} | body
        cast.user("other_secretariat")
        return cast.client("secretariat").post(reverse("networks:relations", args=["propia"]), sent)

    def answers(self, cast, who: str, then: str, slug: str = "ajena"):
        address = reverse("networks:relation_answer", args=[slug, RelationRequest.objects.get().pk])
        return cast.client(who).post(address, {"then": then})

    def test_is_seen_by_the_two_secretariats_alone_before_a_yes(self, cast):
        assert self.proposes(cast, note="Nota secreta").status_code == 302
        for slug, who, sees in (
            ("propia", "secretariat", True), ("ajena", "other_secretariat", True), ("propia", "member", False),
            ("ajena", "other_member", False), ("ajena", "anonymous", False), ("ajena", "admin", True),
        ):  # fmt: skip
            page = cast.client(who).get(reverse("networks:relations", args=[slug])).content.decode()
            assert ("Nota secreta" in page) is sees, (slug, who)
        for address in ("/redes/vinculos/", "/redes/propia/historia/", "/redes/ajena/historia/"):
            assert "miembro de" not in soup(cast.client("anonymous").get(address)).main.get_text().lower()

    def test_is_everybodys_once_the_other_agreed(self, cast):
        self.proposes(cast)
        assert self.answers(cast, "other_secretariat", "agree").status_code == 302
        assert NetworkRelation.objects.get().first == cast.network
        picture = soup(cast.client("anonymous").get("/redes/vinculos/"))
        assert len(picture.select(".ties .knot")) == 2

    @pytest.mark.parametrize("by", [("secretariat", "ajena"), ("secretariat", "propia"), ("member", "ajena")])
    def test_its_own_side_does_not_agree(self, cast, by):
        self.proposes(cast)
        assert self.answers(cast, by[0], "agree", by[1]).status_code == 403
        assert not NetworkRelation.objects.exists()

    def test_declined_or_withdrawn_is_nothing(self, cast):
        self.proposes(cast)
        self.answers(cast, "other_secretariat", "decline")
        assert self.proposes(cast).status_code == 422
        RelationRequest.objects.all().delete()
        self.proposes(cast)
        self.answers(cast, "secretariat", "withdraw", "propia")
        self.answers(cast, "other_secretariat", "agree")
        assert not NetworkRelation.objects.exists()

    def test_the_same_from_the_other_side_waits_for_the_answer(self, cast):
        self.proposes(cast)
        sent = {"kind": "has_as_member", "second": cast.network.pk}
        page = cast.client("other_secretariat").post(reverse("networks:relations", args=["ajena"]), sent)
        assert page.status_code == 422
        assert RelationRequest.objects.count() == 1

    def test_told_meanwhile_is_not_stored_twice(self, cast):
        self.proposes(cast)
        NetworkRelation.objects.create(first=cast.other_network, second=cast.network, kind="member_of")
        self.answers(cast, "other_secretariat", "agree")
        assert NetworkRelation.objects.count() == 1
        assert RelationRequest.objects.waiting().exists()

    def test_answered_twice_is_answered_once(self, cast):
        self.proposes(cast)
        for _ in range(2):
            self.answers(cast, "other_secretariat", "agree")
        assert NetworkRelation.objects.count() == 1
        assert Letter.objects.count() == 2  # asked, and answered

    def test_mails_are_to_the_other_secretariat_and_to_who_asked(self, cast):
        self.proposes(cast)
        self.answers(cast, "other_secretariat", "agree")
        told = list(Letter.objects.order_by("pk").values_list("to", flat=True))
        assert told == [cast.user("other_secretariat").email, cast.user("secretariat").email]


def test_a_person_of_the_network_belongs_at_once(cast):
    row = Affiliation(network=cast.network, person=cast.user("member"))
    assert affiliate(row, by=cast.user("secretariat")) is None
    assert Affiliation.objects.get().person == cast.user("member")

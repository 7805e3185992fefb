"""How much a person or a network may ask of strangers and of the machine."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from networks.importing.bounds import WAITING_FILES
from networks.joining import actions
from networks.joining.actions import MAILS_OF_A_NETWORK, MAILS_TO_AN_ADDRESS
from networks.models import AffiliationRequest, Invitation, JoinRequest, Letter, OrganisationImport, Role
from networks.record.bounds import JOIN_REQUESTS_OF_A_DAY, REQUESTS_OF_A_DAY
from tests.support.factories import JoinRequestFactory, NetworkFactory, OrganisationFactory, belong
from tests.support.htmx import soup
from tests.support.lessons import said

MESSAGE = "Trabajo en Puno y quiero aprender."


class TestJoinRequests:
    @pytest.mark.parametrize(
        ("prefix", "says"), [("", "Hoy pediste participar en 10"), ("/en", "You asked to join 10 networks")]
    )
    def test_a_person_asks_so_many_networks_in_a_day_and_no_more(self, cast, prefix, says):
        person, client = cast.user("no_network"), cast.client("no_network")
        JoinRequestFactory.create_batch(JOIN_REQUESTS_OF_A_DAY.most - 1, user=person)
        one, other = NetworkFactory.create_batch(2)
        assert client.post(f"{prefix}/redes/{one.slug}/participar/", {"message": MESSAGE}).status_code == 302
        refused = client.post(f"{prefix}/redes/{other.slug}/participar/", {"message": MESSAGE})
        assert refused.status_code == 422
        assert says in said(refused)
        assert soup(refused).select_one("[name=message]").get_text(strip=True) == MESSAGE
        assert JoinRequest.objects.filter(user=person).count() == JOIN_REQUESTS_OF_A_DAY.most


class TestInvitations:
    def invite(self, cast, *emails):
        return cast.client("secretariat").post(
            "/redes/propia/invitar/", {"addresses": "\n".join(emails), "role": "member", "language": "es"}
        )

    def test_a_stranger_gets_so_many_in_a_day_and_no_more(self, cast):
        for _ in range(MAILS_TO_AN_ADDRESS.most):
            assert self.invite(cast, "rosa@ejemplo.example").status_code == 302
            Invitation.objects.update(revoked_at="2026-01-01T00:00Z", email="")
        refused = self.invite(cast, "rosa@ejemplo.example", "luz@ejemplo.example")
        assert refused.status_code == 422
        assert "varias veces hoy: rosa@ejemplo.example" in said(refused)
        assert "luz@ejemplo.example" in soup(refused).select_one("[name=addresses]").get_text()
        assert Letter.objects.count() == MAILS_TO_AN_ADDRESS.most
        assert self.invite(cast, "luz@ejemplo.example").status_code == 302

    def test_sending_it_again_counts_too(self, cast):
        self.invite(cast, "rosa@ejemplo.example")
        invitation = Invitation.objects.get()
        again = f"/redes/propia/invitaciones/{invitation.pk}/reenviar/"
        client = cast.client("secretariat")
        answers = [client.post(again).status_code for _ in range(MAILS_TO_AN_ADDRESS.most)]
        assert answers == [302] * (MAILS_TO_AN_ADDRESS.most - 1) + [422]
        assert Letter.objects.count() == MAILS_TO_AN_ADDRESS.most

    def test_a_network_sends_so_many_in_a_day_and_no_more(self, cast):
        MAILS_OF_A_NETWORK.has_room(str(cast.network.pk), MAILS_OF_A_NETWORK.most - 1)
        how = {"network": cast.network, "role": Role.MEMBER, "organisation": None, "language": "es"}
        actions.invite(["rosa@ejemplo.example"], by=cast.user("secretariat"), **how)
        with pytest.raises(ValidationError, match="muchísimas invitaciones"):
            actions.invite(["luz@ejemplo.example"], by=cast.user("secretariat"), **how)
        assert Invitation.objects.get().email == "rosa@ejemplo.example"


def test_so_many_files_of_organisations_wait_for_a_yes_and_no_more(cast):
    client, user = cast.client("secretariat"), cast.user("secretariat")
    for _ in range(WAITING_FILES.most - 1):
        OrganisationImport.objects.create(by=user, network=cast.network, file_name="a.csv", state="read")
    for status in (302, 422):
        file = SimpleUploadedFile("organizaciones.csv", b"nombre\nCIES\n")
        answer = client.post("/organizaciones/importar/", {"file": file, "network": cast.network.pk})
        assert answer.status_code == status
    assert "esperan que los confirmes" in soup(answer).select_one("#id_file_error").get_text()
    assert OrganisationImport.objects.count() == WAITING_FILES.most


class TestRequestsToOthers:
    """Each is a letter to whoever is to answer."""

    def ask(self, cast, name: str):
        address = reverse("networks:affiliations", args=["ajena"])
        return cast.client("other_secretariat").post(address, {"organisation_name": name})

    def test_so_many_go_out_in_a_day_and_no_more(self, cast, monkeypatch):
        monkeypatch.setattr("networks.agreements.actions.REQUESTS_OF_A_DAY", replace(REQUESTS_OF_A_DAY, most=1))
        for name in ("Casa Uno", "Casa Dos"):
            belong(OrganisationFactory(name=name), cast.network)
        assert self.ask(cast, "Casa Uno").status_code == 302
        refused = self.ask(cast, "Casa Dos")
        assert refused.status_code == 422
        assert "Hoy pediste 1 veces algo" in said(refused)
        assert AffiliationRequest.objects.count() == 1
        AffiliationRequest.objects.update(asked_at=now() - timedelta(days=2))
        assert self.ask(cast, "Casa Dos").status_code == 302

"""Networks and sectors that admins add, close, and open again: what happens with people and lessons."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from lessons.findings.gaps import gaps_of
from lessons.models import Lesson
from lessons.moderation.closing import close
from networks.joining.actions import invite, may_ask
from networks.models import Invitation, JoinRequest, Network, Role, Sector
from networks.profile.opening import close_sector, open_network_again
from tests.support.cast import Cast
from tests.support.factories import (
    InvitationFactory,
    JoinRequestFactory,
    LessonFactory,
    NetworkFactory,
    SectorFactory,
    WorkshopFactory,
)
from tests.support.htmx import soup

DESK = "/administracion/redes/"
NEW = {"name": "Red Sur", "full_name": "Red de Organizaciones del Sur", "kind": "forum"}


def text(answer: Any) -> str:
    return " ".join(soup(answer).select_one("main").get_text(" ").split())


class TestAdding:
    def test_a_new_networks_secretariat_is_invited_next(self, cast: Cast):
        answer = cast.client("admin").post(f"{DESK}nueva/", NEW)
        network = Network.objects.get(name="Red Sur")
        assert answer["Location"] == f"/redes/{network.slug}/invitar/"
        assert cast.client("admin").get(answer["Location"]).status_code == 200
        assert network.slug == "red-sur"

    @pytest.mark.parametrize("name", ["PROPIA", "Propia.", "Própia", "Рropia", "Propıa", "Pr0p1a"])
    def test_a_network_with_a_name_that_looks_like_anothers_is_refused(self, cast: Cast, name: str):
        assert cast.network.name == "Propia"
        answer = cast.client("admin").post(f"{DESK}nueva/", NEW | {"name": name})
        assert (answer.status_code, Network.objects.count()) == (422, 1)
        assert soup(answer).select_one("#id_name[aria-invalid=true]")
        assert soup(answer).select_one("#id_full_name")["value"] == NEW["full_name"]

    def test_one_whose_address_is_that_of_a_page_gets_another_one(self, cast: Cast):
        cast.client("admin").post(f"{DESK}nueva/", NEW | {"name": "Vínculos"})
        assert Network.objects.get(name="Vínculos").slug == "vinculos-2"

    def test_a_sector_has_a_name_in_both_languages(self, cast: Cast):
        sent = {"name_es": "Deporte", "name_en": "Sport"}
        cast.client("admin").post("/administracion/sectores/nuevo/", sent)
        assert Sector.objects.get(slug="deporte").name_en == "Sport"
        answer = cast.client("admin").post("/administracion/sectores/nuevo/", sent | {"name_es": "DEPORTE."})
        assert (answer.status_code, Sector.objects.filter(slug__startswith="deporte").count()) == (422, 1)


@pytest.fixture
def closed(cast: Cast) -> Network:
    """With a lesson that everybody reads, one of its own people, and a draft of its member."""
    for who in ("secretariat", "member", "observer"):
        cast.user(who)
    LessonFactory(title="De todas", network=cast.network, visibility="public", published=True)
    own = {"network": cast.network, "author": cast.user("member"), "visibility": "own_network"}
    LessonFactory(title="De la casa", published=True, **own), LessonFactory(title="Borrador", **own)
    InvitationFactory(network=cast.network), JoinRequestFactory(network=cast.network)
    WorkshopFactory(network=cast.network, facilitator=cast.user("secretariat"))
    assert close(cast.network, by=cast.user("admin"), reason="Terminó su proyecto.")
    return Network.objects.get(pk=cast.network.pk)


class TestClosing:
    def test_its_page_says_first_what_that_means(self, cast: Cast):
        LessonFactory.create_batch(2, network=cast.network, published=True)
        JoinRequestFactory(network=cast.network)
        page = text(cast.client("admin").get(f"{DESK}propia/cerrar/"))
        assert "Quedan 2 lecciones publicadas" in page
        assert "1 pedido para participar" in page

    def test_a_network_is_not_closed_without_a_reason(self, cast: Cast):
        assert cast.network
        assert cast.client("admin").post(f"{DESK}propia/cerrar/", {"reason": ""}).status_code == 422
        assert not Network.objects.get(slug="propia").is_closed

    def test_lessons_stay_readable_to_those_who_read_them(self, cast: Cast, closed: Network):
        titles = {
            who: {*Lesson.objects.readable_by(cast.user(who)).values_list("title", flat=True)}
            for who in ("no_network", "observer", "member", "secretariat")
        }
        assert titles == {
            "no_network": {"De todas"},
            "observer": {"De todas", "De la casa"},
            "member": {"De todas", "De la casa", "Borrador"},
            "secretariat": {"De todas", "De la casa", "Borrador"},
        }
        assert "Cerrada el" in text(cast.client("anonymous").get("/redes/propia/"))

    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_nobody_writes_in_it_any_more(self, cast: Cast, closed: Network, who: str):
        client, before = cast.client(who), Lesson.objects.count()
        lesson = Lesson.objects.get(title="De la casa")
        assert client.get(reverse("lessons:edit", args=[lesson.pk])).status_code == 403
        assert client.get("/redes/propia/talleres/").status_code == 403
        answer = client.post("/lecciones/nueva/", {"title": "Otra", "network": closed.pk, "visibility": "public"})
        assert answer.status_code in {403, 422}
        draft = Lesson.objects.get(title="Borrador")
        assert client.post(reverse("lessons:publish", args=[draft.pk])).status_code == 403
        assert (Lesson.objects.count(), Lesson.objects.get(pk=draft.pk).state) == (before, "draft")

    def test_nobody_comes_in_any_more(self, cast: Cast, closed: Network, mails: Any):
        assert not Invitation.objects.open().filter(network=closed).exists()
        assert not JoinRequest.objects.waiting().filter(network=closed).exists()
        assert len(mails()) == 1, "who asked is told"
        assert not may_ask(cast.user("no_network"), closed)
        chosen = {"network": closed, "role": Role.MEMBER, "organisation": None, "language": "es"}
        with pytest.raises(ValidationError, match="cerrada"):
            invite(["a@ejemplo.example"], by=cast.user("secretariat"), **chosen)

    def test_its_workshops_take_no_more_notes_and_nothing_falls_due(self, cast: Cast, closed: Network):
        Lesson.objects.published().update(review_on=localdate())
        assert not closed.workshops.get().is_open
        assert not Lesson.objects.due_for_review().exists()

    def test_it_can_be_opened_again_with_its_people(self, cast: Cast, closed: Network):
        open_network_again(closed)
        lesson = Lesson.objects.get(title="De la casa")
        assert cast.client("secretariat").get(reverse("lessons:edit", args=[lesson.pk])).status_code == 200
        assert cast.client("member").get("/redes/propia/talleres/").status_code == 200

    def test_the_history_says_who_and_why(self, cast: Cast):
        cast.client("admin").post(f"{DESK}{cast.network.slug}/cerrar/", {"reason": "Terminó."})
        event = Network.pgh_event_model.objects.filter(pgh_obj=cast.network).latest("pgh_id")
        assert (event.close_reason, event.pgh_context.metadata["user"]) == ("Terminó.", cast.user("admin").pk)

    def test_one_that_is_closed_lacks_no_secretariat(self, cast: Cast):
        network, admin = NetworkFactory(), cast.client("admin")
        assert "sin secretaría" in text(admin.get("/administracion/"))
        close(network, by=cast.user("admin"), reason="x")
        assert "sin secretaría" not in text(admin.get("/administracion/"))

    def test_closing_one_closes_no_other(self, cast: Cast, closed: Network):
        other = NetworkFactory()
        assert [each for each in Network.objects.all() if each.is_closed] == [closed]
        assert not other.is_closed


class TestSectors:
    def test_a_closed_one_is_offered_for_nothing_new_and_keeps_its_lessons(self, cast: Cast):
        sector = SectorFactory(name_es="Minería")
        lesson = LessonFactory(
            network=cast.network, author=cast.user("member"), sector=sector, published=True, visibility="public"
        )
        cast.client("admin").post(f"/administracion/sectores/{sector.slug}/", {"then": "close"})
        assert "no se ofrece desde el" in text(cast.client("admin").get(DESK))
        client = cast.client("secretariat")
        offered = [each.get_text() for each in soup(client.get("/lecciones/nueva/")).select("#id_sector option")]
        assert "Minería" not in offered
        kept = [
            each.get_text() for each in soup(client.get(f"/lecciones/{lesson.pk}/editar/")).select("#id_sector option")
        ]
        assert "Minería" in kept
        assert "Minería" in text(client.get(lesson.get_absolute_url()))

    def test_it_is_no_gap_of_the_memory_until_it_is_offered_again(self, cast: Cast):
        sector = SectorFactory()
        close_sector(sector)
        gaps = {gap.key for gap in gaps_of(None)}
        cast.client("admin").post(f"/administracion/sectores/{sector.slug}/", {"then": "open"})
        assert sector.slug not in gaps
        assert sector.slug in {gap.key for gap in gaps_of(None)}

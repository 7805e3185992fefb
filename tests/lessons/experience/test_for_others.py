"""Who takes part in a network for no organisation is one voice of it: neither an organisation nor the network."""

from uuid import uuid4

import pytest
from django.utils.translation import override

from lessons.experience import actions, exchange
from lessons.experience.citing import citation_of
from lessons.experience.strength import strength_line
from lessons.models import Lesson, Notice
from lessons.notices.words import notice_sentence
from networks.models import Membership, Network
from tests.support.factories import CorroborationFactory, LessonFactory, NetworkFactory, OrganisationFactory, belong
from tests.support.htmx import soup


@pytest.fixture
def forosalud(cast) -> Network:
    Network.objects.filter(pk=cast.other_network.pk).update(name="ForoSalud")
    return Network.objects.get(pk=cast.other_network.pk)


@pytest.fixture
def lesson(cast) -> Lesson:
    return LessonFactory(network=cast.network, published=True, visibility="public", title="Visitar pronto")


@pytest.fixture
def maria(cast):
    """Member of ForoSalud for no organisation."""
    person = cast.user("other_member")
    person.name = "María Elena"
    person.save()
    return person


def line(lesson: Lesson) -> str:
    return strength_line(Lesson.objects.get(pk=lesson.pk))


def corroborate(lesson, by, network, stance="confirms"):
    actions.corroborate(lesson, by=by, network=network, stance=stance, text="Así fue aquí.")


class TestInWords:
    def test_one_voice(self, lesson, forosalud, maria):
        corroborate(lesson, maria, forosalud)
        assert line(lesson) == "La confirma 1 voz de ForoSalud"

    def test_beside_organisations(self, lesson, forosalud):
        for _ in range(2):
            CorroborationFactory(lesson=lesson, network=forosalud, organisation=OrganisationFactory())
            CorroborationFactory(lesson=lesson, network=forosalud)
        assert line(lesson) == "La confirman 2 organizaciones y 2 voces de ForoSalud"

    def test_of_several_networks_and_who_differs(self, lesson, forosalud):
        CorroborationFactory(lesson=lesson, network=forosalud, stance="differs")
        CorroborationFactory(lesson=lesson, network=NetworkFactory(name="CIES"), stance="differs")
        assert line(lesson) == "1 voz de CIES y 1 voz de ForoSalud la vieron distinto"
        with override("en"):
            assert line(lesson) == "1 voice of CIES and 1 voice of ForoSalud saw it differently"

    def test_networks_come_in_the_order_of_the_alphabet(self, lesson):
        for name in ("Zeta", "Ágora"):
            CorroborationFactory(lesson=lesson, network=NetworkFactory(name=name))
        assert line(lesson) == "La confirman 1 voz de Ágora y 1 voz de Zeta"

    def test_organisations_alone_as_ever(self, lesson, forosalud):
        CorroborationFactory(lesson=lesson, network=forosalud, organisation=OrganisationFactory())
        assert line(lesson) == "La confirma 1 organización"

    def test_the_network_is_not_named_to_whom_it_did_not_speak(self, cast, forosalud, maria):
        lesson = LessonFactory(network=cast.network, published=True, visibility="all_networks")
        corroborate(lesson, maria, forosalud)
        assert line(lesson) == "La confirma 1 voz de ForoSalud"
        Lesson.objects.update(visibility="public")
        assert line(lesson) == "La confirma 1 voz de una red"

    def test_narrowed_it_is_named_still(self, cast, lesson, forosalud, maria):
        corroborate(lesson, maria, forosalud)
        Lesson.objects.update(visibility="own_network")
        assert line(lesson) == "La confirma 1 voz de ForoSalud"

    def test_a_citation_says_the_same(self, lesson, forosalud, maria):
        corroborate(lesson, maria, forosalud)
        shown = Lesson.objects.get(pk=lesson.pk)
        assert "; la confirma 1 voz de ForoSalud." in citation_of(shown, "es")
        assert "; 1 voice of ForoSalud confirms it." in citation_of(shown, "en")


class TestWhereItIsShown:
    @pytest.mark.parametrize("page", ["/lecciones/", "/lecciones/?q=visitar", "/"])
    def test_on_cards(self, cast, lesson, forosalud, maria, page):
        corroborate(lesson, maria, forosalud)
        text = soup(cast.client("anonymous").get(page)).get_text(" ", strip=True)
        assert "1 voz de ForoSalud" in text
        assert "1 organización" not in text

    def test_beside_its_words_to_a_visitor(self, cast, lesson, forosalud, maria):
        corroborate(lesson, maria, forosalud)
        page = soup(cast.client("anonymous").get(lesson.get_absolute_url()))
        assert "una voz de la red" in page.select_one(".voice").get_text()

    def test_in_the_table_of_what_networks_give_and_take(self, cast, lesson, forosalud, maria):
        corroborate(lesson, maria, forosalud)
        [row] = exchange.as_rows(forosalud, Lesson.objects.all(), cast.user("member"))
        assert row[4:6] == ["una voz de ForoSalud", "ForoSalud"]

    def test_in_the_notice_of_who_wrote_the_lesson(self, lesson, forosalud, maria):
        actions.record_use(lesson, by=maria, network=forosalud, result="worked", text="", key=uuid4())
        assert notice_sentence(Notice.objects.get()) == "María Elena, de ForoSalud la usó"


class TestForm:
    @pytest.mark.parametrize("address", ["confirmar", "usar"])
    def test_says_as_whom_one_is_shown(self, cast, lesson, forosalud, maria, address):
        page = cast.client("other_member").get(f"{lesson.get_absolute_url()}{address}/")
        assert "Se verá: María Elena, de ForoSalud." in soup(page).select_one(".voice-form").get_text(" ", strip=True)

    def test_names_the_organisation_of_who_has_one(self, cast, lesson, forosalud, maria):
        organisation = OrganisationFactory(name="Vía Libre")
        belong(organisation, forosalud)
        Membership.objects.filter(user=maria).update(organisation=organisation)
        page = cast.client("other_member").get(f"{lesson.get_absolute_url()}confirmar/")
        assert "Se verá: María Elena, de Vía Libre en ForoSalud." in page.content.decode()

"""What came of a use. Who may open each page: test_permission_matrix.py."""

import pytest
from django.test import Client

from lessons.models import Application, Consideration
from tests.support.factories import ApplicationFactory, LessonFactory, OrganisationFactory, RegionFactory, speak_for
from tests.support.htmx import soup
from tests.support.lessons import said


@pytest.fixture
def use(cast, published) -> Application:
    return ApplicationFactory(
        lesson=published, by=cast.user("other_member"), network=cast.other_network, result="too_early", for_what="Plan"
    )


class TestToldUse:
    def test_the_result_is_kept_and_shown(self, cast, use):
        client = cast.client("other_member")
        sent = {"result": "failed", "for_what": "Plan", "text": "No hubo quórum.", "used_on": "03/2026"}
        assert client.post(use.get_absolute_url(), sent)["Location"] == f"{use.lesson.get_absolute_url()}#voices"
        use.refresh_from_db()
        assert (use.result, str(use.used_on), use.network) == ("failed", "2026-03-01", cast.other_network)
        page = said(client.get(use.lesson.get_absolute_url()))
        assert [text for text in ("No hubo quórum.", "marzo de 2026", "Plan") if text not in page] == []

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({}, "result"),
            ({"result": "worked", "used_on": "2099-01"}, "used_on"),
            ({"result": "worked", "used_on": "ayer"}, "used_on"),
            ({"result": "too_early", "ask_on": "2020-01-01"}, "ask_on"),
        ],
    )
    def test_an_error_is_at_its_field(self, cast, use, fields, name):
        response = cast.client("other_member").post(use.get_absolute_url(), {"text": "Lo mío.", **fields})
        assert response.status_code == 422
        page = soup(response)
        assert page.select_one(f"#id_{name}_error")
        assert page.select_one("[name=text]").get_text(strip=True) == "Lo mío."
        assert Application.objects.get().text == use.text

    def test_taken_back_it_is_shown_to_nobody(self, cast, use):
        client = cast.client("other_member")
        client.post(f"{use.get_absolute_url()}retirar/")
        assert not soup(client.get(use.lesson.get_absolute_url())).select(".voice")
        assert not soup(client.get(use.get_absolute_url())).select("[name=result]")
        assert client.post(use.get_absolute_url(), {"result": "worked"}).status_code == 422
        assert Application.objects.get().result == "too_early"

    def test_of_a_lesson_one_may_no_longer_read(self, cast, use):
        type(use.lesson).objects.filter(pk=use.lesson_id).update(visibility="own_network")
        client = cast.client("other_member")
        assert client.get(use.get_absolute_url()).status_code == 404
        assert client.post(use.get_absolute_url(), {"result": "worked"}).status_code == 404
        assert Application.objects.get().result == "too_early"


class TestOfAnEndedLesson:
    def test_it_is_used_with_a_warning_but_not_confirmed(self, cast, published):
        from lessons.verification.actions import archive

        archive(published, by=cast.user("secretariat"), reason="Cambió la ley.")
        client, address = cast.client("other_member"), published.get_absolute_url()
        assert client.get(f"{address}confirmar/").status_code == 403
        assert soup(client.get(f"{address}usar/")).select(".voice-form .message.warning")
        sent = {"result": "worked", "for_what": "Un plan", "network": cast.other_network.pk}
        client.post(f"{address}usar/", sent)
        client.post(f"{address}confirmar/", sent | {"stance": "confirms"})
        assert (published.applications.count(), published.corroborations.count()) == (1, 0)


class TestForWhom:
    @pytest.mark.parametrize("places", [1, 2])
    def test_its_only_department_is_filled_in(self, cast, published, places):
        organisation = OrganisationFactory(name="Casa Rural")
        organisation.regions.set([RegionFactory(code=f"0{number}") for number in range(1, places + 1)])
        speak_for(organisation, cast.user("other_member"))
        page = soup(cast.client("other_member").get(f"{published.get_absolute_url()}confirmar/"))
        assert len(page.select("[name=regions][checked]")) == (1 if places == 1 else 0)
        assert "Casa Rural" in page.select_one(".voice-form").get_text()


class TestCitation:
    def test_in_both_languages_with_its_strength(self, cast):
        house = OrganisationFactory(name="Casa Rural")
        lesson = LessonFactory(title="Ir pronto.", published=True, visibility="public", organisation=house)
        ApplicationFactory(lesson=lesson)
        page = soup(cast.client("anonymous").get(f"{lesson.get_absolute_url()}citar/"))
        spanish, english = (page.select_one(f"p[lang={code}]").get_text(strip=True) for code in ("es", "en"))
        assert spanish.startswith(f"«Ir pronto». Casa Rural, {lesson.network.name}, ")
        assert lesson.get_absolute_url() in english
        assert "used 1 time" in english

    @pytest.mark.parametrize("who", ["anonymous", "secretariat", "member"])
    def test_names_nobody_who_shared_without_naming(self, cast, who):
        house, author = OrganisationFactory(name="Casa Rural"), cast.user("member")
        source = {"organisation": house, "network": cast.network, "author": author}
        lesson = LessonFactory(published=True, visibility="public", is_unnamed=True, **source)
        assert "Casa Rural" not in cast.client(who).get(f"{lesson.get_absolute_url()}citar/").content.decode()


class TestConsidered:
    def consider(self, client: Client, lesson, for_what=""):
        return client.post(f"{lesson.get_absolute_url()}considerar/", {"for_what": for_what})

    def test_a_list_for_each_thing_as_page_text_and_markdown(self, cast, published):
        client = cast.client("member")
        for for_what in ("El plan *2027*", "El plan *2027*", "Otra"):
            assert self.consider(client, published, for_what).status_code == 302
        assert Consideration.objects.count() == 2
        assert len(soup(client.get("/consideradas/?for=Otra")).select("main li")) == 1
        assert "El plan *2027*\n\n- «" in client.get("/consideradas.txt").content.decode()
        assert "## El plan \\*2027\\*" in client.get("/consideradas.md").content.decode()
        assert "El plan" not in client.get("/consideradas.md?for=Otra").content.decode()

    def test_what_no_list_can_be_for_is_an_empty_one(self, cast):
        for address in ("/consideradas/", "/consideradas.txt"):
            assert cast.client("member").get(f"{address}?for=%00").status_code == 200

    def test_too_long_is_said_and_not_kept(self, cast, published):
        assert self.consider(cast.client("member"), published, "x" * 161).status_code == 422
        assert not Consideration.objects.exists()

    def test_what_one_may_no_longer_read_is_not_shown(self, cast, published):
        client = cast.client("other_member")
        self.consider(client, published)
        type(published).objects.update(visibility="own_network")
        for address in ("/consideradas/", "/consideradas.txt"):
            assert published.title not in client.get(address).content.decode()

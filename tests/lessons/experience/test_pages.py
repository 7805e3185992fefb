"""Who may open each page: test_permission_matrix.py."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from base.rescued_forms import mark_of
from lessons.models import Application, Assessment, Corroboration
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    MembershipFactory,
)
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import said, words

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def confirm(published):
    return reverse("lessons:corroborate", args=[published.pk])


@pytest.fixture
def use(published):
    return reverse("lessons:use", args=[published.pk])


def spoken(cast, **fields):
    """What the form of another network's member sends."""
    return {"network": cast.other_network.pk, "text": "", "for_what": "Un plan regional", **fields}


def is_silent():
    return not Corroboration.objects.exists() and not Application.objects.exists()


class TestCorroborate:
    def test_without_javascript(self, cast, published, confirm):
        client = cast.client("other_member")
        response = client.post(confirm, spoken(cast, stance="confirms", text="También aquí."))
        assert response["Location"] == f"{published.get_absolute_url()}#voices"
        row = Corroboration.objects.get()
        assert (row.by, row.network, row.stance, row.text) == (
            cast.user("other_member"),
            cast.other_network,
            "confirms",
            "También aquí.",
        )
        page = said(client.get(published.get_absolute_url()))
        assert [text for text in ("También aquí.", "Ajena", "Other_Member") if text not in page] == []

    @pytest.mark.parametrize("stance", ["confirms", "differs"])
    def test_the_link_chooses_the_answer(self, cast, confirm, stance):
        page = soup(cast.client("other_member").get(confirm, {"stance": stance}))
        assert [button["value"] for button in page.select("[name=stance][checked]")] == [stance]

    @pytest.mark.parametrize("text", ["", " \n "])
    def test_who_differs_must_say_how(self, cast, confirm, text):
        response = cast.client("other_member").post(confirm, spoken(cast, stance="differs", text=text))
        assert response.status_code == 422
        page = soup(response)
        assert page.select_one("#id_text_error")
        assert page.select_one("[name=stance][value=differs]").has_attr("checked")
        assert is_silent()

    @pytest.mark.parametrize(
        ("fields", "name"),
        [({"stance": "perhaps"}, "stance"), ({}, "stance"), ({"stance": "confirms", "text": "x" * 6_001}, "text")],
    )
    def test_an_error_is_at_its_field_and_keeps_what_was_typed(self, cast, confirm, fields, name):
        sent = spoken(cast, **{"text": "Así fue.", **fields})
        page = soup(cast.client("other_member").post(confirm, sent))
        assert page.select_one(f"#id_{name}_error")
        assert page.select_one("[name=text]").get_text(strip=True) == sent["text"]
        assert is_silent()

    def test_a_changed_mind(self, cast, published, confirm):
        client = cast.client("other_member")
        client.post(confirm, spoken(cast, stance="confirms", text="También aquí."))
        page = soup(client.get(confirm))
        assert page.select_one("[name=text]").get_text(strip=True) == "También aquí."
        assert page.select_one("[name=stance][checked]")["value"] == "confirms"
        client.post(confirm, spoken(cast, stance="differs", text="Después ya no."))
        row = Corroboration.objects.get()
        assert (row.stance, row.text) == ("differs", "Después ya no.")


class TestUse:
    def test_sent_twice_is_stored_once(self, cast, use):
        client = cast.client("other_member")
        key = soup(client.get(use)).select_one("[name=key]")["value"]
        for _ in range(2):
            assert client.post(use, spoken(cast, result="partly", key=key)).status_code == 302
        assert Application.objects.get().result == "partly"

    def test_several_uses_are_kept(self, cast, use):
        client = cast.client("other_member")
        for result in ("too_early", "worked"):
            client.post(use, spoken(cast, result=result, key=uuid.uuid4()))
        assert sorted(Application.objects.values_list("result", flat=True)) == ["too_early", "worked"]

    @pytest.mark.parametrize(
        "fields", [{}, {"result": "great"}, {"result": "worked", "key": "zz"}, {"result": "worked", "for_what": ""}]
    )
    def test_needs_a_result_and_for_what(self, cast, use, fields):
        response = cast.client("other_member").post(use, spoken(cast, **fields))
        assert response.status_code == 422
        assert is_silent()


@pytest.mark.parametrize(("url", "answer"), [("corroborate", {"stance": "confirms"}), ("use", {"result": "worked"})])
class TestBoth:
    def address(self, url, lesson):
        return reverse(f"lessons:{url}", args=[lesson.pk])

    @pytest.mark.fragment("lessons/pages/lesson.html#voices")
    def test_swap_leaves_the_page_a_reload_would_show(self, cast, published, url, answer):
        CorroborationFactory(lesson=published)
        client, address = cast.client("other_member"), self.address(url, published)
        page = soup(client.get(published.get_absolute_url()))
        swap(page, client.get(address, headers=headers("voices")), "voices")
        for form in (page, reloaded := soup(client.get(address))):
            for key in form.select("[name=key]"):  # another one each time
                del key["value"]
        assert page.find(id="voices") == reloaded.find(id="voices")
        swap(page, client.post(address, spoken(cast, **answer, text="Así fue."), headers=headers("voices")), "voices")
        assert page == soup(client.get(published.get_absolute_url()))
        assert "Así fue." in page.find(id="voices").get_text()

    def test_an_error_is_swapped_in(self, cast, published, url, answer):
        response = cast.client("other_member").post(
            self.address(url, published), spoken(cast, text="Algo."), headers=headers("voices")
        )
        assert response.status_code == 422
        fragment = soup(response)
        assert not fragment.html
        assert fragment.find(id="voices").select_one("[role=alert][autofocus]")
        assert Corroboration.objects.count() == Application.objects.count() == 0

    def test_says_thanks_where_the_focus_goes(self, cast, published, url, answer):
        response = cast.client("other_member").post(
            self.address(url, published), spoken(cast, **answer), headers=headers("voices")
        )
        assert 'role="status" tabindex="-1" autofocus' in response.content.decode()

    def test_a_network_where_one_may_not_write_is_refused(self, cast, published, url, answer):
        sent = spoken(cast, **answer, network=cast.network.pk)
        response = cast.client("other_member").post(self.address(url, published), sent)
        assert response.status_code == 422
        assert soup(response).select_one(".voice-form .errorlist")
        assert is_silent()

    def test_asks_for_the_network_of_those_who_have_several(self, cast, published, url, answer):
        client, third = cast.client("other_member"), MembershipFactory(user=cast.user("other_member")).network
        choice = soup(client.get(self.address(url, published))).select("select[name=network] option[value]")
        assert {option.get_text() for option in choice if option["value"]} == {
            f"Other_Member, de {name}" for name in ("Ajena", third.name)
        }
        client.post(self.address(url, published), spoken(cast, **answer, network=third.pk))
        model = Corroboration if url == "corroborate" else Application
        assert model.objects.get().network == third

    def test_a_lesson_that_one_may_not_read_is_not_found(self, cast, url, answer):
        lesson = LessonFactory(network=cast.network, published=True, visibility="own_network")
        response = cast.client("other_member").post(self.address(url, lesson), spoken(cast, **answer))
        assert response.status_code == 404
        assert is_silent()

    def test_ones_own_lesson_is_refused(self, cast, published, url, answer):
        client, before = cast.client("secretariat"), words(published)
        sent = {"network": cast.network.pk, "text": "", **answer}
        assert client.post(self.address(url, published), sent).status_code == 403
        assert is_silent()
        assert words(published) == before

    def test_without_its_token_nothing_is_kept(self, cast, published, url, answer):
        client = cast.client("other_member")
        client.handler.enforce_csrf_checks = True
        assert client.post(self.address(url, published), spoken(cast, **answer)).status_code == 403
        assert is_silent()

    def test_markup_is_shown_as_text(self, cast, published, url, answer):
        client = cast.client("other_member")
        client.post(self.address(url, published), spoken(cast, **answer, text=SCRIPT))
        for address in (published.get_absolute_url(), self.address(url, published)):
            html = client.get(address).content.decode()
            assert "alert(1)" in html
            assert SCRIPT not in html


class TestSection:
    @pytest.mark.parametrize(
        ("who", "offered"),
        [("anonymous", 0), ("no_network", 0), ("observer", 0), ("member", 0), ("secretariat", 3), ("other_member", 3)],
    )
    def test_offers_only_what_one_may_do(self, cast, who, offered):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="public")
        page = soup(cast.client(who).get(lesson.get_absolute_url()))
        assert len(page.select("#voices a[hx-get]")) == offered
        assert bool(page.select("#voices a[href*='/login/?next=']")) is (who == "anonymous")

    def test_a_draft_has_none(self, cast, draft):
        assert soup(cast.client("secretariat").get(draft.get_absolute_url())).find(id="voices").has_attr("hidden")

    @pytest.mark.parametrize(("who", "named"), [("anonymous", False), ("no_network", True)])
    def test_names_a_person_only_to_those_who_signed_in(self, cast, who, named):
        lesson = LessonFactory(published=True, visibility="public")
        one, two = CorroborationFactory(lesson=lesson), ApplicationFactory(lesson=lesson)
        page = said(cast.client(who).get(lesson.get_absolute_url()))
        for row in (one, two):
            assert row.network.name in page
            assert (row.by.name in page) is named

    def test_many_are_cut_and_can_all_be_read(self, cast, published):
        CorroborationFactory.create_batch(25, lesson=published)
        client = cast.client("member")
        page = soup(client.get(published.get_absolute_url()))
        assert len(page.select(".voice")) == 20
        everything = page.select_one("#voices a[href*='voices=all']")["href"]
        assert len(soup(client.get(everything)).select(".voice")) == 25

    @pytest.mark.parametrize("address", ["/lecciones/", "/redes/propia/", "/"])
    def test_cards_say_how_strong_a_lesson_is(self, cast, published, address):
        client = cast.client("member")
        assert not soup(client.get(address)).select(".card .strength")
        CorroborationFactory(lesson=published, stance="differs")
        ApplicationFactory.create_batch(2, lesson=published)
        strength = soup(client.get(address)).select_one(".card .strength")
        assert strength.select_one(".differs")
        assert "2" in strength.select_one(".used").get_text()
        assert not strength.select_one(".confirms")


class TestSessionThatEnded:
    """Whoever's session ended while they wrote finds their words in the form; nothing was stored without them."""

    @pytest.fixture
    def address(self, cast) -> str:
        lesson = LessonFactory(network=cast.other_network, author=cast.user("other_member"), published=True)
        return f"/lecciones/{lesson.pk}/confirmar/"

    def written(self, cast):
        by = cast.user("member")
        return {"stance": "differs", "text": "En Puno fue al revés.", "network": cast.network.pk, "writer": mark_of(by)}

    def sign_in(self, cast, client, who="member"):
        client.force_login(cast.user(who), backend="allauth.account.auth_backends.AuthenticationBackend")

    def test_finds_the_words_after_signing_in(self, cast, address):
        client = Client()
        answer = client.post(address, self.written(cast))
        assert (answer.status_code, address in answer["Location"]) == (302, True)
        self.sign_in(cast, client)
        page = soup(client.get(address))
        assert page.select_one("[name=text]").get_text(strip=True) == "En Puno fue al revés."
        assert page.select_one("[name=stance][value=differs]").has_attr("checked")
        assert "sesión" in page.select_one(".voice-form .message").get_text()
        assert is_silent()
        client.post(address, self.written(cast))
        assert Corroboration.objects.get().text == "En Puno fue al revés."
        assert not soup(client.get(address)).select(".voice-form .message")

    def test_htmx_is_sent_to_sign_in_on_a_page_of_its_own(self, cast, address):
        answer = Client().post(address, self.written(cast), headers=headers("voices"))
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer["HX-Redirect"].startswith("/cuenta/login/")

    def test_shows_the_words_to_nobody_else(self, cast, address):
        client = Client()
        client.post(address, self.written(cast))
        self.sign_in(cast, client, "secretariat")
        assert "al revés" not in client.get(address).content.decode()

    def hidden(self, answer):
        """What a browser sends along without being asked."""
        return {each["name"]: each.get("value", "") for each in soup(answer).select("main form [type=hidden]")}

    def test_the_form_of_places_finds_the_words_too(self, cast):
        FindingFactory(code="T1", kind="emerging_theme", pole_one_es="Uno", pole_two_es="Otro")
        address, client = f"/redes/{cast.network.slug}/lugar/", Client()
        told = {"place_T1": "4", "note_T1": "Desde la última asamblea."}
        client.post(address, self.hidden(cast.client("secretariat").get(address)) | told)
        self.sign_in(cast, client, "secretariat")
        answer = client.get(address)
        page = soup(answer)
        assert page.select_one("[name=note_T1]").get_text(strip=True) == "Desde la última asamblea."
        assert page.select_one("[name=place_T1][value='4']").has_attr("checked")
        assert not Assessment.objects.exists()
        client.post(address, self.hidden(answer) | told)
        assert Assessment.objects.get().place == 4

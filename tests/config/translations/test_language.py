"""Who opens which page in which language."""

from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import Client
from django.utils.translation import override

from networks.models import User
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import headers, soup

SPANISH, ENGLISH = "es-PE,es;q=0.9,en;q=0.8", "en-GB,en;q=0.9,es;q=0.5"
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LIST, TWIN = "/lecciones/?q=agua&page=2", "/en/lecciones/?q=agua&page=2"


def opening(client: Client, address: str, browser: str = "", **more: str) -> Any:
    """As a browser of that language opens a page."""
    named = {"accept-language": browser} if browser else {}
    return client.get(address, headers=PAGE | named | more)


def where(response: Any) -> str | None:
    """Where it sends; None if it shows the page itself."""
    assert response.status_code in {200, 302}
    return response["Location"] if response.status_code == 302 else None


def choose(client: Client, language: str, address: str, at: str = "/idioma/") -> Any:
    return client.post(at, {"language": language, "next": address})


def prefer(user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


class TestAddressWithoutPrefix:
    @pytest.mark.parametrize("address", ["/", "/lecciones/", LIST, "/redes/", "/cuenta/login/?next=/boletin/"])
    def test_opens_in_the_language_of_the_browser(self, db: None, client: Client, address: str):
        response = opening(client, address, ENGLISH)
        assert where(response) == f"/en{address}"
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
        assert where(opening(client, address, SPANISH)) is None

    @pytest.mark.parametrize("browser", ["", "*", "de-DE,de;q=0.9", "qu-PE", "%%%", SPANISH])
    def test_is_spanish_to_whoever_names_no_other_language_of_ours(self, db: None, client: Client, browser: str):
        response = opening(client, LIST, browser)
        assert where(response) is None
        assert soup(response).html["lang"] == "es-PE"
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))

    @pytest.mark.parametrize("browser", ["de-DE,de;q=0.9,en;q=0.5", "en", "es;q=0.2,en;q=0.3"])
    def test_takes_the_first_language_we_have(self, db: None, client: Client, browser: str):
        assert where(opening(client, LIST, browser)) == TWIN

    def test_follows_the_cookie_before_the_browser(self, db: None, client: Client):
        client.cookies["django_language"] = "en"
        assert where(opening(client, LIST, SPANISH)) == TWIN
        client.cookies["django_language"] = "es"
        assert where(opening(client, LIST, ENGLISH)) is None

    def test_does_not_follow_a_cookie_of_no_language(self, db: None, client: Client):
        client.cookies["django_language"] = "xx"
        assert where(opening(client, LIST, SPANISH)) is None
        assert where(opening(client, LIST, ENGLISH)) == TWIN

    def test_follows_the_account_before_all(self, cast: Cast):
        client = cast.client("member")
        client.cookies["django_language"] = "en"
        assert where(opening(client, LIST, ENGLISH)) is None
        prefer(cast.user("member"), "en")
        client.cookies["django_language"] = "es"
        assert where(opening(client, LIST, SPANISH)) == TWIN

    def test_of_an_account_whose_language_is_gone_follows_the_browser(self, cast: Cast):
        prefer(cast.user("member"), "xx")
        assert where(opening(cast.client("member"), LIST, SPANISH)) is None
        assert where(opening(cast.client("member"), LIST, ENGLISH)) == TWIN

    def test_tells_nothing_of_what_the_reader_may_not_see(self, cast: Cast):
        hidden = LessonFactory(network=cast.network, author=cast.user("member"))
        there, nowhere = f"/lecciones/{hidden.pk}/", f"/lecciones/{hidden.pk + 1}/"
        for address in (there, nowhere):
            assert where(opening(Client(), address, ENGLISH)) == f"/en{address}"
            assert opening(Client(), f"/en{address}", ENGLISH).status_code == 404

    def test_keeps_to_where_it_was_going_when_one_must_sign_in(self, db: None, client: Client):
        response = client.get("/lecciones/nueva/", headers=PAGE | {"accept-language": ENGLISH}, follow=True)
        assert [to for to, _ in response.redirect_chain] == [
            "/en/lecciones/nueva/",
            "/en/cuenta/login/?next=/en/lecciones/nueva/",
        ]


class TestNotSentOn:
    @pytest.mark.parametrize("browser", ["", SPANISH, ENGLISH])
    @pytest.mark.parametrize("cookie", ["es", "en"])
    def test_an_address_with_a_prefix_is_always_in_its_language(self, cast: Cast, browser: str, cookie: str):
        for client in (cast.client("anonymous"), cast.client("member")):
            client.cookies["django_language"] = cookie
            response = opening(client, TWIN, browser)
            assert where(response) is None
            assert soup(response).html["lang"] == "en"

    @pytest.mark.parametrize("method", ["post", "put", "options"])
    def test_a_request_that_is_no_get_is_not_sent_on(self, db: None, client: Client, method: str):
        response = getattr(client, method)("/cuenta/login/", headers=PAGE | {"accept-language": ENGLISH})
        assert "/en/" not in response.get("Location", "")

    def test_a_swap_is_not_sent_on(self, db: None, client: Client):
        assert where(opening(client, LIST, ENGLISH, **headers("results"))) is None
        assert where(opening(client, LIST, ENGLISH)) == TWIN

    @pytest.mark.parametrize("accept", ["", "*/*", "image/avif,image/webp,*/*;q=0.8", "application/json"])
    def test_a_request_that_opens_no_page_is_not_sent_on(self, db: None, client: Client, accept: str):
        response = client.get(LIST, headers={"accept": accept, "accept-language": ENGLISH})
        assert where(response) is None

    @pytest.mark.parametrize("address", ["/healthz", "/static/mark.svg", "/nada/"])
    def test_an_address_without_a_twin_is_not_sent_on(self, db: None, client: Client, address: str):
        assert opening(client, address, ENGLISH).status_code in {200, 404, 503}

    def test_djangos_admin_is_not_sent_on(self, cast: Cast):
        assert where(opening(cast.client("admin"), "/admin/", ENGLISH)) is None


class TestChoice:
    def test_of_a_visitor_is_kept_in_a_cookie(self, db: None, client: Client):
        response = choose(client, "es", TWIN, at="/en/idioma/")
        assert where(response) == LIST
        cookie = response.cookies["django_language"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("es", True, "Lax")
        assert where(opening(client, LIST, ENGLISH)) is None  # and not back again
        assert where(choose(client, "en", LIST)) == TWIN
        assert where(opening(client, LIST, SPANISH)) == TWIN

    def test_of_a_person_is_kept_in_the_account_too(self, cast: Cast):
        client = cast.client("member")
        assert where(choose(client, "en", LIST)) == TWIN
        assert User.objects.get(pk=cast.user("member").pk).language == "en"
        assert where(opening(cast.client("member"), LIST, SPANISH)) == TWIN  # at another browser
        assert where(choose(client, "es", TWIN, at="/en/idioma/")) == LIST
        assert where(opening(client, LIST, ENGLISH)) is None

    def test_a_choice_changes_nobody_elses_language(self, cast: Cast):
        other = cast.user("observer")
        choose(cast.client("member"), "en", "/")
        other.refresh_from_db()
        assert other.language == "es"

    @pytest.mark.parametrize("language", ["", "qu", "xx", "en\x00", "x" * 5000])
    def test_of_no_language_of_ours_changes_nothing(self, cast: Cast, language: str):
        client = cast.client("member")
        response = choose(client, language, LIST)
        assert response.status_code == 400
        assert "django_language" not in response.cookies
        assert User.objects.get(pk=cast.user("member").pk).language == "es"

    def test_without_the_token_of_the_page_changes_nothing(self, cast: Cast):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert choose(client, "en", LIST).status_code == 403
        assert User.objects.get(pk=cast.user("member").pk).language == "es"

    def test_of_a_visitor_is_a_link(self, db: None):
        client = Client(enforce_csrf_checks=True)
        response = client.get("/idioma/", {"language": "en", "next": LIST})
        assert (where(response), response.cookies["django_language"].value) == (TWIN, "en")
        assert where(opening(client, LIST, SPANISH)) == TWIN

    def test_of_a_person_is_not_made_by_a_link(self, cast: Cast):
        client = cast.client("member")
        response = client.get("/idioma/", {"language": "en", "next": LIST})
        assert (where(response), "django_language" in response.cookies) == (TWIN, False)
        assert User.objects.get(pk=cast.user("member").pk).language == "es"

    @pytest.mark.parametrize("sent", [{}, {"language": "xx"}, {"language": "en\x00"}])
    def test_by_a_link_of_no_language_changes_nothing(self, db: None, client: Client, sent: dict[str, str]):
        response = client.get("/idioma/", sent | {"next": LIST})
        assert (response.status_code, dict(response.cookies)) == (400, {})

    @pytest.mark.parametrize(
        "address", ["", "https://mala.example/", "//mala.example/", "/\\mala.example", "javascript:alert(1)", "/nada/"]
    )
    def test_never_leads_elsewhere(self, db: None, client: Client, address: str):
        assert where(client.get("/idioma/", {"language": "en", "next": address})) == "/en/"
        assert where(choose(client, "en", address)) == "/en/"
        assert where(choose(client, "es", address)) == "/"

    def test_stays_after_signing_out(self, cast: Cast):
        prefer(cast.user("member"), "en")
        client = cast.client("member")
        opening(client, "/", SPANISH)
        client.logout()
        client.cookies["django_language"] = "en"
        assert where(opening(client, LIST, SPANISH)) == TWIN

    def test_of_the_account_is_told_to_the_browser_once(self, cast: Cast):
        prefer(cast.user("member"), "en")
        client = cast.client("member")
        assert opening(client, LIST, SPANISH).cookies["django_language"].value == "en"
        assert "django_language" not in opening(client, LIST, SPANISH).cookies
        assert "django_language" not in opening(Client(), LIST, ENGLISH).cookies  # nobody chose


class TestPage:
    @pytest.mark.parametrize(("address", "other", "name"), [(LIST, "en", "English"), (TWIN, "es", "Español")])
    def test_offers_a_visitor_the_other_language(self, db: None, client: Client, address: str, other: str, name: str):
        response = client.get(address)
        [link] = soup(response).select("#languages a")
        assert (link["hreflang"], link["lang"], link.get_text(strip=True)) == (other, other, name)
        assert where(client.get(link["href"])) == (TWIN if other == "en" else LIST)
        assert (dict(response.cookies), soup(response).select("[name=csrfmiddlewaretoken]")) == ({}, [])

    @pytest.mark.parametrize(("address", "other", "name"), [(LIST, "en", "English"), (TWIN, "es", "Español")])
    def test_offers_a_person_the_other_language(self, cast: Cast, address: str, other: str, name: str):
        client = cast.client("member")
        page = soup(client.get(address))
        [button] = page.select("#languages button")
        assert (button["value"], button["lang"], button.get_text(strip=True)) == (other, other, name)
        form = page.select_one("#languages")
        sent = {"language": other, "next": form.select_one("[name=next]")["value"]}
        assert where(client.post(form["action"], sent)) == (TWIN if other == "en" else LIST)

    @pytest.mark.parametrize("address", [LIST, TWIN])
    def test_names_its_twins(self, db: None, client: Client, address: str, settings: Any):
        settings.SITE_URL = "https://memoria.example"
        assert alternates(client, address) == {
            "x-default": f"https://memoria.example{LIST}",
            "es": f"https://memoria.example{LIST}",
            "en": f"https://memoria.example{TWIN}",
        }

    def test_that_is_not_there_names_none(self, db: None, client: Client):
        assert alternates(client, "/nada/") == {}


def alternates(client: Client, address: str) -> dict[str, str]:
    links = soup(client.get(address)).select("link[rel=alternate][hreflang]")
    return {link["hreflang"]: link["href"] for link in links}


class TestThirdLanguage:
    """What docs/languages.md promises: a language more is a line of the settings and a catalogue."""

    @pytest.fixture(autouse=True)
    def quechua(self, db: None, settings: Any, tmp_path: Path) -> None:
        catalogue = tmp_path / "qu" / "LC_MESSAGES"
        catalogue.mkdir(parents=True)
        texts = Catalog(locale="qu")
        texts.add("Networks", "Llikakuna")
        with (catalogue / "django.mo").open("wb") as file:
            write_mo(file, texts)
        settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
        settings.LANGUAGES = [*settings.LANGUAGES, ("qu", "Quechua")]

    def test_is_offered_on_every_page(self, client: Client):
        for address, others in {LIST: ["en", "qu"], TWIN: ["es", "qu"], f"/qu{LIST}": ["es", "en"]}.items():
            page = soup(client.get(address))
            assert [link["hreflang"] for link in page.select("#languages a")] == others
            assert set(alternates(client, address)) == {"x-default", "es", "en", "qu"}

    def test_speaks_spanish_where_it_has_no_word_yet(self, client: Client):
        page = soup(client.get(f"/qu{LIST}"))
        assert page.html["lang"] == "qu"
        assert {"Llikakuna", "Lecciones"} <= {link.get_text(strip=True) for link in page.select(".main-nav a")}

    def test_is_chosen_and_followed(self, cast: Cast, client: Client):
        assert where(opening(client, LIST, "qu-PE,es;q=0.5")) == f"/qu{LIST}"
        assert where(choose(client, "qu", LIST)) == f"/qu{LIST}"
        assert where(opening(client, LIST, SPANISH)) == f"/qu{LIST}"
        member = cast.client("member")
        assert where(choose(member, "qu", TWIN, at="/en/idioma/")) == f"/qu{LIST}"
        assert where(opening(member, LIST, ENGLISH)) == f"/qu{LIST}"

    @pytest.mark.parametrize(("reading", "other"), [("qu", False), ("es", True), ("en", True)])
    def test_of_a_lesson_is_marked_where_it_differs(self, client: Client, reading: str, other: bool):
        lesson = LessonFactory(language="qu", title="Yakumanta", published=True, visibility="public")
        with override(reading):
            page = soup(client.get(lesson.get_absolute_url()))
        said = page.h1 if page.h1.has_attr("lang") else page.h1.find_parent(lang=True)
        assert said["lang"] == "qu"
        assert (said.name != "html") is other

    def test_of_a_lesson_is_searched(self, client: Client):
        LessonFactory(language="qu", title="Yakumanta rimaspa", published=True, visibility="public")
        assert "Yakumanta" in client.get("/lecciones/?q=yakumanta").content.decode()

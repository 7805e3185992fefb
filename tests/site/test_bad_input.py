"""Whatever is sent: a clear message or clean text, never a 500, nothing half-saved, what was typed still there."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.models import TEXT_FIELDS, Lesson
from networks.models import User
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.lessons import typed

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TEXTS = [*TEXT_FIELDS, "sources"]
QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
# Any text at all: also NUL, lone surrogates, right-to-left marks.
ANYTHING = st.text(alphabet=st.characters(), max_size=200)
FILTERS = ("q", "network", "finding", "region", "sector", "state", "page")


def errors_at(response: HttpResponse, name: str) -> str:
    """The message at the field `name`."""
    tree = BeautifulSoup(response.content.decode(), "html.parser")
    errors = tree.select_one(f"#id_{name}_error")
    return errors.get_text().strip() if errors else ""


class TestLessonForm:
    url = "/lecciones/nueva/"

    @pytest.mark.parametrize(
        ("name", "value", "says"),
        [
            ("title", "x" * 161, "160"),
            ("insight", "x" * 6_001, "6000"),
            ("what_happened", "x" * 1_000_000, "6000"),
            ("insight", "a\x00b", "nulo"),
            ("title", "a\x00b", "nulo"),
            ("network", "999999", ""),
            ("network", "zz", ""),
            ("visibility", "todo el mundo", ""),
            ("evidence", "chisme", ""),
            ("language", "qu", ""),
            ("result", "quizá", ""),
            ("happened_on", "31/31/2031", ""),
            ("happened_on", "2999-01-01", "todavía no llega"),
            ("regions", "no", ""),
            ("sector", "no", ""),
            ("supports", "no", ""),
        ],
    )
    def test_the_error_is_at_its_field_and_nothing_is_saved(self, cast: Cast, name: str, value: str, says: str):
        response = cast.client("member").post(self.url, typed(cast, **{name: value}))
        assert response.status_code == 422
        message = errors_at(response, name)
        assert message
        assert says in message
        assert not Lesson.objects.exists()

    def test_what_was_typed_is_still_there(self, cast: Cast):
        sent = typed(cast, title="x" * 161, insight="Esto no se pierde <b>nunca</b>", sources="Acta de marzo")
        page = cast.client("member").post(self.url, sent)
        tree = BeautifulSoup(page.content.decode(), "html.parser")
        assert tree.select_one("[name=insight]").get_text().strip() == "Esto no se pierde <b>nunca</b>"
        assert tree.select_one("[name=sources]").get_text().strip() == "Acta de marzo"
        assert "Esto no se pierde <b>" not in page.content.decode()

    def test_more_than_two_megabytes_is_refused_with_a_page(self, cast: Cast):
        response = cast.client("member").post(self.url, typed(cast, insight="x" * 2_200_000))
        assert response.status_code == 413
        assert "Es demasiado de una sola vez" in response.content.decode()
        assert not Lesson.objects.exists()

    @QUICK
    @given(text=ANYTHING, name=st.sampled_from([*TEXTS, "key", "network", "happened_on", "regions", "supports"]))
    def test_any_text_is_saved_whole_or_refused(self, cast: Cast, text: str, name: str):
        Lesson.objects.all().delete()
        sent = typed(cast, **{name: text.encode("utf-8", "surrogatepass")})
        response = cast.client("member").post(self.url, sent)
        assert response.status_code in {302, 422}
        assert Lesson.objects.count() == (response.status_code == 302)


class TestMarkup:
    @pytest.mark.parametrize("url", ["lessons:lesson", "lessons:lessons", "home", "networks:network", "lessons:edit"])
    def test_is_shown_as_text(self, cast: Cast, url: str):
        lesson = LessonFactory(
            **dict.fromkeys(TEXTS, SCRIPT), network=cast.network, author=cast.user("member"), published=True
        )
        of = {"lessons:lesson": [lesson.pk], "lessons:edit": [lesson.pk], "networks:network": [cast.network.slug]}
        html = cast.client("member").get(reverse(url, args=of.get(url))).content.decode()
        assert "alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html

    def test_in_a_name_is_shown_as_text(self, cast: Cast):
        User.objects.filter(pk=cast.user("member").pk).update(name=SCRIPT)
        html = cast.client("member").get("/").content.decode()
        assert "<script>alert" not in html

    def test_in_a_search_is_shown_as_text(self, db: None, client: Any):
        html = client.get("/lecciones/", {"q": SCRIPT}).content.decode()
        assert "alert(1)" in html
        assert "<script>alert" not in html

    def test_a_javascript_address_in_the_sources_is_no_link(self, cast: Cast):
        lesson = LessonFactory(
            sources="javascript:alert(1)", network=cast.network, author=cast.user("member"), published=True
        )
        html = cast.client("member").get(lesson.get_absolute_url()).content.decode()
        assert 'href="javascript' not in html


FIELDS = ["name", "knows_about", "contact", "contact_for", "language"]


class TestProfile:
    url = "/cuenta/perfil/"

    def test_markup_in_a_name_is_kept_and_shown_as_text(self, cast: Cast):
        sent = {
            "name": SCRIPT,
            "knows_about": SCRIPT,
            "contact_for": "nobody",
            "language": "es",
        }
        html = cast.client("member").post(self.url, sent, follow=True).content.decode()
        cast.user("member").refresh_from_db()
        assert cast.user("member").name == SCRIPT
        assert "alert(1)" in html
        assert "<script>alert" not in html

    @QUICK
    @given(text=ANYTHING, name=st.sampled_from(FIELDS))
    def test_any_text_is_saved_whole_or_refused(self, cast: Cast, text: str, name: str):
        before = User.objects.values(*FIELDS).get(pk=cast.user("member").pk)
        sent = {"name": "Ana", "contact_for": "nobody", "language": "es"}
        response = cast.client("member").post(self.url, sent | {name: text.encode("utf-8", "surrogatepass")})
        after = User.objects.values(*FIELDS).get(pk=cast.user("member").pk)
        assert response.status_code in {302, 422}
        if response.status_code == 422:
            assert errors_at(response, name)
            assert after == before
        assert after["name"].strip()


class TestTransport:
    """What no browser of ours sends."""

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
            (b"zzz", "multipart/form-data"),
            (b"title=Hola", "application/x-www-form-urlencoded; charset=utf-16"),
            (b'{"title": "Hola"}', "application/json"),
            (b"regions=1&" * 1_500, "application/x-www-form-urlencoded"),
        ],
    )
    def test_is_refused_and_nothing_is_saved(self, cast: Cast, body: bytes, kind: str):
        response = cast.client("member").post("/lecciones/nueva/", body, content_type=kind)
        assert response.status_code in {400, 413, 422}
        assert not Lesson.objects.exists()


class TestFilters:
    @pytest.mark.parametrize("query", ["region=zz", "network=zz", "finding=C99", "sector=%00", "state=todo"])
    def test_an_unknown_value_is_said_and_nothing_is_listed(self, cast: Cast, query: str):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        response = cast.client("member").get(f"/lecciones/?{query}")
        assert response.status_code == 200
        assert errors_at(response, query.split("=")[0])
        assert lesson.title not in response.content.decode()

    @pytest.mark.parametrize("query", ["page=zz", "page=-1", "page=999", "page=%00", "q=", "unknown=1"])
    def test_what_does_not_matter_is_passed_over(self, cast: Cast, query: str):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        response = cast.client("member").get(f"/lecciones/?{query}")
        assert lesson.title in response.content.decode()

    @QUICK
    @given(values=st.dictionaries(st.sampled_from(FILTERS), ANYTHING))
    def test_no_filter_breaks_the_page(self, cast: Cast, values: dict[str, str]):
        query = "&".join(f"{name}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in values.items())
        assert cast.client("member").get(f"/lecciones/?{query}").status_code == 200

    @pytest.mark.parametrize(
        "q",
        ["'", "\\", "()", "<->", "a & | b", '"', ":*", "-" * 200, "--a -- b", "-–" * 100, "-más " * 40, "%", "ñ" * 200],
    )
    def test_signs_of_the_search_language_are_only_text(self, db: None, client: Any, q: str):
        assert client.get("/lecciones/", {"q": q}).status_code == 200

    def test_a_search_too_long_is_said(self, db: None, client: Any):
        response = client.get("/lecciones/", {"q": "x" * 201})
        assert response.status_code == 200
        assert "200" in response.content.decode().split('class="errorlist"')[1][:200]


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        ["/hallazgos/C99/", "/hallazgos/%00/", "/redes/zz/", "/lecciones/99999999999999999999/", "/lecciones/x/"],
    )
    def test_an_unknown_one_is_a_404_page(self, db: None, client: Any, path: str):
        response = client.get(path)
        assert response.status_code == 404
        assert "No encontramos esta página" in response.content.decode()

    @pytest.mark.parametrize("who", ["anonymous", "secretariat"])
    @pytest.mark.parametrize("prefix", ["", "/en"])
    @pytest.mark.parametrize(
        "path",
        [
            "/%00/",
            "/colecciones/enlace/%00/",
            "/colecciones/enlace/a%00/paquete.pdf",
            "/colecciones/enlace/a%00/paquete.docx",
            "/vigencia/%00/",
            "/taller/a%00/",
            "/consideradas.a%00",
            "/admin/networks/user/%00/change/",
            "//%00//",
        ],
    )
    def test_with_a_nul_leads_nowhere(self, cast: Cast, path: str, prefix: str, who: str):
        assert cast.client(who).get(prefix + path).status_code == 404
        assert cast.client(who).post(prefix + path).status_code == 404

    def test_each_of_ours_that_takes_a_text_leads_nowhere_with_a_nul(self, cast: Cast):
        routes = [route for route in text_routes(get_resolver()) if not route.startswith("admin/")]
        assert len(routes) > 40
        client = cast.client("secretariat")
        for route in routes:
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<(str|slug):\w+>", "a%00b", route))
            assert client.get(f"/{path}").status_code == 404, path


def text_routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    return (route for route in all_routes(resolver, before) if re.search(r"<(str|slug):", route))


def all_routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from all_routes(each, route)
        else:
            yield route


class TestTextThatNoDatabaseTakes:
    """In a query or a form: refused where a form looks at it, else with a page; never an error of ours."""

    names = re.findall(
        r"\w+",
        "q page next token answer lesson network kind who what state email login code title name text key writer note"
        " then choice pk person to by language slug session password credential reason comment target",
    )

    @pytest.fixture
    def paths(self, cast: Cast) -> list[str]:
        lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)
        known = {"int": str(lesson.pk), "slug": cast.network.slug, "str": "x", "uuid": str(lesson.key)}
        found = all_routes(get_resolver())
        routes = {re.sub(r"<(int|slug|str|uuid):\w+>", lambda part: known[part[1]], each) for each in found}
        return sorted(route for route in routes if not re.search(r"[<(^]|healthz|^admin/|logout|cerrar", route))

    @pytest.mark.parametrize("who", ["anonymous", "admin"])
    def test_is_no_error_of_ours(self, cast: Cast, paths: list[str], who: str):
        client, query = cast.client(who), "&".join(f"{name}=a%00%ED%A0%80b" for name in self.names)
        for path in paths:
            assert client.get(f"/{path}?{query}").status_code < 500, path
            answer = client.post(f"/{path}", query, content_type="application/x-www-form-urlencoded")
            assert answer.status_code < 500, path


class TestAccount:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("email", "no-es-correo"), ("email", ""), ("email", "a" * 300 + "@b.pe"), ("name", ""), ("name", "x" * 121),
         ("password1", "corta"), ("password1", "1234567890123"), ("email", "a\x00@b.pe")],
    )  # fmt: skip
    def test_sign_up_says_what_is_wrong(self, db: None, client: Any, name: str, value: str):
        sent = {"email": "nueva@ejemplo.example", "name": "Nueva", "password1": "una clave bien larga"}
        response = client.post("/cuenta/signup/", sent | {name: value})
        assert errors_at(response, name)
        assert not User.objects.exists()

    @pytest.mark.parametrize(("name", "value"), [("name", ""), ("name", "x" * 121), ("language", "qu")])
    def test_profile_says_what_is_wrong(self, cast: Cast, name: str, value: str):
        user = cast.user("member")
        sent = {"name": "Otro", "language": "en"}
        response = cast.client("member").post("/cuenta/perfil/", sent | {name: value})
        assert response.status_code == 422
        assert errors_at(response, name)
        user.refresh_from_db()
        assert (user.name, user.language) == ("Member", "es")

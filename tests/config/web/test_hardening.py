"""What a browser may do with our pages, and what a stranger can learn from them."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from lessons.models import Photo
from tests.support.factories import PASSWORD, LessonFactory, UserFactory

pytestmark = pytest.mark.django_db
TEMPLATES = sorted(path for path in Path("templates").rglob("*.html") if "email" not in path.parts)


def test_every_answer_says_what_a_browser_may_do(cast):
    answer = cast.client("member").get("/lecciones/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert re.search(r"script-src 'self'( 'nonce-[^']+')?(;|$)", policy)
    parts = {part.strip() for part in policy.split(";")}
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= parts
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for feature in ("camera", "geolocation", "microphone", "usb", "browsing-topics"):
        assert f"{feature}=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_has_inline_code_or_styles(path):
    text = path.read_text()
    assert not re.search(r"\son[a-z]+=|\sstyle=|<style|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or "nonce=" in script or "application/json" in script or "ld+json" in script, script


def test_https_is_for_good(settings, client):
    from config import settings as ours

    assert (ours.SECURE_HSTS_SECONDS > 0) is ours.HTTPS
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert "max-age=31536000" in Client().get("/", secure=True)["Strict-Transport-Security"]


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "django_language"])
def test_a_nul_in_a_cookie_is_nobody_we_know(client, cookie):
    client.cookies[cookie] = "a\0b"
    assert client.get("/").status_code == 200
    assert client.get("/cuenta/perfil/").status_code == 302


class TestSecurityTxt:
    def test_says_where_to_tell(self, client, settings):
        settings.SECURITY_CONTACT = "mailto:seguridad@ejemplo.example"
        answer = client.get("/.well-known/security.txt")
        assert answer["Content-Type"].startswith("text/plain")
        assert "Contact: mailto:seguridad@ejemplo.example\n" in answer.content.decode()
        assert re.search(r"^Expires: 20\d\d-\d\d-\d\dT[\d:]{8}Z$", answer.content.decode(), re.MULTILINE)

    def test_is_not_there_without_an_address(self, client):
        assert client.get("/.well-known/security.txt").status_code == 404


class TestNobodyIsCounted:
    """What a stranger asks about somebody has the same answer, whether they are here or not."""

    def answer(self, path: str, **body: str) -> tuple[int, str, str]:
        client = Client()
        reply = client.post(path, body)
        then = client.get(reply["Location"]).content.decode() if reply.status_code == 302 else reply.content.decode()
        plain = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", then)
        return reply.status_code, reply.get("Location", ""), plain.replace(body.get("email", body.get("login", "")), "")

    @pytest.mark.parametrize(("path", "field"), [("login", "login"), ("signup", "email"), ("password/reset", "email")])
    def test_by_accounts_pages(self, path, field):
        UserFactory(email="estoy@ejemplo.example", password=PASSWORD)
        others = {"password": "otra cosa", "password1": "una clave bien larga", "name": "Nadie"}
        known, unknown = (
            self.answer(f"/cuenta/{path}/", **{field: f"{who}@ejemplo.example"}, **others) for who in ("estoy", "nadie")
        )
        assert known == unknown

    @pytest.mark.parametrize("who", ["anonymous", "no_network", "other_member", "member"])
    @pytest.mark.parametrize("url", ["lessons:lesson", "lessons:edit", "lessons:photo", "lessons:corroborate"])
    def test_by_lessons_that_are_hidden(self, cast, who, url):
        lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), title="Escondida")
        Photo.objects.create(lesson=lesson, alt="Una", small=b"s", large=b"l", width=1, height=1)
        answers = set()
        for pk in (lesson.pk, 999_999):
            address = reverse(url, args=[pk, "small"] if url == "lessons:photo" else [pk])
            reply = cast.client(who).get(address)
            body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", reply.content.decode())
            answers.add((reply.status_code, (body + reply.get("Location", "")).replace(f"/{pk}/", "")))
        assert len(answers) == 1


class CountingHasher(MD5PasswordHasher):
    """Hashing is what takes long: a third of a second, where all else takes hundredths."""

    done = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.done += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_the_clock_does_not_tell_who_is_here(settings, path):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    UserFactory(email="estoy@ejemplo.example", password=PASSWORD)
    took = []
    for who in ("estoy", "nadie"):
        CountingHasher.done = 0
        sent = dict.fromkeys(("email", "login"), f"{who}@ejemplo.example")
        typed = {"password": "otra cosa", "password1": "una clave bien larga", "name": "Nadie"}
        assert Client().post(f"/cuenta/{path}/", sent | typed).status_code in {200, 302}
        took.append(CountingHasher.done)
    assert took[0] == took[1]


class TestRateLimits:
    def test_guessing_a_password_ends_soon(self):
        user = UserFactory(password=PASSWORD)
        client = Client()
        for _ in range(12):
            client.post("/cuenta/login/", {"login": user.email, "password": "otra cosa"})
        client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})
        assert client.get("/cuenta/perfil/").status_code == 302

    @pytest.mark.parametrize("forged", ["", "192.0.2.1, "])
    def test_behind_a_proxy_one_guesser_locks_out_nobody_else(self, settings, forged):
        """Whatever they write themselves: the proxy adds the true address at the end."""
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        user, guesser = UserFactory(password=PASSWORD), Client(headers={"X-Forwarded-For": f"{forged}203.0.113.9"})
        for number in range(31):
            said = guesser.post("/cuenta/login/", {"login": f"a{number}@ejemplo.example", "password": "otra cosa"})
        assert "Espera cinco minutos" in said.content.decode()
        other = Client(headers={"X-Forwarded-For": f"{forged}198.51.100.7"})
        other.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})
        assert other.get("/cuenta/perfil/").status_code == 200

    def test_asking_for_codes_ends_soon(self):
        asked = {"email": "a@ejemplo.example"}
        answers = [Client().post("/cuenta/password/reset/", asked).status_code for _ in range(25)]
        assert answers[0] == 302
        assert 429 in answers

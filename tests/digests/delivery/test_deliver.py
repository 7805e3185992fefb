"""The mail, read back from a real SMTP server."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils.timezone import now

from digests.composition.compose import compose
from digests.delivery.deliver import MOST_SHOWN, deliver
from digests.delivery.tokens import token_of
from tests.support.clock import MONDAY, TUESDAY
from tests.support.factories import LessonFactory, OrganisationFactory, RegionFactory


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://memoria.example"


@pytest.fixture
def sent(digest, post, clock):
    def send():
        clock.move_to(TUESDAY)
        compose(digest)
        assert deliver(digest)
        return post

    return send


class TestDeliver:
    def test_goes_to_the_person_in_two_parts(self, member, publish, sent):
        lesson = publish(title="Visitar pronto")
        post = sent()
        assert post.recipients == [member.email]
        assert [part.get_content_type() for part in post.mails[0].iter_parts()] == ["text/plain", "text/html"]
        for part in (post.text(), post.html()):
            assert "Visitar pronto" in part
            assert f"https://memoria.example/lecciones/{lesson.pk}/" in part

    @pytest.mark.parametrize(("language", "prefix"), [("es", "/"), ("en", "/en/")])
    def test_speaks_the_persons_language(self, member, publish, sent, language, prefix):
        member.language = language
        member.save()
        lesson = publish(title="Visitar pronto")
        post = sent()
        subject = {"es": "1 lección nueva: Visitar pronto", "en": "1 new lesson: Visitar pronto"}
        assert post.header("Subject") == subject[language]
        for path in (f"lecciones/{lesson.pk}/", "boletin/", "boletin/baja/?token="):
            assert f"https://memoria.example{prefix}{path}" in post.text()
        assert BeautifulSoup(post.html(), "html.parser").html["lang"] == language

    def test_groups_by_network_with_the_newest_first(self, cast, publish, sent, clock):
        other = {"network": cast.other_network, "visibility": "public"}
        publish(title="Primera", **other)
        clock.shift(60)
        publish(title="Segunda")
        clock.shift(60)
        publish(title="Tercera", **other)
        clock.shift(60)
        said = {"network": None, "author": None, "speaker": "Quien habló", "visibility": "public"}
        LessonFactory(title="Del evento", published_at=now(), **said)
        post = sent()
        page = BeautifulSoup(post.html(), "html.parser")
        texts = [tag.get_text(strip=True) for tag in page.find_all(["h2", "h3"])]
        study = "Del estudio de las siete redes"
        assert texts == [study, "Del evento", "Ajena", "Tercera", "Primera", "Propia", "Segunda"]
        assert re.findall(r"^\* (.+)$", post.text(), re.MULTILINE) == [
            "Del evento",
            "Tercera",
            "Primera",
            "Segunda",
        ]
        assert post.header("Subject").startswith("4 lecciones nuevas: Del evento")

    def test_says_who_and_where_and_two_lines_of_what_was_learned(self, publish, sent):
        lesson = publish(insight="uno dos tres " * 100, organisation=OrganisationFactory(name="Asociación Río"))
        lesson.regions.add(RegionFactory(name="Loreto"))
        text = sent().text()
        assert "Autora · Asociación Río · Loreto" in text
        assert 10 < text.count("uno dos tres") < 15

    def test_shows_the_newest_of_many_and_links_to_the_rest(self, subscription, publish, sent):
        for _ in range(MOST_SHOWN + 2):
            publish()
        post = sent()
        assert len(re.findall(r"/lecciones/\d+/", post.text())) == MOST_SHOWN
        assert "https://memoria.example/lecciones/\n" in post.text()
        assert post.header("Subject").startswith(f"{MOST_SHOWN + 2} ")
        page = BeautifulSoup(post.html(), "html.parser")
        assert "2" in page.find("a", href="https://memoria.example/lecciones/").get_text()

    def test_nothing_left_to_tell_sends_nothing(self, member, digest, publish, post):
        publish()
        compose(digest)
        member.memberships.all().delete()
        assert not deliver(digest)
        assert post.mails == []


class TestHeaders:
    def test_one_click_to_leave_and_the_same_id_at_each_try(self, digest, publish, sent):
        publish()
        sent()
        post = sent()
        token = token_of(digest.subscription).replace(":", "%3A")
        assert post.header("List-Unsubscribe") == f"<https://memoria.example/boletin/baja/?token={token}>"
        assert post.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
        assert post.header("Auto-Submitted") == "auto-generated"
        ids = {post.header("Message-ID", number) for number in (0, 1)}
        assert ids == {f"<digest-{digest.pk}-20261124@memoria.example>"}

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
    def test_a_title_cannot_add_any(self, member, publish, sent, end):
        member.name = f"Ana{end}Bcc: otra@ejemplo.example"
        member.save()
        publish(title=f"Hola{end}Bcc: otra@ejemplo.example{end}{end}Otro texto")
        post = sent()
        assert post.recipients == [member.email]
        assert "Bcc" not in post.mails[0]
        assert post.header("Subject") == "1 lección nueva: Hola Bcc: otra@ejemplo.example Otro texto"
        assert not re.search(r"^(Bcc|Otro texto)", post.text(), re.MULTILINE)

    def test_signs_nobody_sees_are_left_out(self, publish, sent):
        publish(title="Hola\x07 \u202eodnum\u200b")
        assert sent().header("Subject") == "1 lección nueva: Hola odnum"


class TestHtml:
    def test_what_people_typed_stays_text(self, cast, member, publish, sent):
        wicked = "<script>alert(1)</script><img src=//x.example/y>"
        cast.network.name = "<b>Red</b>"
        cast.network.save()
        member.name = wicked
        member.save()
        publish(title=wicked, insight=wicked)
        post = sent()
        page = BeautifulSoup(post.html(), "html.parser")
        assert page.find(["script", "img", "b"]) is None
        assert page.h3.get_text(strip=True) == page.h3.find_next("p").get_text() == wicked
        assert page.find("p", class_=False).get_text(strip=True) == f"Hola, {wicked}:"
        assert wicked in post.text()
        assert wicked in post.header("Subject")

    def test_carries_its_styles_and_loads_nothing(self, publish, sent):
        publish()
        html = sent().html()
        page = BeautifulSoup(html, "html.parser")
        assert "max-width: 600px" in page.find(class_="column")["style"]
        assert "prefers-color-scheme: dark" in page.style.get_text()
        assert page.find(["img", "link", "script", "iframe"]) is None
        assert set(re.findall(r"https?://([^/\"<]+)", html)) == {"memoria.example"}
        assert "url(" not in html


def test_before_joining_is_not_told(publish, digest, post):
    publish(published_at=MONDAY.replace(hour=8))
    compose(digest)
    assert not deliver(digest)

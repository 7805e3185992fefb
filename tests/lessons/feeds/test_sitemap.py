"""The sitemap has each page that everybody may read, in both languages, and no other."""

from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client

from lessons.feeds import sitemap
from lessons.models import Lesson
from lessons.verification.actions import archive
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import FindingFactory, LessonFactory

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def addresses(path: str = "/sitemap.xml", client: Client | None = None) -> list[str]:
    answer = (client or Client()).get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return [each.text or "" for each in fromstring(answer.content).iter(f"{MAP}loc")]


@pytest.fixture
def lessons(cast: Cast) -> dict[str, Lesson]:
    made = {
        level: LessonFactory(network=cast.network, author=cast.user("member"), visibility=level, published=True)
        for level in Lesson.Visibility.values
    }
    draft = LessonFactory(network=cast.network, author=cast.user("member"), visibility="public")
    FindingFactory(code="C1")
    return made | {"draft": draft}


@pytest.mark.parametrize("who", EVERYBODY)
def test_it_has_public_lessons_networks_and_findings_whoever_asks(cast: Cast, lessons, who: str, settings):
    settings.SITE_URL = "https://memoria.example"
    found = addresses(client=cast.client(who))
    shown = {level for level, lesson in lessons.items() if any(f"/lecciones/{lesson.pk}/" in url for url in found)}
    assert shown == {"public"}
    for path in ("/redes/propia/", "/hallazgos/C1/", f"/lecciones/{lessons['public'].pk}/"):
        for prefix in ("", "/en"):
            assert found.count(f"https://memoria.example{prefix}{path}") == 1
    assert len(set(found)) == len(found)


def test_each_page_opens_and_names_the_same_twins_as_the_page(lessons, settings):
    settings.SITE_URL = "http://testserver"
    tree = fromstring(Client().get("/sitemap.xml").content)
    for url in tree.iter(f"{MAP}url"):
        address = url.findtext(f"{MAP}loc") or ""
        answer = Client().get(address)
        assert answer.status_code == 200, address
        twins = {(link.get("hreflang"), link.get("href")) for link in url.iter(LINK)}
        assert {code for code, _ in twins} == {"es", "en", "x-default"}
        assert all(f'hreflang="{code}" href="{href}"' in answer.content.decode() for code, href in twins), address


def test_lessons_say_when_they_were_modified(lessons):
    tree = fromstring(Client().get("/sitemap.xml").content)
    dated = [url.findtext(f"{MAP}loc") for url in tree.iter(f"{MAP}url") if url.findtext(f"{MAP}lastmod")]
    assert any(f"/lecciones/{lessons['public'].pk}/" in (address or "") for address in dated)
    assert any("/redes/propia/" in (address or "") for address in dated)


def test_a_large_one_is_in_parts_that_leave_nothing_out(lessons, monkeypatch):
    whole = addresses()
    monkeypatch.setattr(sitemap, "KEYS_OF_A_PART", lessons["public"].pk)
    parts = addresses()
    assert len(parts) == 2
    in_parts = [address for part in parts for address in addresses(part)]
    assert sorted(in_parts) == sorted(whole)
    assert Client().get("/sitemap-2.xml").status_code == 404


def test_ended_lessons_are_not_told(cast: Cast, lessons):
    archive(lessons["public"], by=cast.user("secretariat"), reason="Ya no")
    assert not [address for address in addresses() if f"/lecciones/{lessons['public'].pk}/" in address]


def test_robots_are_told_where_it_is(db, settings):
    settings.SITE_URL = "https://memoria.example"
    assert "\nSitemap: https://memoria.example/sitemap.xml\n" in Client().get("/robots.txt").content.decode()

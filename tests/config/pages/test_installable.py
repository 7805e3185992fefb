"""What a phone asks before it puts the site among its apps, and what crawlers ask."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from tests.support.cast import Cast
from tests.support.htmx import soup

PAGES = {"/": "es-PE", "/en/": "en"}
NAMES = {"es-PE": "Memoria Viva: lo que aprendieron las redes", "en": "Memoria Viva: what networks learned"}


def stored(address: str) -> Path:
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    assert isinstance(found, str), f"no such static file: {address}"
    return Path(found)


class TestManifest:
    @pytest.mark.parametrize(("start", "language"), PAGES.items())
    def test_each_language_has_its_own(self, cast, start, language):
        client = cast.client("anonymous")
        link = soup(client.get(start)).select_one("link[rel=manifest]")
        response = client.get(link["href"])
        assert response["Content-Type"] == "application/manifest+json"
        manifest = response.json()
        assert (manifest["lang"], manifest["start_url"]) == (language, start)
        assert start.startswith(manifest["scope"])
        assert manifest["display"] == "standalone"
        assert manifest["short_name"] == "Memoria Viva"
        assert manifest["name"] == NAMES[manifest["lang"]]
        assert client.get(manifest["start_url"]).status_code == 200

    def test_the_icons_are_what_it_says(self, cast):
        icons = cast.client("anonymous").get("/manifest.webmanifest").json()["icons"]
        assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
            ("192x192", "any"),
            ("512x512", "any"),
            ("512x512", "maskable"),
        }
        for icon in icons:
            file = stored(icon["src"])
            width, height = Image.open(file).size
            assert (icon["sizes"], icon["type"]) == (f"{width}x{height}", "image/png")
            assert file.stat().st_size < 12_000

    def test_nothing_of_a_maskable_icon_lies_where_it_may_be_cut_off(self):
        picture = Image.open(stored("/static/icons/maskable-512.png")).convert("RGB")
        ground = picture.getpixel((0, 0))
        drawn = [
            (x - 256, y - 256)
            for x in range(512)
            for y in range(512)
            if distance(picture.getpixel((x, y)), ground) > 60
        ]
        assert drawn
        assert max(x * x + y * y for x, y in drawn) < (512 * 0.4) ** 2

    def test_it_is_kept_for_a_day_and_the_same_for_all(self, cast):
        anonymous, member = (cast.client(who).get("/manifest.webmanifest") for who in ("anonymous", "member"))
        assert "max-age=86400" in anonymous["Cache-Control"]
        assert json.loads(anonymous.content) == json.loads(member.content)

    def test_it_is_only_read(self, cast):
        assert cast.client("anonymous").post("/manifest.webmanifest").status_code == 405


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def test_the_frame_of_the_browser_has_the_colour_of_the_page(cast: Cast):
    """In both schemes; the tokens are those of the stylesheet."""
    head = soup(cast.client("anonymous").get("/")).head
    colours = {tag["media"]: tag["content"] for tag in head.select("meta[name=theme-color]")}
    style = stored("/static/memoria.css").read_text()
    light, dark = (part.split(";")[0].strip() for part in style.split("--paper:")[1:3])
    assert colours == {"(prefers-color-scheme: light)": light, "(prefers-color-scheme: dark)": dark}
    assert cast.client("anonymous").get("/manifest.webmanifest").json()["theme_color"] == light


def test_an_iphone_finds_its_icon(cast: Cast):
    icon = soup(cast.client("anonymous").get("/")).select_one("link[rel=apple-touch-icon]")
    picture = Image.open(stored(icon["href"]))
    assert picture.size == (180, 180)
    assert picture.convert("RGBA").getextrema()[3] == (255, 255)  # what is see-through it paints black


class TestRobots:
    def test_all_may_be_read_but_accounts_administration_languages_and_files(self, cast):
        response = cast.client("anonymous").get("/robots.txt")
        assert (response.status_code, response["Content-Type"]) == (200, "text/plain")
        assert response.content.decode().splitlines() == [
            "User-agent: *",
            "Disallow: /cuenta/",
            "Disallow: /admin/",
            "Disallow: /idioma/",
            "Disallow: /lecciones.",
            "Disallow: /en/cuenta/",
            "Disallow: /en/admin/",
            "Disallow: /en/idioma/",
            "Disallow: /en/lecciones.",
            "Allow: /lecciones.atom",
            "Allow: /en/lecciones.atom",
            "",
            "Sitemap: http://testserver/sitemap.xml",
        ]

    def test_it_is_only_read(self, cast):
        assert cast.client("anonymous").post("/robots.txt").status_code == 405

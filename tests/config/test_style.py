"""The page that shows every component."""

from django.conf import settings

from tests.cast import Cast
from tests.htmx import soup


class TestStyle:
    def test_shows_the_states_of_fields_and_cards(self, cast: Cast) -> None:
        page = soup(cast.client("anonymous").get("/estilo/"))
        assert page.select(".has-error .errorlist")
        assert page.select(".button[disabled]")
        for state in ("draft", "worked", "partly", "failed"):
            assert page.select(f".cards .badge.{state}"), state

    def test_shows_every_colour_token(self, cast: Cast) -> None:
        page = soup(cast.client("anonymous").get("/estilo/"))
        shown = {rect["fill"].removeprefix("var(--").rstrip(")") for rect in page.select(".swatches rect")}
        css = (settings.BASE_DIR / "static" / "memoria.css").read_text().split("@media", 1)[0]
        colours = {line.split(":")[0].strip(" -") for line in css.splitlines() if ": #" in line}
        assert colours - shown == {"accent-ink"}  # it is the letter on its own ground: see the buttons

    def test_pictures_are_on_a_page_of_their_own(self, cast: Cast) -> None:
        cast.network  # noqa: B018  # the picture of a network needs one
        page = soup(cast.client("anonymous").get("/estilo/imagenes/"))
        assert len(page.select("main svg title")) >= 4

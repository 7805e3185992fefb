"""The page that shows every component."""

from django.conf import settings

from tests.support.cast import Cast
from tests.support.factories import FindingFactory
from tests.support.htmx import soup


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
        css = (settings.BASE_DIR / "static/css/memoria/10-tokens.css").read_text().split("@media", 1)[0]
        colours = {line.split(":")[0].strip(" -") for line in css.splitlines() if ": #" in line}
        assert colours - shown == {"accent-ink"}  # it is the letter on its own ground: see the buttons

    def test_each_picture_has_a_page_of_its_own(self, cast: Cast) -> None:
        FindingFactory(code="C1", kind="challenge")
        FindingFactory(code="P1", kind="best_practice")
        FindingFactory(code="T1", kind="emerging_theme", pole_one_es="Uno", pole_two_es="Otro")
        cast.network  # noqa: B018  # the picture of a network needs one
        visitor = cast.client("anonymous")
        links = soup(visitor.get("/estilo/")).select("#pictures ~ p a")
        assert len(links) == 4
        for link in links:
            assert soup(visitor.get(link["href"])).select("main svg title"), link["href"]

    def test_a_picture_nobody_drew_is_not_found(self, cast: Cast) -> None:
        assert cast.client("anonymous").get("/estilo/retrato/").status_code == 404

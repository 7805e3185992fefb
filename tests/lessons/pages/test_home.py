"""Who may open each page: test_permission_matrix.py."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said, titles


class TestHome:
    def test_shows_the_newest_one_may_read_and_the_networks(self, cast):
        for number in range(7):
            LessonFactory(title=f"N{number}", network=cast.network, published=True, visibility="public")
        LessonFactory(network=cast.network, published=True, visibility="own_network")
        response = cast.client("anonymous").get("/")
        assert titles(response) == ["N6", "N5", "N4", "N3", "N2", "N1"]
        assert "7 lecciones" in said(response)
        assert soup(response).select_one("#quipu a[href='/redes/propia/'], .quipu a[href='/redes/propia/']")

    def test_shows_the_study_and_the_library_until_a_network_wrote(self, cast, study):
        client = cast.client("anonymous")
        first = titles(client.get("/"))
        assert len(first) == 6
        LessonFactory(title="De una red", network=cast.network, published=True, visibility="own_network")
        assert titles(client.get("/")) == first
        ago = now() - timedelta(days=400)
        LessonFactory(title="De antes", network=cast.network, published_at=ago, published=True, visibility="public")
        assert titles(client.get("/")) == ["De antes"]

    @pytest.mark.parametrize(
        ("who", "waiting"), [("member", ["Mía"]), ("secretariat", ["Mía"]), ("other_member", []), ("admin", [])]
    )
    def test_drafts_wait_for_who_can_bring_them_further(self, cast, who, waiting):
        LessonFactory(title="Mía", network=cast.network, author=cast.user("member"))
        links = soup(cast.client(who).get("/")).select("section[aria-labelledby=waiting] h3 a")
        assert [link.get_text(strip=True) for link in links] == waiting

    @pytest.mark.parametrize(
        ("who", "told"), [("no_network", True), ("observer", True), ("member", False), ("anonymous", False)]
    )
    def test_who_only_reads_is_told_how_to_take_part(self, cast, who, told):
        assert ("Por ahora" in said(cast.client(who).get("/"))) is told

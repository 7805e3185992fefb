"""Web addresses among what somebody wrote."""

import pytest

from lessons.texts.sources import cited


class TestSources:
    @pytest.mark.parametrize(
        ("line", "pieces"),
        [
            ("Acta de marzo", [("Acta de marzo", "")]),
            ("https://www.gob.pe/minsa/", [("www.gob.pe/minsa", "https://www.gob.pe/minsa/")]),
            (
                "Acta: http://a.pe, y (http://b.pe/x).",
                [("Acta: ", ""), ("a.pe", "http://a.pe"), (", y (", ""), ("b.pe/x", "http://b.pe/x"), (").", "")],
            ),
            ("https://www.gob.pe@malo.example/x", [("malo.example/x", "https://www.gob.pe@malo.example/x")]),
            ("http://[malo", [("http://[malo", "")]),
            ("«https://a.pe/b»…", [("«", ""), ("a.pe/b", "https://a.pe/b"), ("»…", "")]),
            ("https://a.pe/Puno_(ciudad).", [("a.pe/Puno_(ciudad)", "https://a.pe/Puno_(ciudad)"), (".", "")]),
            ("Firmó el acta.pe, y ftp://a.pe", [("Firmó el acta.pe, y ftp://a.pe", "")]),
            ("javascript:alert(1)", [("javascript:alert(1)", "")]),
        ],
    )
    def test_addresses_become_links_that_show_the_host(self, line, pieces):
        assert [[(piece.text, piece.url) for piece in each] for each in cited(line)] == [pieces]

    def test_empty_lines_are_none(self):
        assert cited(" \n\n") == []
        assert len(cited("Una\n\nOtra\r\n")) == 2

    def test_a_long_address_is_cut_for_the_eye_only(self):
        url = "https://a.pe/" + "x" * 200
        [[piece]] = cited(url)
        assert piece.url == url
        assert len(piece.text) == 60


def test_a_source_never_leads_elsewhere_than_it_says():
    """A browser takes a backslash for a slash: the host is what stands before it."""
    [pieces] = cited("https://evil.example\\@minsa.gob.pe/norma")
    [link] = [piece for piece in pieces if piece.url]
    assert link.url == "https://evil.example"
    assert link.text == "evil.example"

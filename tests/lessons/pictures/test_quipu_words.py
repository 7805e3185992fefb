"""What the quipu says in words, and how much it weighs."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from lessons.pictures import quipu_words
from lessons.pictures.quipu import Cord
from lessons.pictures.quipu_knots import Knot


class TestWords:
    def said(self, **told: Any) -> str:
        knot = Knot(**{"result": "worked", "count": 1, "confirmations": 0, "uses": 0, "title": "Visitar pronto"} | told)
        return quipu_words.of_knot(knot)

    def test_of_one_lesson(self) -> None:
        day = {"since": date(2025, 3, 2), "until": date(2025, 3, 2)}
        with override("en"):
            assert self.said(**day) == "Lesson: Visitar pronto · It worked"
            told = self.said(**day, result="", confirmations=1, uses=2)
            assert told == "Lesson: Visitar pronto · Result not given · 1 confirmation · 2 uses"
        with override("es"):
            told = self.said(**day, confirmations=2, uses=1)
            assert told == "Lección: Visitar pronto · Funcionó · 2 confirmaciones · 1 uso"

    def test_of_many(self) -> None:
        months = {"since": date(2025, 3, 2), "until": date(2025, 5, 9), "count": 12}
        with override("en"):
            assert self.said(**months) == "12 lessons, March 2025 – May 2025 · It worked"
            assert self.said(**months | {"until": date(2025, 3, 31)}) == "12 lessons, March 2025 · It worked"
        with override("es"):
            assert self.said(**months) == "12 lecciones, marzo de 2025 – mayo de 2025 · Funcionó"

    def test_a_long_title_is_cut(self) -> None:
        day = {"since": date(2025, 3, 2), "until": date(2025, 3, 2)}
        assert len(self.said(**day, title="palabra " * 20)) < 100

    def test_that_it_is_invented_is_not_cut_off(self) -> None:
        day = {"since": date(2025, 3, 2), "until": date(2025, 3, 2)}
        assert "… (inventada) · " in self.said(**day, title="palabra " * 20 + "(inventada)")
        assert quipu_words.down_of(Cord("network", "Red de Ejemplo (inventada)")) == "Red… (inventada)"
        assert quipu_words.down_of(Cord("network", "Una red de redes (que reúne a muchas)")) == "Una red de rede…"

    @pytest.mark.parametrize(
        ("language", "expected"), [("en", "Red 1: no lessons yet"), ("es", "Red 1: todavía sin lecciones")]
    )
    def test_of_a_bare_cord(self, language: str, expected: str) -> None:
        with override(language):
            assert quipu_words.lessons_of(Cord("network", "Red 1")) == expected

    def test_of_cords_that_are_no_network(self) -> None:
        with override("es"):
            assert quipu_words.of_cord(Cord("study")) == "El estudio"
            assert quipu_words.of_cord(Cord("others", networks=19)) == "19 redes más"
        with override("en"):
            assert quipu_words.of_cord(Cord("others", networks=1)) == "1 more network"

    def test_a_long_name_takes_two_lines(self) -> None:
        lines = quipu_words.lines_of(Cord("network", "Mesa de pueblos amazónicos y andinos del Perú"))
        assert len(lines) == 2
        assert all(len(line) <= 15 for line in lines)

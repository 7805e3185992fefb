"""Which lesson a field means that asks for one. Inside a text: tests/lessons/relations/test_mentions.py."""

import pytest

from lessons.texts.addresses import number_alone


@pytest.mark.parametrize(
    "text",
    ["12", "#12", " 12\n", "/lecciones/12", "/en/lecciones/12/", "http://testserver/lecciones/12/versiones/?page=2#v1"],
)
def test_number_or_address_means_a_lesson(text):
    assert number_alone(text) == 12


@pytest.mark.parametrize(
    "text",
    ["", "#", "12 y 13", "12a", "١٢", "0x12", "1" * 10, "/lecciones/12a", "/lecciones/", "lecciones/12",
     "http://otra.example/lecciones/12/", "http://testserver.example/lecciones/12/", "http://testserver@otra.example/lecciones/12/",
     "ftp://testserver/lecciones/12/", "ver http://testserver/lecciones/12/"],
)  # fmt: skip
def test_other_texts_and_addresses_of_other_sites_mean_none(text):
    assert number_alone(text) == 0

"""Names that a reader may take for each other."""

import sys
from collections.abc import Iterator

import pytest

from base.words import has_familiar_letters, look_of, signs_of

NAME = "ForoSalud del Sur"
TAKEN_FOR_IT = [
    *(
        "FOROSALUD DEL SUR",
        "Fóro-Salud del Sur.",
        "𝐅𝐨𝐫𝐨𝐒𝐚𝐥𝐮𝐝 𝒹ℯ𝓁 𝔖𝔲𝔯",
        "ＦｏｒｏＳａｌｕｄ del Sur",
        "Foroſalud deℓ Sur",
    ),
    *(
        "F0r0Salud del Sur",
        "ForoSaIud deI Sur",
        "ForoSa1ud de1 Sur",
        "ForoSa|ud del Sur",
        "FørøSałuđ del Sur",
        "Foroʼ Salud del Sur",
    ),
]
WITH_LETTERS_OF_OTHERS = [
    *("ForoSɑlud del Sur", "FᴏroSalud del Sur", "ForoSaǀud del Sur", "ForoSaꞁud del Sur", "FοroSalud del Sur"),
    *("FогоSalud del Sur", "ForoSa١ud del Sur", "F٥roSalud del Sur", "ꓝoroSalud del Sur", "ForoSalud deƖ Sur"),
]


def letters_and_digits() -> Iterator[str]:
    return filter(str.isalnum, map(chr, range(sys.maxunicode + 1)))


@pytest.mark.parametrize("name", TAKEN_FOR_IT)
def test_what_looks_like_a_name_is_that_name(name: str) -> None:
    assert has_familiar_letters(name)
    assert look_of(name) == look_of(NAME)


@pytest.mark.parametrize("name", WITH_LETTERS_OF_OTHERS)
def test_letters_that_nobody_here_writes_are_refused(name: str) -> None:
    assert not has_familiar_letters(name)


@pytest.mark.parametrize("name", ["ForoSalud del Norte", "ForoSalud", "ForoSalud del Sur 2"])
def test_other_names_are_other_names(name: str) -> None:
    assert has_familiar_letters(name)
    assert look_of(name) != look_of(NAME)


def test_an_m_and_the_letters_rn_look_alike() -> None:
    assert look_of("Tierna") == look_of("Tiema")


def test_each_letter_of_unicode_is_refused_or_compared_as_a_plain_one() -> None:
    familiar = [sign for sign in letters_and_digits() if has_familiar_letters(sign)]
    assert len(familiar) > 1_500  # accents, and the forms that Unicode has of plain ones
    assert [sign for sign in familiar if not look_of(sign).isascii()] == []


def test_the_alphabets_of_peru_are_familiar() -> None:
    assert has_familiar_letters("Ñuqanchik, Murui-Muinanɨ, Ë̱ Ṽ G̃ K'anchay Qʼero Wʉ")
    assert signs_of("Murui-Muinanɨ") == "muruimuinanɨ"

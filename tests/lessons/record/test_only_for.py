"""Beside words that reach fewer than their lesson stands who reads them."""

from django.utils.translation import override

from lessons.record.only_for import in_words


def test_networks_stand_in_the_order_of_names():
    names = {1: "Zona Sur", 2: "Ñandú Andino", 3: "Ágora Loreto", 4: "Nube"}
    with override("es"):
        said = in_words([f"network:{number}" for number in names], names)
    places = [said.index(names[number]) for number in (3, 4, 2, 1)]
    assert places == sorted(places)

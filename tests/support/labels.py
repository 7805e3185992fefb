"""What the desk calls things."""

from collections.abc import Iterator

from config.privacy.own_data import PERSONAL_DATA, _labels, references


def own_data() -> Iterator[str]:
    yield from map(str, PERSONAL_DATA.values())
    for name, field in references():
        if name in PERSONAL_DATA:
            yield from (label for _name, label in sorted(_labels(field.model).items()))

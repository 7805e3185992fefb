"""What the desk calls things."""

from collections.abc import Iterator

from config.privacy.own_data import TOLD, _labels, references


def own_data() -> Iterator[str]:
    yield from map(str, TOLD.values())
    for name, field in references():
        if name in TOLD:
            yield from (label for _name, label in sorted(_labels(field.model).items()))

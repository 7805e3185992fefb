"""What the desk calls things."""

from collections.abc import Iterator

from config.privacy.own_data import _labels
from config.privacy.registry import privacy_of, shown


def own_data() -> Iterator[str]:
    for _name, field in shown():
        yield str(privacy_of(field.model).shown[field.name])
        yield from (label for _column, label in sorted(_labels(field.model).items()))

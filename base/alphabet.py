"""Names sort as in Spanish: acción, Ágora, Ñandú, Zeta. Databases sort by code points: Zeta, acción, Ágora."""

from typing import Any

from django.db.models import F, Func, TextField, Value

from base.words import folded

AFTER_Z = "{"  # in the order of code points


class Alphabetical(Func):
    """Orders rows by a name, on every database alike: see docs/adr/0023-words-as-people-write-them.md."""

    function = "memoria_order"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = TextField()
    arity = 1

    def __init__(self, name: str | F | Value, **options: Any) -> None:
        super().__init__(name, **options)


def alphabetical(name: str) -> tuple[str, str]:
    """Return the key that sorts names outside the database; names that differ in accents alone stand together."""
    lower = name.lower().replace("n\u0303", "ñ").replace("ñ", f"n{AFTER_Z}")
    signs = (sign if sign.isalnum() or sign == AFTER_Z else " " for sign in folded(lower))
    return " ".join("".join(signs).split()), name

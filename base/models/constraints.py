"""Many models share these constraints; `refused_by` tells by name which one refused a row."""

from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import CheckConstraint, Q


def one_of(field: str, values: Iterable[str]) -> CheckConstraint:
    """Return the constraint that a column holds one of these values.

    A `Meta` cannot see the `TextChoices` beside it in the class: there the values are written out, and a test holds
    them against the choices.
    """
    known = Q(**{f"{field}__in": [*values]})
    return CheckConstraint(condition=known, name=f"%(class)s_{field}_is_known")


def both_or_neither(one: str, other: str) -> Q:
    """Match rows that have both columns or neither, such as who and when."""
    return Q(**{one: None, other: None}) | Q(**{f"{one}__isnull": False, f"{other}__isnull": False})


def refused_by(error: IntegrityError) -> str:
    """Return the name of the constraint, or of the trigger's rule, that caused the error; "" if it names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""

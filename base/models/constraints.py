"""What the database holds of a row, in the words of the house; and what it refused, by name."""

from django.db import IntegrityError
from django.db.models import Q


def both_or_neither(one: str, other: str) -> Q:
    """Match rows that have both columns or neither: who and when."""
    return Q(**{one: None, other: None}) | Q(**{f"{one}__isnull": False, f"{other}__isnull": False})


def refused_by(error: IntegrityError) -> str:
    """Return the name of the constraint, or of the trigger's rule, that refused it; or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""

"""What a table holds of people is decided beside its columns: in a `class Privacy` after `class Meta`.

    class Privacy:
        shown = {"by": _("Files you added"), "removed_by": _("Files you removed")}
        named_only = {"removed_by"}
        withheld = {"content": "of the file, not of the person; long"}

`config/privacy/` acts on it. What is misspelled in a class is refused when that is read, and a test reads all.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.functional import Promise


@dataclass(frozen=True)
class Privacy:
    """Each column that refers to a person is either `shown` to them or `not_shown`; all else is as it needs."""

    # Columns that refer to a person → under which title that person reads the rows.
    shown: Mapping[str, str | Promise] = field(default_factory=dict)
    # Of those: columns of rows that others wrote, alone or too. The person is told of the row, without what it says.
    named_only: Set[str] = frozenset()
    # Columns that refer to a person → why they are not told of the rows.
    not_shown: Mapping[str, str] = field(default_factory=dict)
    # Other columns, which stay out of the rows that are shown → why.
    withheld: Mapping[str, str] = field(default_factory=dict)
    # Columns that refer to a person: a row goes when that one closes their account.
    deleted_with: Set[str] = frozenset()

    @property
    def decided(self) -> set[str]:
        return {*self.shown, *self.not_shown}


@cache
def declared_privacy(model: type[Model]) -> Privacy:
    """Return the model's `class Privacy`, or an empty one. Raises ImproperlyConfigured for what cannot be meant."""
    written = vars(model.Privacy) if hasattr(model, "Privacy") else {}
    declared = {name: value for name, value in written.items() if not name.startswith("__")}
    unknown = sorted(declared.keys() - {each.name for each in fields(Privacy)})
    if unknown:
        raise ImproperlyConfigured(f"{model._meta.label}.Privacy: nothing is called {', '.join(unknown)}")
    return checked(model, Privacy(**declared))


def checked(model: type[Model], privacy: Privacy) -> Privacy:
    """Return `privacy` itself if it can be meant of that model. Raises ImproperlyConfigured otherwise."""
    faults = [*_of_another_kind(privacy)]
    if not faults:
        columns = {each.name for each in model._meta.concrete_fields}
        faults = [
            *_told("has no column", {*privacy.decided, *privacy.withheld} - columns),
            *_told("both shown and not shown", privacy.shown.keys() & privacy.not_shown.keys()),
            *_told("both referring to a person and withheld", privacy.decided & privacy.withheld.keys()),
            *_told("named only, and not shown at all", privacy.named_only - privacy.shown.keys()),
            *_told("deleted with, and neither shown nor not shown", privacy.deleted_with - privacy.decided),
        ]
    if faults:
        raise ImproperlyConfigured(f"{model._meta.label}.Privacy: {'; '.join(faults)}")
    return privacy


def _of_another_kind(privacy: Privacy) -> list[str]:
    """Find a set where each column needs a title or a reason, and a text, each letter of which would be a column."""
    start = Privacy()
    kinds: dict[str, type[Any]] = {
        each.name: Mapping if isinstance(getattr(start, each.name), Mapping) else Set for each in fields(Privacy)
    }
    wrong = [name for name, kind in kinds.items() if not isinstance(getattr(privacy, name), kind)]
    return _told("not written as it is read", wrong)


def _told(fault: str, names: Any) -> list[str]:
    return [f"{fault}: {', '.join(sorted(names))}"] if names else []

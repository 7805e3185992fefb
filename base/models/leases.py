"""Workers claim rows for a lease, and rows fall due, by a clock that may once have run ahead.

A moment that lies farther ahead than any that would be set now was set by such a clock: it counts as come, or all that
it marks would wait until the clock is caught up.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

_Row = TypeVar("_Row", bound="Claimable", covariant=True)


def lapsed(lease: timedelta) -> Q:
    """Match rows whose claim is over: its worker is dead."""
    return Q(claimed_at__lt=now() - lease) | Q(claimed_at__gt=now() + lease)


def is_come(field: str, longest: timedelta) -> Q:
    """Match rows whose moment in `field` has come, or lies farther ahead than `longest`, as it is never set."""
    return Q(**{f"{field}__lte": now()}) | Q(**{f"{field}__gt": now() + longest})


class ClaimableQuerySet(models.QuerySet[_Row]):
    """Holds rows that wait for a worker. A feature narrows `due` to those for which there is something to do."""

    def unheld(self) -> Self:
        """Return the rows that nobody claimed, or whose claim is over."""
        return self.filter(Q(claimed_at=None) | lapsed(self.model.lease))

    def due(self) -> Self:
        """Return the rows that a worker may claim now."""
        return self.unheld()

    def claim(self, pk: int) -> _Row | None:
        """Take the sole right to work on a row; return None if it is not due, or another worker was faster.

        One UPDATE is enough: of two at once, the database lets the second wait for the first, and asks it again
        whether the row is due. `SELECT … SKIP LOCKED` before it would also pass over a row that somebody only edits.
        """
        taken = self.due().filter(pk=pk).update(claimed_at=now(), **self.model.on_claim)
        return self.get(pk=pk) if taken else None

    def held(self, row: Any) -> Self:
        """Return a queryset of this row; it is empty if the claim with which it was fetched does not hold any more."""
        return self.filter(pk=row.pk, claimed_at=row.claimed_at)


class Claimable(models.Model):
    """A worker claims a row before it works on it. One that dies keeps its claim for the `lease`; then another may."""

    lease: ClassVar[timedelta]
    on_claim: ClassVar[Mapping[str, Any]] = {}  # what else changes in the row: how often it was tried, its state

    claimed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

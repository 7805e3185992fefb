"""A bound says how much one person or network may keep of a thing: enough for honest work, an end to filling the disk.

It is asked where the row is written, with the row of whoever it counts for locked: two forms sent at once are counted
one after the other. Bounds of lessons are in lessons/record/bounds.py; base/rate_limits.py says how often a thing may
be done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from networks.record.models import User


@dataclass(frozen=True)
class Bound:
    """`says` tells whoever reached it what to do; it may name `%(most)s`."""

    most: int
    says: str | Promise

    def refuse_more(self, rows: "models.QuerySet[Any]", adding: int = 1) -> None:
        """Raise ValidationError if there would be too many rows."""
        if rows.count() + adding > self.most:
            raise ValidationError(str(self.says), params={"most": self.most}, code="too_many")


def lock(user: User) -> None:
    """Let nothing else that is counted for the person be written until the transaction ends."""
    User.objects.select_for_update(no_key=True).values_list("pk").get(pk=user.pk)


def a_day_ago() -> datetime:
    return now() - timedelta(days=1)


def a_moment_ago() -> datetime:
    """Return since when the same words of the same person are one form, sent twice."""
    return now() - timedelta(minutes=1)


# Each is mailed to a secretariat; there are some fifty networks, and who works in many was invited there.
JOIN_REQUESTS_OF_A_DAY = Bound(
    10, _("You asked to join %(most)s networks today. Wait until tomorrow: their secretariats have your requests.")
)
# Each is mailed to the secretariats that are to answer; a network that takes in what was there before asks for dozens.
REQUESTS_OF_A_DAY = Bound(
    60, _("You have asked other networks %(most)s times today. Wait until tomorrow: they have your requests.")
)

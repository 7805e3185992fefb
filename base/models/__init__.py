"""What models of all apps share: constraints, claims with a lease, texts in two languages, what is told of people. No
table is here."""

from base.models.constraints import both_or_neither, refused_by
from base.models.leases import is_come, lapsed, unheld
from base.models.localized import Localized
from base.models.privacy import Privacy, checked, declared_privacy

__all__ = [
    "Localized",
    "Privacy",
    "both_or_neither",
    "checked",
    "declared_privacy",
    "is_come",
    "lapsed",
    "refused_by",
    "unheld",
]

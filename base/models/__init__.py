"""What models of all apps share: constraints, claims with a lease, texts in two languages. No table is here."""

from base.models.constraints import both_or_neither, one_of, refused_by
from base.models.leases import Claimable, ClaimableQuerySet, is_come, lapsed
from base.models.localized import Localized

__all__ = [
    "Claimable",
    "ClaimableQuerySet",
    "Localized",
    "both_or_neither",
    "is_come",
    "lapsed",
    "one_of",
    "refused_by",
]

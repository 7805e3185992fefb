"""Models of all apps share this: constraints, claims with a lease, files that a worker makes, what is told of people.

No table is here.
"""

from base.models.constraints import both_or_neither, one_of, refused_by
from base.models.leases import Claimable, ClaimableQuerySet, is_come, lapsed
from base.models.localized import Localized
from base.models.made_files import Late, MadeFile, MadeFileQuerySet
from base.models.privacy import Privacy, checked, declared_privacy

__all__ = [
    "Claimable",
    "ClaimableQuerySet",
    "Late",
    "Localized",
    "MadeFile",
    "MadeFileQuerySet",
    "Privacy",
    "both_or_neither",
    "checked",
    "declared_privacy",
    "is_come",
    "lapsed",
    "one_of",
    "refused_by",
]

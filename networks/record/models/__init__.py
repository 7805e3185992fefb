"""These models keep people, organisations and networks, and who belongs to what."""

from networks.record.models.belonging import Membership, Role, through_what_belongs
from networks.record.models.networks import RESERVED, Network, NetworkFact
from networks.record.models.organisations import Affiliation, Organisation, OrganisationMerge, OrganisationQuerySet
from networks.record.models.people import User
from networks.record.models.places import NaturalRegion, Region, Sector
from networks.record.models.published import Published, PublishedFact, PublishedMember
from networks.record.models.relations import NetworkRelation

__all__ = [
    "RESERVED",
    "Affiliation",
    "Membership",
    "NaturalRegion",
    "Network",
    "NetworkFact",
    "NetworkRelation",
    "Organisation",
    "OrganisationMerge",
    "OrganisationQuerySet",
    "Published",
    "PublishedFact",
    "PublishedMember",
    "Region",
    "Role",
    "Sector",
    "User",
    "through_what_belongs",
]

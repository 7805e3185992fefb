from networks.models.belonging import Affiliation, Membership, Organisation, Role
from networks.models.networks import Network, NetworkFact
from networks.models.people import User
from networks.models.places import NaturalRegion, Region, Sector

__all__ = [
    "Affiliation",
    "Membership",
    "NaturalRegion",
    "Network",
    "NetworkFact",
    "Organisation",
    "Region",
    "Role",
    "Sector",
    "User",
]

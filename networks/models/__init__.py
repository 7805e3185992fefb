from networks.models.agreements import AffiliationRequest, Asked, RelationRequest
from networks.models.announcements import Announcement
from networks.models.backups import BackupRun
from networks.models.belonging import Membership, Role
from networks.models.failures import TaskFailure
from networks.models.imports import FileImport, OrganisationImport
from networks.models.joining import Invitation, JoinRequest
from networks.models.letters import Letter
from networks.models.networks import Network, NetworkFact
from networks.models.organisations import Affiliation, Organisation, OrganisationMerge
from networks.models.people import User
from networks.models.places import NaturalRegion, Region, Sector
from networks.models.refused_mail import RefusedMail
from networks.models.relations import NetworkRelation
from networks.models.runs import TaskRun
from networks.models.signins import SignIn
from networks.models.suspensions import Suspension

__all__ = [
    "Affiliation",
    "AffiliationRequest",
    "Announcement",
    "Asked",
    "BackupRun",
    "FileImport",
    "Invitation",
    "JoinRequest",
    "Letter",
    "Membership",
    "NaturalRegion",
    "Network",
    "NetworkFact",
    "NetworkRelation",
    "Organisation",
    "OrganisationImport",
    "OrganisationMerge",
    "RefusedMail",
    "Region",
    "RelationRequest",
    "Role",
    "Sector",
    "SignIn",
    "Suspension",
    "TaskFailure",
    "TaskRun",
    "User",
]

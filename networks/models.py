"""This module has the models of all features, for Django and for the apps above. Nothing inside networks imports it."""

from networks.agreements.models import AffiliationRequest, Asked, RelationRequest
from networks.announcements.models import Announcement
from networks.importing.models import OrganisationImport
from networks.joining.models import Invitation, JoinRequest
from networks.mail.models import Letter
from networks.operations.models import BackupRun, TaskFailure, TaskRun
from networks.people.models import RefusedMail, Suspension
from networks.record.models import (
    Affiliation,
    Membership,
    NaturalRegion,
    Network,
    NetworkFact,
    NetworkRelation,
    Organisation,
    OrganisationMerge,
    Published,
    PublishedFact,
    PublishedMember,
    Region,
    Role,
    Sector,
    User,
)
from networks.sessions.models import SignIn

__all__ = [
    "Affiliation",
    "AffiliationRequest",
    "Announcement",
    "Asked",
    "BackupRun",
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
    "Published",
    "PublishedFact",
    "PublishedMember",
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

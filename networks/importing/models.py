"""Files of organisations on their way into the directory."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.importing.models import FileImport, FileImportQuerySet
from networks.record.models import Network, User


class OrganisationImportQuerySet(FileImportQuerySet["OrganisationImport"]):
    def of(self, user: User) -> Self:
        """One's own; an admin's are all."""
        return self if user.is_admin else self.filter(by=user)


class OrganisationImport(FileImport):
    LARGE = ("content", "rows", "faulty")

    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(default=list)  # that can be written

    objects = OrganisationImportQuerySet.as_manager()

    class Privacy:
        shown = {"by": _("Lists of organisations you imported")}
        named_only = {"by"}

    def get_absolute_url(self) -> str:
        return reverse("networks:import", args=[self.pk])

    @property
    def good(self) -> int:
        return len(self.rows)

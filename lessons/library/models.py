"""What the library knows of a lesson beside what it says."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson
from networks.models import Network


class LibraryEntry(models.Model):
    """An entry says which organisations a lesson from a published source tells of, and to whom it may be useful.

    That a source tells of a network, or may be useful to it, says nothing for the network: it is no voice of it.
    """

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, primary_key=True, related_name="entry")
    organisations: "ArrayField[Any, Any]" = ArrayField(
        models.CharField(max_length=200), verbose_name=_("organisations in the source")
    )
    about = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    useful_to = models.ManyToManyField(Network, related_name="+")
    note = models.TextField(_("note of who read it"), blank=True)

    class Meta:
        verbose_name = _("entry of the library")
        verbose_name_plural = _("entries of the library")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.lesson)

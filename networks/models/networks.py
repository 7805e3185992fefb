"""Networks, and the facts known of them with their sources."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.models.localized import Localized
from networks.models.places import Sector


@pghistory.track()
class Network(models.Model):
    """A civil-society network. What is unknown of it is empty, and shown as still to be verified."""

    class Kind(models.TextChoices):
        CONSORTIUM = "consortium", _("consortium")
        FORUM = "forum", _("forum")
        CONVENTION = "convention", _("convention")
        PROJECT = "project", _("project")
        ROUNDTABLE = "roundtable", _("roundtable")
        ASSOCIATION = "association", _("association")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("short name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=200)
    name_verified = models.BooleanField(_("the full name is verified"), default=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    sector = models.ForeignKey(
        Sector,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="networks",
        verbose_name=_("sector"),
    )
    host = models.CharField(_("host"), max_length=200, blank=True)
    former_names = ArrayField(
        models.CharField(max_length=200), verbose_name=_("former names"), default=list, blank=True
    )
    since_year = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    source_urls = ArrayField(models.URLField(max_length=500), verbose_name=_("sources"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("The study's own order comes first.")
    )

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since_year=None)
                | models.Q(until_year=None)
                | models.Q(until_year__gte=models.F("since_year")),
                name="network_until_not_before_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("lessons:network", args=[self.slug])


class NetworkFact(models.Model):
    """One thing known of a network, in both languages; a topic without a row is unknown."""

    class Topic(models.TextChoices):
        SINCE = "since", _("Beginnings")
        MEMBERS = "members", _("Who belongs")
        LEAD = "lead", _("Who leads")
        NOTE = "note", _("Note")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="facts")
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    text_es = models.TextField(_("text in Spanish"))
    text_en = models.TextField(_("text in English"))

    text = Localized()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "topic"], name="networkfact_topic_once"),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_topic_display()}"

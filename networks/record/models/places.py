"""These models keep Peru's 25 departments and the vocabulary of sectors."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from base.lines import LineField
from base.models import Localized
from base.reading.kept_lists import KeptQuerySet, is_kept


@is_kept
class NaturalRegion(models.Model):
    """A natural region is costa, sierra or selva, with its extreme poverty of the year 2000 (per cent of people)."""

    code = models.SlugField(primary_key=True, max_length=10)
    name_es = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    extreme_poverty_2000 = models.DecimalField(max_digits=4, decimal_places=1)
    source = models.TextField()

    name = Localized()

    objects = KeptQuerySet["NaturalRegion"].as_manager()

    class Meta:
        verbose_name = _("natural region")
        verbose_name_plural = _("natural regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


@is_kept
class Region(models.Model):
    """A region is a department, by its INEI code (not RENIEC's, which differ)."""

    code = models.CharField(_("INEI code"), max_length=2, unique=True)
    iso = models.CharField(_("ISO code"), max_length=6, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    natural_region = models.ForeignKey(
        NaturalRegion, on_delete=models.PROTECT, related_name="regions", verbose_name=_("natural region")
    )
    poverty_2024 = models.DecimalField(
        _("monetary poverty 2024 (per cent of people)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    poverty_source_urls = models.JSONField(_("sources of the poverty figure"), default=list, blank=True)
    # Of a group of departments that INEI cannot tell apart, in 2018: what is known of all.
    poverty_2018_low = models.DecimalField(max_digits=4, decimal_places=1, null=True, editable=False)
    poverty_2018_high = models.DecimalField(max_digits=4, decimal_places=1, null=True, editable=False)
    poverty_2018_source_urls = models.JSONField(default=list, editable=False)
    population_2017 = models.PositiveIntegerField(_("population (census of 2017)"), null=True, blank=True)
    population_source_urls = models.JSONField(_("sources of the population"), default=list, blank=True)

    objects = KeptQuerySet["Region"].as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^(0[1-9]|1\d|2[0-5])$"), name="region_inei_code"),
            models.CheckConstraint(
                condition=models.Q(poverty_2024=None) | models.Q(poverty_2024__range=(0, 100)),
                name="region_poverty_is_per_cent",
            ),
            models.CheckConstraint(
                condition=models.Q(poverty_2018_low=None, poverty_2018_high=None)
                | models.Q(poverty_2018_low__gte=0, poverty_2018_high__gte=models.F("poverty_2018_low")),
                name="region_poverty_2018_is_a_span",
            ),
            models.CheckConstraint(
                condition=models.Q(population_2017=None) | models.Q(population_2017__gt=0),
                name="region_has_people",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SectorQuerySet(KeptQuerySet["Sector"]):
    def offered(self, chosen: int | None = None) -> Self:
        """Return the sectors that are open, and the one that was chosen already."""
        return self.filter(Q(closed_on=None) | Q(pk=chosen))


@is_kept
@pghistory.track()
class Sector(models.Model):
    """A sector is a field of policy: health, education … Admins keep the list."""

    slug = models.SlugField(unique=True)
    name_es = LineField(_("Spanish name"), max_length=80)
    name_en = LineField(_("English name"), max_length=80)
    # What is in it stays; it is offered for nothing new.
    closed_on = models.DateField(_("closed"), null=True, editable=False)

    name = Localized()

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = [Alphabetical("name_es")]

    def __str__(self) -> str:
        return self.name

"""The shared frame holds what the study of the seven networks found."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.models import Localized
from base.reading.kept_lists import KeptQuerySet, is_kept


class FindingQuerySet(KeptQuerySet["Finding"]):
    def with_poles(self) -> Self:
        """Return the emerging themes between whose two poles a network has a place; not every theme names poles."""
        return self.filter(kind=Finding.Kind.EMERGING_THEME).exclude(pole_one_es="").order_by("position")

    def assessable(self, kind: str) -> Self:
        """Return the findings of that kind on which a network has a place: all but ways of support."""
        return self.filter(kind=kind).exclude(kind=Finding.Kind.WAY_OF_SUPPORT).order_by("position")


@is_kept
class Finding(models.Model):
    """A finding is one entry of the frame. `code` is its kind's letter and its number in the source: C1 … S9."""

    class Kind(models.TextChoices):
        CHALLENGE = "challenge", _("challenge")
        BEST_PRACTICE = "best_practice", _("best practice")
        EMERGING_THEME = "emerging_theme", _("emerging theme")
        RECOMMENDATION = "recommendation", _("recommendation")
        WAY_OF_SUPPORT = "way_of_support", _("way of support")

    code = models.SlugField(_("code"), max_length=3, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"))
    text_es = models.CharField(_("text in Spanish"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=300)
    pole_one_es = models.CharField(max_length=120, blank=True)
    pole_one_en = models.CharField(max_length=120, blank=True)
    pole_two_es = models.CharField(max_length=120, blank=True)
    pole_two_en = models.CharField(max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300)
    position = models.PositiveSmallIntegerField(editable=False)

    objects = FindingQuerySet.as_manager()

    text = Localized()
    pole_one = Localized()
    pole_two = Localized()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="finding_number_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:finding", args=[self.code])

    @property
    def has_poles(self) -> bool:
        """Return whether a network's place on it is between two poles, of which none is better."""
        return self.kind == self.Kind.EMERGING_THEME and bool(self.pole_one_es)

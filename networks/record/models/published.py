"""What published sources say of a network: facts of its life, and organisations that they name beside it.

Neither is the network's own word, and neither gives anybody a right: who belongs to a network, `Affiliation` says.
"""

from dataclasses import dataclass
from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from base.lines import LineField, WebAddressField
from base.models import Localized, one_of
from base.reading.kept_lists import KeptLists, KeptQuerySet, is_kept
from networks.record.models.networks import Network

WHEN = r"^(\d{4}(-(0[1-9]|1[0-2])|-\d{4})?)?$"


class HasPublishedSource(models.Model):
    """The source is shown by its title; its address only where it is the source's own, and no copy's."""

    source = LineField(_("source"), max_length=200)
    source_url = WebAddressField(_("address of the source"), max_length=500, blank=True)

    class Meta:
        abstract = True


@is_kept
class PublishedFact(HasPublishedSource):
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="published_facts")
    when = models.CharField(
        _("when"),
        max_length=9,
        blank=True,
        validators=[RegexValidator(WHEN)],
        help_text=_("A year, a year and a month (2004-03) or two years (1989-2009). Leave empty if unknown."),
    )
    text_es = models.TextField(_("text in Spanish"))
    text_en = models.TextField(_("text in English"))

    text = Localized()

    objects = KeptQuerySet["PublishedFact"].as_manager()

    class Meta:
        verbose_name = _("fact from a source")
        verbose_name_plural = _("facts from sources")
        ordering = ["-when", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "text_es"], name="publishedfact_once"),
            models.CheckConstraint(condition=models.Q(when__regex=WHEN), name="publishedfact_when_has_its_form"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def told_when(self) -> str:
        """Return the time in words: “March 2004”, “1989–2009”, or the year."""
        year, _separator, rest = self.when.partition("-")
        if len(rest) == len("03"):
            return date_format(date(int(year), int(rest), 1), "YEAR_MONTH_FORMAT")
        return f"{year}–{rest}" if rest else year

    @property
    def year(self) -> int | None:
        """Return the year, or the last of two."""
        last = self.when[5:] if len(self.when) == len("1989-2009") else self.when[:4]
        return int(last) if last else None


@is_kept
class PublishedMember(HasPublishedSource):
    """An organisation that a source names beside a network, and as what."""

    class Relation(models.TextChoices):
        FOUNDER = "founder", _("founded it")
        HOST = "host", _("in charge of it, and its host")
        IN_CHARGE = "in_charge", _("in charge of it")
        ASSOCIATE = "associate", _("associated")
        ALLY = "ally", _("ally")
        EDITOR = "editor", _("on the editorial board of its supplement")

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="published_members")
    name = LineField(_("name"), max_length=200)
    relation = models.CharField(_("as what"), max_length=9, choices=Relation)

    objects = KeptQuerySet["PublishedMember"].as_manager()

    class Meta:
        verbose_name = _("organisation that a source names")
        verbose_name_plural = _("organisations that sources name")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "name"], name="publishedmember_once"),
            one_of("relation", ["founder", "host", "in_charge", "associate", "ally", "editor"]),
        ]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Published:
    """Holds what sources say of a network. There is little of it, and it seldom changes."""

    facts: list[PublishedFact]
    members: list[PublishedMember]

    @property
    def sources_of_members(self) -> list[PublishedMember]:
        """Return a member for each of their sources: many are named by one."""
        return [*{member.source: member for member in self.members}.values()]

    @classmethod
    def of(cls, network: Network) -> "Published":
        lists = KeptLists()
        return cls(
            [fact for fact in lists.of(PublishedFact) if fact.network_id == network.pk],
            [member for member in lists.of(PublishedMember) if member.network_id == network.pk],
        )

"""Organisations are the bodies that join networks as institutions; an affiliation says that they belong to one.

An organisation closes or is merged, an affiliation ends; neither is ever deleted.
"""

from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Count, F, Func, Min, Prefetch, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical, alphabetical
from base.lines import LineField, WebAddressField, one_line
from networks.record.models.networks import Network
from networks.record.models.people import User
from networks.record.models.places import Region
from networks.record.ruc import PATTERN, validate_ruc

# Two names that are so alike, or more, may be one organisation's: pg_trgm's own measure, 0 to 1.
ALIKE = 0.45

# Whoever took part in the network through an organisation that left it goes on as a person; so does whoever is invited.
END_PLACES = """
    UPDATE networks_membership SET organisation_id = NULL
        WHERE network_id = OLD.network_id AND organisation_id = OLD.organisation_id;
    UPDATE networks_invitation SET organisation_id = NULL
        WHERE network_id = OLD.network_id AND organisation_id = OLD.organisation_id
        AND taken_at IS NULL AND revoked_at IS NULL;
    RETURN NULL;
"""


def _without_accents(text: str) -> Func:
    return Func(Value(text), function="unaccent", output_field=models.TextField())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def standing(self) -> Self:
        """Return all organisations but those that were merged into another."""
        return self.filter(merged_into=None)

    def named(self, words: str) -> Self:
        """Return organisations with each word in name or acronym, whatever its accents and case, or as their RUC."""
        found = self
        for word in one_line(words).split():
            found = found.filter(Q(name__unaccent__icontains=word) | Q(acronym__unaccent__icontains=word) | Q(ruc=word))
        return found

    def with_belonging(self) -> Self:
        """Add their departments, and in `belonging` their open affiliations."""
        open_ones = Affiliation.objects.filter(ended_on=None).select_related("network")
        return self.prefetch_related("regions", Prefetch("affiliations", open_ones, to_attr="belonging"))

    def like(self, organisation: "Organisation") -> Self:
        """Return others that may be the same, by a similar name or the same acronym. The most similar come first."""
        same = Q(acronym__iexact=organisation.acronym) if organisation.acronym else Q(pk=None)
        others = self.standing().exclude(pk=organisation.pk)
        return (
            others.annotate(alike=TrigramSimilarity("name__unaccent", _without_accents(organisation.name)))  # type: ignore[arg-type]
            .filter(Q(alike__gte=ALIKE) | same)
            .order_by("-alike", Alphabetical("name"))
        )

    def doubles(self) -> list[tuple[str, str, int]]:
        """Return names and acronyms that several have, but for accents, case and signs.

        Each is told by slug and name of one of them, and by how many they are. What is only similar is not found: that
        costs a comparison of each with each.
        """
        return sorted(self._same("name").union(self._same("acronym")), key=lambda found: alphabetical(found[1]))

    def _same(self, field: str) -> models.QuerySet[Any, tuple[str, str, int]]:
        plain = Func(
            Lower(Func(F(field), function="unaccent", output_field=models.TextField())),
            *(Value(each) for each in ("[^a-z0-9]", "", "g")),
            function="regexp_replace",
            output_field=models.TextField(),
        )
        groups = self.standing().exclude(**{field: ""}).annotate(plain=plain).order_by().values("plain")
        found = groups.annotate(many=Count("pk"), of=Min("slug"), called=Min("name")).filter(many__gt=1)
        return found.values_list("of", "called", "many")


@pghistory.track()
class Organisation(models.Model):
    class Kind(models.TextChoices):
        GRASSROOTS = "grassroots", _("grassroots organisation")
        NGO = "ngo", _("NGO")
        PRODUCERS = "producers", _("producers' association")
        RESEARCH = "research", _("university or research centre")
        PROFESSIONAL = "professional", _("professional college")
        UNION = "union", _("union")
        CHURCH = "church", _("church")
        COMPANY = "company", _("company")
        PUBLIC = "public", _("public body")
        OTHER = "other", _("other")

    slug = models.SlugField(unique=True, max_length=80)
    name = LineField(
        _("name"),
        max_length=200,
        unique=True,
        error_messages={"unique": _("There is already an organisation with this name.")},
    )
    acronym = LineField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    ruc = models.CharField(
        "RUC",
        max_length=11,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_ruc],
        help_text=_("The tax number, if it has one."),
        error_messages={"unique": _("Another organisation already has this RUC.")},
    )
    website = WebAddressField(_("website"), blank=True)
    regions = models.ManyToManyField(
        Region, blank=True, related_name="organisations", verbose_name=_("departments where it works")
    )
    network = models.OneToOneField(
        Network,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="as_organisation",
        verbose_name=_("it is a network itself"),
    )
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    # Counts the changes: who saves a form says which one they saw, and is told if another came between.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Alphabetical("name"), "pk"]
        indexes = [models.Index(Alphabetical("name"), name="organisation_alphabetical")]
        constraints = [
            models.CheckConstraint(condition=Q(ruc=None) | Q(ruc__regex=PATTERN), name="organisation_ruc_has_its_form"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="organisation_merged_into_another"
            ),
        ]
        triggers = [pgtrigger.Protect(name="organisation_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.acronym or self.name

    def get_absolute_url(self) -> str:
        return reverse("networks:organisation", args=[self.slug])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def named(self, words: str) -> Self:
        """Return affiliations of organisations found by these words, and of people whose name has them all."""
        person = Q(person__isnull=False)
        for word in one_line(words).split():
            person &= Q(person__name__unaccent__icontains=word)
        return self.filter(person | Q(organisation__in=Organisation.objects.named(words)))


@pghistory.track()
class Affiliation(models.Model):
    """An affiliation says that an organisation, or a person, belongs to a network. It ends; it is never deleted."""

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="affiliations", verbose_name=_("network")
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affiliations",
        verbose_name=_("person"),
    )
    started_on = models.DateField(_("start"), null=True, blank=True, help_text=_("Leave empty if unknown."))
    ended_on = models.DateField(_("end"), null=True, blank=True, help_text=_("Leave empty while it lasts."))

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["network", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, person__isnull=False) | Q(organisation__isnull=False, person=None),
                name="affiliation_of_an_organisation_or_a_person",
                violation_error_message=_("Choose an organisation or a person, not both."),
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="affiliation_ends_after_it_starts",
                violation_error_message=_("The end is before the start."),
            ),
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=Q(ended_on=None),
                name="affiliation_of_organisation_open_once",
                violation_error_message=_("This organisation already belongs to the network."),
            ),
            models.UniqueConstraint(
                fields=["network", "person"],
                condition=Q(ended_on=None),
                name="affiliation_of_person_open_once",
                violation_error_message=_("This person already belongs to the network."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="affiliation_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="its_end_ends_places",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("ended_on"),
                condition=pgtrigger.Condition(
                    "OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL AND OLD.organisation_id IS NOT NULL"
                ),
                func=END_PLACES,
            ),
        ]

    class Privacy:
        shown = {"person": _("Networks you belong to as a person")}

    def __str__(self) -> str:
        return f"{self.organisation or self.person} – {self.network}"


class OrganisationMerge(models.Model):
    """A merge says that `duplicate` was found to be `into`, with all that has to be known to undo it."""

    duplicate = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges_received")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)
    # Per relation ("lessons.lesson.organisation") the keys of the rows that moved.
    moved = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(undone_at=None), name="organisation_merge_open_once"
            ),
        ]

    class Privacy:
        shown = {"by": _("Organisations you merged")}
        named_only = {"by"}

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.into}"

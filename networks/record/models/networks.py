"""These models keep networks, and the facts known of them with their sources."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from base.lines import LineField, WebAddressField
from base.models import Localized
from base.reading.kept_lists import KeptQuerySet, is_kept
from networks.record.models.places import Sector

RESERVED = ["vinculos"]  # addresses of pages


@is_kept
@pghistory.track()
class Network(models.Model):
    """Describes a civil-society network. What is unknown of it is empty, and shown as still to be verified."""

    class Kind(models.TextChoices):
        CONSORTIUM = "consortium", _("consortium")
        FORUM = "forum", _("forum")
        CONVENTION = "convention", _("convention")
        PROJECT = "project", _("project")
        ROUNDTABLE = "roundtable", _("roundtable")
        ASSOCIATION = "association", _("association")

    class WorksAs(models.TextChoices):
        """Says whether it acts for its members, or supports them (Mendizabal 2006, after Portes and Yeo)."""

        AGENCY = "agency", _("agency: it acts for its members")
        SUPPORT = "support", _("support: it helps its members to act")
        BOTH = "both", _("both")

    class Function(models.TextChoices):
        FILTER = "filter", _("filters: finds what matters among too much")
        AMPLIFY = "amplify", _("amplifies: makes a little-known idea heard")
        INVEST = "invest", _("invests: gives its members means")
        CONVENE = "convene", _("convenes: brings different people together")
        BUILD = "build", _("builds communities: around shared values")
        FACILITATE = "facilitate", _("facilitates: helps its members to do their work better")

    class MembershipForm(models.TextChoices):
        INSTITUTIONS = "institutions", _("institutions")
        INDIVIDUALS = "individuals", _("individuals")
        BOTH = "both", _("institutions and individuals")

    class Reach(models.TextChoices):
        """Lists the levels of `Lesson.Visibility` with which each new lesson can start."""

        OWN_NETWORK = "own_network", _("Only my network")
        ALL_NETWORKS = "all_networks", _("All networks")
        PUBLIC = "public", _("Everyone, even without an account")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")

    slug = models.SlugField(unique=True)
    name = LineField(_("short name"), max_length=60, unique=True)
    full_name = LineField(_("full name"), max_length=200)
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
    purpose = models.TextField(
        _("purpose"), max_length=1_000, blank=True, help_text=_("In a sentence or two: what does it exist for?")
    )
    works_as = models.CharField(_("for its members it is"), max_length=8, choices=WorksAs, blank=True)
    functions = ArrayField(
        models.CharField(max_length=10, choices=Function),
        verbose_name=_("what it does for others"),
        default=list,
        blank=True,
    )
    membership_form = models.CharField(_("its members are"), max_length=12, choices=MembershipForm, blank=True)
    host = LineField(_("host"), max_length=200, blank=True, help_text=_("The organisation that hosts it, if any."))
    former_names = ArrayField(LineField(max_length=200), verbose_name=_("former names"), default=list, blank=True)
    since_year = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)
    website = WebAddressField(_("website"), blank=True)
    source_urls = ArrayField(WebAddressField(max_length=500), verbose_name=_("sources"), default=list, blank=True)
    members_may_publish = models.BooleanField(
        _("members publish their own lessons themselves"),
        default=False,
        help_text=_("Without it the secretariat reads each lesson before others do."),
    )
    default_visibility = models.CharField(
        _("who may read a new lesson, unless its author chooses otherwise"),
        max_length=12,
        choices=Reach,
        default=Reach.ALL_NETWORKS,
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the digest"),
        choices=Weekday,
        default=Weekday.TUESDAY,
        help_text=_("At 7:00 in Lima, for people who have this as their first network."),
    )
    # What it learned stays to be read. Nothing new comes in, and nobody is told of it any more.
    closed_on = models.DateField(_("closed"), null=True, editable=False)
    close_reason = models.CharField(_("why it is closed"), max_length=500, blank=True, editable=False)
    # Counts the changes: who saves a form says which one they saw, and is told if another came between.
    version = models.PositiveIntegerField(default=1, editable=False)
    position = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("The study's own order comes first.")
    )

    objects = KeptQuerySet["Network"].as_manager()

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["position", Alphabetical("name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since_year=None)
                | models.Q(until_year=None)
                | models.Q(until_year__gte=models.F("since_year")),
                name="network_until_not_before_since",
            ),
            models.CheckConstraint(
                condition=models.Q(works_as__in=["", "agency", "support", "both"])
                & models.Q(membership_form__in=["", "institutions", "individuals", "both"])
                & models.Q(default_visibility__in=["own_network", "all_networks", "public"])
                & models.Q(digest_weekday__range=(0, 4)),
                name="network_choices_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    functions__contained_by=["filter", "amplify", "invest", "convene", "build", "facilitate"]
                ),
                name="network_functions_are_known",
            ),
            models.CheckConstraint(condition=~models.Q(slug__in=RESERVED), name="network_slug_is_no_page"),
            models.CheckConstraint(
                condition=models.Q(closed_on=None, close_reason="")
                | models.Q(closed_on__isnull=False) & ~models.Q(close_reason=""),
                name="network_closed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("networks:network", args=[self.slug])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def functions_in_words(self) -> list[str]:
        return [str(self.Function(each).label) for each in self.functions]


class NetworkFact(models.Model):
    """A fact is one thing known of a network, in both languages; a topic without a row is unknown."""

    class Topic(models.TextChoices):
        SINCE = "since", _("Origins")
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

"""A network says where it stands. Each answer is kept; the newest counts."""

from typing import Self

import pghistory
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.frame.models import Finding
from networks.models import Network, User

PLACES = (1, 5)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def newest(self) -> Self:
        """Return the last answer for each network and finding."""
        # The columns are named: a relation would be sorted in its model's own order, which DISTINCT ON refuses.
        return self.order_by("network_id", "finding_id", "-made_on", "-pk").distinct("network_id", "finding_id")

    def standing(self) -> Self:
        """Return the same rows as `newest`, in a query that can be filtered and counted further."""
        return self.filter(pk__in=Assessment.objects.newest().values("pk"))


@pghistory.track()
class Assessment(models.Model):
    """An assessment is a network's own place on a finding, from 1 to 5.

    It lies between the two poles of a theme that has them; on other findings it is a step of `SCALES`.
    """

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("network")
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("finding")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(1_000)])
    made_on = models.DateField(_("day"), default=localdate)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["-made_on", "-pk"]
        indexes = [models.Index(fields=["network", "finding", "-made_on", "-id"], name="assessment_newest")]
        constraints = [models.CheckConstraint(condition=Q(place__range=PLACES), name="assessment_place_is_1_to_5")]

    class Privacy:
        shown = {"made_by": _("Positions of your network that you recorded")}
        named_only = {"made_by"}

    def __str__(self) -> str:
        return f"{self.network} {self.finding.code}: {self.place}"

    @property
    def words(self) -> str:
        return place_in_words(self.finding, self.place)


# How far a network meets a challenge, uses a practice, follows a recommendation, or is concerned by a theme without
# poles: from 1 to 5.
SCALES = {
    Finding.Kind.CHALLENGE: [
        _("we do not face it"),
        _("we rarely face it"),
        _("we sometimes face it"),
        _("we often face it"),
        _("we face it every day"),
    ],
    Finding.Kind.BEST_PRACTICE: [
        _("we do not do it yet"),
        _("we have tried it"),
        _("we sometimes do it"),
        _("we often do it"),
        _("it is how we work"),
    ],
    Finding.Kind.EMERGING_THEME: [
        _("it does not concern us"),
        _("it concerns us a little"),
        _("it concerns us in part"),
        _("it concerns us a lot"),
        _("it is at the centre of what we do"),
    ],
    Finding.Kind.RECOMMENDATION: [
        _("we have not begun"),
        _("we talk about it"),
        _("we have begun"),
        _("we are well on the way"),
        _("we have done it"),
    ],
}


def place_in_words(theme: Finding, place: int) -> str:
    """Return the place in words: between poles as the end of “The network is …”, otherwise as the network says it."""
    if not theme.has_poles:
        return str(SCALES[Finding.Kind(theme.kind)][place - 1])
    if place == 3:
        return gettext("halfway between the two")
    pole = theme.pole_one if place < 3 else theme.pole_two
    whole = gettext("wholly “%(pole)s”") if place in PLACES else gettext("rather “%(pole)s”")
    return whole % {"pole": pole}

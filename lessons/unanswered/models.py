"""Words that were searched in vain are kept by week, and shown once three different people searched them in one."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

# Fewer could be told apart by whoever knows what one of them looks for.
LEAST_PEOPLE = 3
WEEKS_SHOWN = 12
LEAST_LETTERS, LONGEST_WORDS = 3, 80


def this_week() -> date:
    """Return its Monday."""
    today = localdate()
    return today - timedelta(days=today.weekday())


class UnansweredSearchQuerySet(models.QuerySet["UnansweredSearch"]):
    def told(self) -> Self:
        """Return those that may be shown to anybody."""
        oldest = this_week() - timedelta(weeks=WEEKS_SHOWN - 1)
        return self.filter(people__gte=LEAST_PEOPLE, week__gte=oldest)

    def words_told(self, most: int = 20) -> list[str]:
        """Return their words, those searched last first. How many searched them is told nowhere."""
        words = self.told().order_by().values("words").annotate(last=Max("week"))
        return [*words.order_by("-last", "words").values_list("words", flat=True)[:most]]

    def over(self) -> Self:
        """Return those that are never shown (again): of a week that ended with too few people, or long ago."""
        too_old = Q(week__lt=this_week() - timedelta(weeks=WEEKS_SHOWN - 1))
        return self.filter(too_old | Q(week__lt=this_week(), people__lt=LEAST_PEOPLE))


class UnansweredSearch(models.Model):
    """A row says that words found nothing in a week, and to how many people: counted up to `LEAST_PEOPLE`."""

    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    week = models.DateField(_("week"))
    people = models.PositiveSmallIntegerField(_("people"), default=0)

    objects = UnansweredSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search in vain")
        verbose_name_plural = _("searches in vain")
        ordering = ["-week", "words"]
        constraints = [models.UniqueConstraint(fields=["week", "words"], name="unansweredsearch_once_a_week")]

    def __str__(self) -> str:
        return self.words


class SearcherMarkQuerySet(models.QuerySet["SearcherMark"]):
    def needless(self) -> Self:
        """Return the marks of weeks that are over, and of words that enough people searched."""
        return self.filter(Q(search__week__lt=this_week()) | Q(search__people__gte=LEAST_PEOPLE))


class SearcherMark(models.Model):
    """A mark tells apart who searched for the same words in one week, for as long as they are fewer than three.

    It is a keyed hash of the person or address, the words and the week: the same person's marks are not alike.
    """

    search = models.ForeignKey(
        UnansweredSearch, on_delete=models.CASCADE, related_name="marks", verbose_name=_("search")
    )
    mark = models.CharField(_("mark"), max_length=32)

    objects = SearcherMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of a search in vain")
        verbose_name_plural = _("marks of searches in vain")
        constraints = [models.UniqueConstraint(fields=["search", "mark"], name="searchermark_once")]

    def __str__(self) -> str:
        return f"{self.search}"

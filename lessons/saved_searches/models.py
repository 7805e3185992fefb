"""A person keeps a search under a name, to ask it again, and to be told in the digest what it finds."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from networks.models import User

LONGEST_NAME, LONGEST_QUERY = 80, 4_000


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, user: User) -> Self:
        return self.filter(by=user)


class SavedSearch(models.Model):
    """A saved search is one person's. What it finds is asked anew each time, of the lessons that they may read then."""

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    name = LineField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(_("search"), max_length=LONGEST_QUERY, editable=False)
    in_digest = models.BooleanField(_("in the digest"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(F("by"), Lower("name"), name="savedsearch_one_of_a_name"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="savedsearch_is_named_and_asks"),
        ]

    class Privacy:
        shown = {"by": _("Your saved searches")}
        deleted_with = {"by"}

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of what it finds now."""
        return f"{reverse('lessons:lessons')}?{self.query}"

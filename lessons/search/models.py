"""What search knows beside the lessons: which words mean the same, and which words are in use."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.reading.kept_lists import KeptQuerySet, is_kept
from base.words import folded
from lessons.record.models.audience import Audience

LONGEST = 80  # signs of a term
MOST_TERMS = 12


@is_kept
@pghistory.track()
class SynonymGroup(models.Model):
    """Some words or phrases for the same thing: who searches for one finds texts that say another.

    The first 231 come with the product; from then on they are the admins' to change.
    """

    class Kind(models.TextChoices):
        ACRONYM = "acronym", _("acronym")
        RENAMED = "renamed", _("new and old name")
        NEAR = "near", _("nearly the same")
        ENGLISH = "english", _("Spanish and English")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    terms: "ArrayField[list[str], list[str]]" = ArrayField(
        LineField(max_length=LONGEST), verbose_name=_("terms"), size=MOST_TERMS
    )
    one_way = models.BooleanField(
        _("the first is not found by the others"),
        default=False,
        help_text=_(
            "An acronym finds its long forms; who searches for one of those is not shown all that the acronym is."
        ),
    )
    careful = models.BooleanField(
        _("with care"),
        default=False,
        help_text=_(
            "The short form is a common word too: the others are looked for if it is typed in capitals, "
            "or if the words as typed find too little."
        ),
    )

    objects = KeptQuerySet["SynonymGroup"].as_manager()

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(terms__len__gte=2), name="synonymgroup_two_terms"),
        ]

    def __str__(self) -> str:
        return " · ".join(self.terms)

    def clean(self) -> None:
        if len({folded(term) for term in self.terms or []}) < max(2, len(self.terms or [])):
            raise ValidationError({"terms": _("Give two terms or more, each once: accents and capitals do not count.")})


class UsedWord(models.Model):
    """A word that texts of an audience say, so that a slip of the finger is told from a word that nobody used.

    Readers are shown words of their own audiences alone. Kept by `lessons.search.words.vocabulary`.
    """

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="+", verbose_name=_("audience"))
    word = models.CharField(_("word"), max_length=40)
    lessons = models.PositiveIntegerField(_("lessons that say it"))

    class Meta:
        verbose_name = _("word in use")
        verbose_name_plural = _("words in use")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["audience", "word"], name="usedword_once"),
        ]
        indexes = [
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="usedword_similar"),
        ]

    def __str__(self) -> str:
        return self.word

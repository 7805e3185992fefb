"""A person translates a lesson's text into another language."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import both_or_neither
from lessons.record.fields import TEXT, TEXT_FIELDS, TEXT_LIMIT, long_text
from lessons.record.models import Lesson, Revision, Said, SaidQuerySet, notes_whom_it_reaches
from networks.models import User

IS_OF_A_VERSION = """
    PERFORM 1 FROM lessons_revision r JOIN lessons_lesson l ON l.id = r.lesson_id
        WHERE r.lesson_id = NEW.lesson_id AND r.number = NEW.of_revision AND l.language <> NEW.language;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lesson % has no version % in another language than this', NEW.lesson_id, NEW.of_revision
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class TranslationQuerySet(SaidQuerySet["Translation"]):
    def shown(self) -> Self:
        """Return the translations that were not put aside."""
        return self.filter(set_aside_at=None)

    def with_outdated(self) -> Self:
        """Annotate `is_outdated`: whether the original has said something else since the version it was made from."""
        later = Revision.objects.filter(
            lesson=OuterRef("lesson"), number__gt=OuterRef("of_revision"), changes_meaning=True
        )
        return self.annotate(is_outdated=Exists(later))


@pghistory.track(exclude=["search", "version"])
class Translation(Said):
    """A lesson has one translation per language. A text that the original leaves empty stays empty.

    `version` counts what was saved of it: a form says from which one it started. Nobody is `by` of a translation that
    came with the memory: the study's lessons in the language of their source, with the `speaker` and the `sources` in
    it too.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="translations", verbose_name=_("lesson"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = LineField(TEXT["title"].label, max_length=160)
    what_happened = long_text("what_happened")
    insight = long_text("insight")
    recommendation = long_text("recommendation")
    context = long_text("context")
    applies_when = long_text("applies_when")
    does_not_apply_when = long_text("does_not_apply_when")
    speaker = models.CharField(_("said by"), max_length=200, blank=True)
    sources = models.TextField(_("sources"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    of_revision = models.PositiveSmallIntegerField(_("version of the original"))
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("when"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    set_aside_at = models.DateTimeField(_("set aside"), null=True, editable=False)
    set_aside_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    search = models.GeneratedField(
        expression=Func(F("language"), *map(F, TEXT_FIELDS), function="memoria_lesson_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = TranslationQuerySet.as_manager()

    is_outdated: bool  # if asked for: see `with_outdated`

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["lesson", "language"]
        indexes = [GinIndex(fields=["search"], name="translation_search")]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "language"], name="translation_one_per_language"),
            models.CheckConstraint(condition=~Q(title=""), name="translation_has_a_title"),
            models.CheckConstraint(condition=~Q(language=""), name="translation_has_a_language"),
            models.CheckConstraint(
                condition=both_or_neither("set_aside_at", "set_aside_by"),
                name="translation_set_aside_at_and_by_together",
            ),
        ]
        triggers = [
            notes_whom_it_reaches("of_revision", *TEXT_FIELDS),
            pgtrigger.Trigger(
                name="is_of_a_version",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("of_revision", "language"),
                func=IS_OF_A_VERSION,
            ),
        ]

    class Privacy:
        shown = {
            "by": _("Lessons you translated"),
            "set_aside_by": _("Translations you set aside"),
        }
        named_only = {"set_aside_by"}

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

"""People say something of a lesson's words while it is looked at, beside the field that it concerns."""

from typing import Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.models import both_or_neither, one_of
from lessons.record.models import VERSIONED_FIELDS, Lesson
from networks.models import User
from networks.record.permissions import Permission, networks_where

NOTE_LIMIT = 2_000


class ReviewNoteQuerySet(models.QuerySet["ReviewNote"]):
    def readable_by(self, user: User) -> Self:
        """Return the notes on lessons that `user` may change: the rule of `lessons.record.permissions.may`."""
        if user.is_admin:
            return self
        theirs = Q(lesson__author=user) | Q(lesson__steward=user, lesson__is_unnamed=False)
        writes = theirs & Q(lesson__network__in=networks_where(user, Permission.WRITE))
        return self.filter(writes | Q(lesson__network__in=networks_where(user, Permission.PUBLISH)))

    def waiting(self) -> Self:
        return self.filter(settled_at=None)

    def objections(self) -> Self:
        return self.filter(kind=ReviewNote.Kind.OBJECTION)


class ReviewNote(models.Model):
    """A note is seen by those who may change the lesson, and by nobody else. Without a field it concerns the whole."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        RETURNED = "returned", _("Returned")
        OBJECTION = "objection", _("Objection")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="review_notes", verbose_name=_("lesson"))
    field = models.CharField(_("field"), max_length=24, blank=True)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(NOTE_LIMIT)])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COMMENT)
    revision = models.PositiveSmallIntegerField(_("version"), default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a review")
        verbose_name_plural = _("notes of reviews")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reviewnote_says_something"),
            one_of("field", ["", *VERSIONED_FIELDS]),
            one_of("kind", ["comment", "returned", "objection"]),
            models.CheckConstraint(
                condition=both_or_neither("settled_at", "settled_by"),
                name="reviewnote_settled_at_and_by_together",
            ),
        ]

    class Privacy:
        shown = {
            "by": _("What you said about lessons in review"),
            "settled_by": _("Review notes that you settled"),
        }
        named_only = {"settled_by"}

    def __str__(self) -> str:
        return f"{self.lesson}: {self.get_kind_display()}"

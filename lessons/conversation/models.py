"""People talk about a published lesson. What they say never counts for its strength."""

import uuid
from typing import Self

import pghistory
import pgtrigger
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from base.models import both_or_neither
from lessons.record.models import Lesson, Said, SaidQuerySet, notes_whom_it_reaches
from networks.models import User

LONGEST_COMMENT, LONGEST_REASON = 2_000, 500


class CommentQuerySet(SaidQuerySet["Comment"]):
    def standing(self) -> Self:
        """Return the comments that were neither taken back nor hidden."""
        return self.filter(taken_back_at=None, hidden_at=None)

    def threads(self) -> Self:
        """Return the comments that answer no other."""
        return self.filter(answering=None)


# The text is left out of the history: it never changes, and what its writer takes back must not stay there.
@pghistory.track(exclude=["text"])
class Comment(Said):
    """A comment is plain text. `@[7]` in it names person 7, if they are among its mentions.

    So a name that changes, or goes, changes here too. Its writer can take it back, which empties it, and moderators
    can hide it; it is never removed.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="comments", verbose_name=_("lesson"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    answering = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers", verbose_name=_("it answers")
    )
    text = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(LONGEST_COMMENT)])
    mentions = models.ManyToManyField(User, through="CommentMention", related_name="+")
    key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Made with the form: sent twice, kept once.",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    taken_back_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden"), null=True, editable=False)
    hidden_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    hidden_reason = models.TextField(
        _("why it was hidden"), blank=True, editable=False, validators=[MaxLengthValidator(LONGEST_REASON)]
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["by", "created_at"], name="comment_of_one_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text="", taken_back_at__isnull=False) | ~Q(text="") & Q(taken_back_at=None),
                name="comment_says_something_or_was_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason=""),
                name="comment_hidden_when_by_whom_and_why",
            ),
        ]
        triggers = [
            notes_whom_it_reaches(),
            pgtrigger.Trigger(
                name="answers_one_level",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("answering_id", "lesson_id"),
                condition=pgtrigger.Condition("NEW.answering_id IS NOT NULL"),
                func="""
                    PERFORM 1 FROM lessons_comment c WHERE c.id = NEW.answering_id AND c.id <> NEW.id
                        AND c.lesson_id = NEW.lesson_id AND c.answering_id IS NULL;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'comment % answers no comment on its lesson', NEW.id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    class Privacy:
        shown = {
            "by": _("What you said in conversations"),
            "hidden_by": _("Comments you hid"),
        }
        named_only = {"hidden_by"}

    def __str__(self) -> str:
        """Return the number alone: not everybody who meets the row may read the text."""
        return f"#{self.pk}"

    @property
    def stands(self) -> bool:
        return self.taken_back_at is None and self.hidden_at is None


class CommentMention(models.Model):
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentioned", verbose_name=_("comment"))
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="commentmention_once")]

    class Privacy:
        shown = {"person": _("Where you are mentioned")}

    def __str__(self) -> str:
        return str(self.comment)


class CommentReportQuerySet(models.QuerySet["CommentReport"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None, comment__taken_back_at=None, comment__hidden_at=None)


@pghistory.track()
class CommentReport(models.Model):
    """A report says why a comment should not stand. It is answered by hiding the comment, or by leaving it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports", verbose_name=_("comment"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    reason = models.TextField(_("reason"), validators=[MaxLengthValidator(LONGEST_REASON)])
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = CommentReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "by"], name="commentreport_once_per_person"),
            models.CheckConstraint(condition=~Q(reason=""), name="commentreport_says_why"),
            models.CheckConstraint(
                condition=both_or_neither("answered_at", "answered_by"),
                name="commentreport_answered_at_and_by_together",
            ),
        ]

    class Privacy:
        shown = {
            "by": _("Comments you reported"),
            "answered_by": _("Reports of comments you answered"),
        }
        named_only = {"answered_by"}

    def __str__(self) -> str:
        return str(self.comment)


class TalkPreference(models.Model):
    """A row means that the person wants a mail at once when mentioned or answered. At first there is none."""

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    chosen_at = models.DateTimeField(_("chosen"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("e-mail about conversations")
        verbose_name_plural = _("e-mail about conversations")

    class Privacy:
        shown = {"user": _("E-mail about conversations")}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return str(self.user)

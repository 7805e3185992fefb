"""In a workshop people write notes from their phones, without an account, and a facilitator makes drafts of them."""

import uuid
from datetime import datetime, time, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate, make_aware, now
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import one_of
from lessons.record.models import Lesson, LessonQuerySet
from networks.models import Network, User
from networks.record.permissions import Visitor

# Read from a wall and typed on a phone: without 0 and O, 1 and I.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Whoever has a code may write notes: it must not be found by trying, and no limit can stop the trying, for one that
# counts the wrong codes of an address would keep out a whole room behind it. So the length does. There are
# 32**8 = 1.1e12 codes; of 1,000 workshops open at once (20 in each of 50 networks) and 100 tries a second, all day,
# one is met in 127 days. With six characters it was one in three hours.
CODE_LENGTH = 8
SHORT_CODE_LENGTH = 6  # of workshops from before: closed ones keep it, so that an old link says whose it was
NOTE_LIMIT = 1_000
MOST_NOTES = 500


def new_code() -> str:
    return get_random_string(CODE_LENGTH, CODE_LETTERS)


def end_of_tomorrow() -> datetime:
    return make_aware(datetime.combine(localdate() + timedelta(days=1), time(23, 59)))


def as_code(typed: str) -> str:
    """Return the code, however it was typed: in small letters, with a hyphen, with spaces."""
    return "".join(letter for letter in typed.upper() if letter in CODE_LETTERS)[: CODE_LENGTH + 1]


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def with_counts(self) -> Self:
        """Annotate how many notes each has (`written`), and how many of them are in drafts (`merged`)."""
        merged = Count("notes", filter=Q(notes__lesson__isnull=False))
        return self.annotate(written=Count("notes"), merged=merged)


@pghistory.track(exclude=["code"])
class Workshop(models.Model):
    """A workshop is one meeting of a network. While it is open, its code lets people write notes, and read nothing."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("network"))
    title = LineField(_("title"), max_length=120)
    facilitator = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("facilitator")
    )
    # Unique for ever: an old link never leads into somebody else's meeting, and each can be opened again.
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, editable=False, default=new_code)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closes_at = models.DateTimeField(_("closes"), default=end_of_tomorrow)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="workshop_has_a_title"),
            models.CheckConstraint(
                condition=Q(
                    code__regex=f"^([{CODE_LETTERS}]{{{SHORT_CODE_LENGTH}}}|[{CODE_LETTERS}]{{{CODE_LENGTH}}})$"
                ),
                name="workshop_code_can_be_read_aloud",
            ),
            models.CheckConstraint(condition=Q(closes_at__gte=F("opened_at")), name="workshop_closes_after_it_opens"),
        ]

    class Privacy:
        shown = {"facilitator": _("Workshops you opened")}

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:workshop", args=[self.network.slug, self.pk])

    def lessons_known_to(self, user: Visitor) -> "LessonQuerySet":
        """Return what was made of its notes, as far as `user` may know who wrote it: few take part in a workshop."""
        made: LessonQuerySet = Lesson.objects.readable_by(user).named_to(user).filter(notes__workshop=self)
        return made

    @property
    def is_open(self) -> bool:
        return self.closes_at > now()

    @property
    def shown_code(self) -> str:
        half = len(self.code) // 2
        return f"{self.code[:half]}-{self.code[half:]}"

    @property
    def has_short_code(self) -> bool:
        return len(self.code) < CODE_LENGTH


class NoteQuerySet(models.QuerySet["WorkshopNote"]):
    def waiting(self) -> Self:
        """Return the notes that are in no draft yet, and not set aside."""
        return self.filter(lesson=None, set_aside_at=None)

    def set_aside(self) -> Self:
        return self.filter(set_aside_at__isnull=False)

    def merged(self) -> Self:
        return self.filter(lesson__isnull=False)


# Only what becomes of a note is tracked: a history names who did a thing, and no record may name who wrote a note.
@pghistory.track(pghistory.UpdateEvent(), fields=["lesson", "set_aside_at"], model_name="WorkshopNoteEvent")
class WorkshopNote(models.Model):
    """A note is what somebody in the room wrote. Only the name they gave, if any, says who it was.

    Nothing says from where, or on which phone. It is never deleted: it waits, is set aside, or is in the lesson that
    was made of it.
    """

    class Question(models.TextChoices):
        """Each question has the name of the field of a lesson in which its answers belong."""

        WHAT_HAPPENED = "what_happened", _("What happened?")
        INSIGHT = "insight", _("What did we learn?")
        RECOMMENDATION = "recommendation", _("What would we tell another network?")

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="notes", verbose_name=_("workshop"))
    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="Made by the phone: sent twice, saved once.")
    text = models.TextField(_("note"), validators=[MaxLengthValidator(NOTE_LIMIT)])
    question = models.CharField(_("question it answers"), max_length=14, choices=Question, blank=True)
    name = LineField(_("name of its author"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="notes", verbose_name=_("lesson")
    )
    set_aside_at = models.DateTimeField(_("set aside"), null=True, blank=True, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a workshop")
        verbose_name_plural = _("notes of workshops")
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "key"], name="workshopnote_once"),
            models.CheckConstraint(condition=~Q(text=""), name="workshopnote_says_something"),
            one_of("question", ["", "what_happened", "insight", "recommendation"]),
            models.CheckConstraint(
                condition=Q(lesson=None) | Q(set_aside_at=None), name="workshopnote_in_a_draft_or_set_aside"
            ),
        ]

    def __str__(self) -> str:
        return self.text

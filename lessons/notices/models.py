"""A notice tells a person about a lesson: as a quiet mark where they work, and as a line in their next digest."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Addressed, Lesson, notes_whom_it_reaches, reaches
from networks.models import Network, User
from networks.record.permissions import Visitor


class NoticeQuerySet(models.QuerySet["Notice"]):
    def readable_by(self, user: Visitor) -> Self:
        """Return the user's notices of lessons they may still read, and of what happened while it reached them."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(reaches(user, writer="by"), to=user, lesson__in=Lesson.objects.readable_by(user))

    def shown_to(self, user: Visitor) -> "list[Notice]":
        """Return the notices; some hide who did it, where that may be whom the lesson does not name."""
        notices = list(self)
        unnamed = {notice.lesson_id for notice in notices if notice.lesson.is_unnamed}
        named = Lesson.objects.named_to(user).filter(pk__in=unnamed).values_list("pk", flat=True) if unnamed else ()
        hidden = unnamed - {*named}
        for notice in notices:
            if notice.lesson_id in hidden and notice.kind in BY_ITS_OWN_SIDE:
                notice.by = None
        return notices

    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def to_mail(self, user: Visitor) -> Self:
        """Return the unseen notices that mail may tell: of no lesson taken down, for mail is passed on.

        Its author and admins read of such a lesson on the page of notices alone.
        """
        return self.readable_by(user).unseen().filter(lesson__taken_down_at=None)


# These tell of one row: a confirmation, a use, a note of a review, a verification, a translation, a comment, a report,
# or a link.
WITH_A_SUBJECT = [
    *("confirmed", "differed", "used", "result_told", "result_asked", "returned", "reviewed", "objected"),
    *("ended", "translated", "commented", "mentioned", "reported", "dead_link"),
]


class Notice(Addressed):
    """A notice tells one person of one event. `about` (“use:12”) identifies the event: nobody is told of it twice.

    `subject` is the key of the row that it tells of, in the table that its kind names; see `WITH_A_SUBJECT`.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        DIFFERED = "differed", _("saw it differently")
        USED = "used", _("used")
        RESULT_TOLD = "result_told", _("what came of a use")
        RESULT_ASKED = "result_asked", _("what came of your use?")
        HANDED_IN = "handed_in", _("handed in")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        EDITED = "edited", _("edited")
        OBJECTED = "objected", _("objected")
        REVIEWED = "reviewed", _("commented in review")
        DUE = "due", _("is it still true?")
        ENDED = "ended", _("no longer in force")
        MEANING_CHANGED = "meaning_changed", _("its meaning changed")
        TRANSLATED = "translated", _("translated")
        COMMENTED = "commented", _("commented")
        MENTIONED = "mentioned", _("mentioned you")
        REPORTED = "reported", _("reported")
        DEAD_LINK = "dead_link", _("a source no longer answers")
        WIDENED = "widened", _("more people read it")

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16, choices=Kind)
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="notices")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=60)
    subject = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["to", "-created_at"], name="notice_newest")]
        constraints = [
            models.UniqueConstraint(fields=["to", "kind", "about"], name="notice_once"),
            models.CheckConstraint(
                condition=~Q(kind__in=WITH_A_SUBJECT) | Q(subject__isnull=False), name="notice_has_its_subject"
            ),
        ]
        triggers = [notes_whom_it_reaches(agreed=False)]

    class Privacy:
        shown = {"to": _("Notices you received about lessons")}
        not_shown = {"by": "told to somebody else"}
        deleted_with = {"to"}

    def __str__(self) -> str:
        return f"{self.to}: {self.kind} {self.about}"


# These are done by those who write, steward or publish a lesson; all other kinds, by people under their own name.
BY_ITS_OWN_SIDE = {
    *(Notice.Kind.HANDED_IN, Notice.Kind.RETURNED, Notice.Kind.PUBLISHED, Notice.Kind.EDITED),
    *(Notice.Kind.OBJECTED, Notice.Kind.REVIEWED, Notice.Kind.WIDENED),
}

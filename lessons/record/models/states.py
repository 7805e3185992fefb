"""The life of a lesson, as one table. docs/life-of-a-lesson.md tells it to people; a trigger holds it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """`PUBLISHED` is in force, also when its review is overdue; the last two stay readable and tell why they ended."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    ARCHIVED = "archived", _("Archived")


UNPUBLISHED = (State.DRAFT, State.IN_REVIEW)
ENDED = (State.SUPERSEDED, State.ARCHIVED)

# From → to. What is not here cannot happen, whoever tries and by whatever way. No way leads back before publication.
TRANSITIONS = {
    (State.DRAFT, State.IN_REVIEW),  # handed in
    (State.IN_REVIEW, State.DRAFT),  # returned with a reason, or taken back by its author
    (State.DRAFT, State.PUBLISHED),
    (State.IN_REVIEW, State.PUBLISHED),
    (State.PUBLISHED, State.SUPERSEDED),
    (State.PUBLISHED, State.ARCHIVED),
    (State.SUPERSEDED, State.PUBLISHED),  # in force again
    (State.ARCHIVED, State.PUBLISHED),
}

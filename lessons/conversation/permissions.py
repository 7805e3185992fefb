"""Who may comment, and moderate."""

from django.shortcuts import get_object_or_404

from lessons.conversation.models import Comment
from lessons.record.models import Lesson
from lessons.record.permissions import get_published
from networks.record.permissions import Permission, Visitor, can, networks_where


def may_talk(user: Visitor) -> bool:
    """Whether `user` may comment on what they can read: who takes part in a network, as an observer too.

    A comment is no evidence and counts for nothing, so it asks less than to confirm does; authors may answer too.
    """
    return networks_where(user, Permission.READ).exists()


def may_moderate(user: Visitor, lesson: Lesson) -> bool:
    """The secretariat of the lesson's network, and admins; of a lesson of the study, admins alone."""
    return can(user, Permission.RUN, lesson.network)


def get_comment(user: Visitor, lesson_pk: int, pk: int) -> Comment:
    """With its lesson as `user` may know it. 404 if that or the comment does not reach them; what is hidden has to be
    asked."""
    lesson = get_published(user, lesson_pk)
    comment = get_object_or_404(lesson.comments.said_to(user).select_related("by", "answering"), pk=pk)
    comment.lesson = lesson
    return comment

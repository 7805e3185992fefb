"""People of the networks may comment; secretariats and admins may moderate."""

from django.shortcuts import get_object_or_404

from lessons.conversation.models import Comment
from lessons.record.models import Lesson
from lessons.record.permissions import get_published
from networks.record.permissions import Permission, Visitor, can, may_anywhere


def may_talk(user: Visitor) -> bool:
    """Return whether `user` may comment on what they can read: everybody in a network may, as an observer too.

    A comment is no evidence and counts for nothing, so it asks less than a confirmation does; authors may answer too.
    """
    return may_anywhere(user, Permission.READ)


def may_moderate(user: Visitor, lesson: Lesson) -> bool:
    """Return whether `user` is an admin, or of the secretariat of the lesson's network; study lessons have none."""
    return can(user, Permission.RUN, lesson.network)


def get_comment(user: Visitor, lesson_pk: int, pk: int) -> Comment:
    """Return a comment, with its lesson as `user` may know it. Raise Http404 if either does not reach them.

    A hidden comment is returned too: check `stands`.
    """
    lesson = get_published(user, lesson_pk)
    comment = get_object_or_404(lesson.comments.said_to(user).select_related("by", "answering"), pk=pk)
    comment.lesson = lesson
    return comment

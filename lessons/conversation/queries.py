"""These queries return what is said about a lesson, as one reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from lessons.conversation.mentions import with_names
from lessons.conversation.models import Comment
from lessons.record.models import Lesson
from lessons.record.only_for import annotate_narrow_audience_of
from lessons.texts.sources import Piece, linked
from networks.models import Network, User

THREADS_SHOWN = 20


@dataclass(frozen=True)
class ShownComment:
    """Describes a comment as one reader may see it: what is hidden from them is not in it.

    `reason`, why it was hidden, is told to its writer and to its moderators; `person` is empty where nothing is left
    to read. `is_for_others` means that it was said to a smaller circle, and is listed for an answer that reaches the
    reader. `only_for` says who alone reads it, if they are fewer than read the lesson.
    """

    pk: int
    person: str
    lines: list[list[Piece]]
    day: datetime
    is_mine: bool
    is_taken_back: bool
    is_hidden: bool
    is_for_others: bool
    reason: str
    only_for: str
    answers: "list[ShownComment]"

    @property
    def stands(self) -> bool:
        return not (self.is_taken_back or self.is_hidden or self.is_for_others)


@dataclass(frozen=True)
class Reader:
    person: User
    moderates: bool


def conversation_of(lesson: Lesson, reader: Reader) -> "QuerySet[Comment]":
    """Return the threads that reach the reader or have an answer that does, newest first, each with those answers."""
    reaching = lesson.comments.said_to(reader.person).select_related("by", "audience").prefetch_related("mentions")
    answers = Prefetch("answers", reaching.order_by("created_at", "pk"))
    return _threads(lesson, reader.person).select_related("by", "audience").prefetch_related("mentions", answers)


def _threads(lesson: Lesson, person: User) -> "QuerySet[Comment]":
    """Annotate `reaches`: whether the thread's own text reaches the person."""
    reaching = Comment.objects.said_to(person)
    said, answered = Exists(reaching.filter(pk=OuterRef("pk"))), Exists(reaching.filter(answering=OuterRef("pk")))
    threads = lesson.comments.threads().annotate(reaches=said).filter(Q(reaches=True) | answered)
    return threads.order_by("-created_at", "-pk")


def shown_threads(lesson: Lesson, threads: Iterable[Comment], reader: Reader) -> list[ShownComment]:
    """Return the threads as `shown_comments` does, each comment with who alone reads it."""
    threads = list(threads)
    annotate_narrow_audience_of(lesson, [*threads, *(answer for thread in threads for answer in thread.answers.all())])
    return shown_comments(threads, reader)


def shown_comments(comments: Iterable[Comment], reader: Reader, *, with_answers: bool = True) -> list[ShownComment]:
    return [_said(comment, reader, with_answers) for comment in comments]


def _said(comment: Comment, reader: Reader, with_answers: bool) -> ShownComment:
    is_mine = comment.by_id == reader.person.pk
    is_for_others = not getattr(comment, "reaches", True)
    told = (comment.hidden_at is None or is_mine or reader.moderates) and not is_for_others
    text = with_names(comment.text, comment.mentions.all()) if told else ""
    return ShownComment(
        pk=comment.pk,
        person=str(comment.by) if told and text else "",
        lines=[linked(line) for line in text.splitlines()],
        day=comment.created_at,
        is_mine=is_mine,
        is_taken_back=comment.taken_back_at is not None,
        is_hidden=comment.hidden_at is not None,
        is_for_others=is_for_others,
        reason=comment.hidden_reason if told else "",
        only_for=getattr(comment, "only_for", "") if told and text else "",
        answers=shown_comments(comment.answers.all(), reader, with_answers=False) if with_answers else [],
    )


def address_of_comment(comment: Comment, person: User) -> str:
    """Return the page and place where that reader finds it now: threads are spread over pages."""
    root = comment.answering or comment
    before = _threads(comment.lesson, person).filter(created_at__gt=root.created_at).count()
    page = before // THREADS_SHOWN + 1
    query = {"page": page} if page > 1 else None
    return reverse("lessons:conversation", args=[comment.lesson_id], query=query, fragment=f"comment-{comment.pk}")


def reports_waiting(network: Network | None) -> "QuerySet[Comment]":
    """Return the reported, unanswered comments on lessons of a network (None: the study), the oldest report first.

    Annotates how many people reported each (`reporters`), and since when (`since`).
    """
    waits = Q(reports__answered_at=None)
    comments = Comment.objects.standing().filter(lesson__network=network, lesson__taken_down_at=None)
    counted = comments.select_related("lesson").annotate(
        reporters=Count("reports", filter=waits), since=Min("reports__created_at", filter=waits)
    )
    return counted.filter(reporters__gt=0).order_by("since", "pk")

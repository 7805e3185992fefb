"""A notice is mailed days later, if it still holds: not of what was taken back, answered or overtaken meanwhile."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from lessons.conversation.models import Comment, CommentReport, TalkPreference
from lessons.experience.models import Application, Corroboration
from lessons.notices.models import Notice
from lessons.record.models import Lesson, State
from lessons.review.models import ReviewNote
from lessons.sources.models import SourceLink
from lessons.translations.models import Translation
from networks.models import User

Kind = Notice.Kind

# A notice of these kinds holds while its subject is among these rows.
ROWS: dict[Kind, Callable[[], "QuerySet[Any]"]] = {
    Kind.USED: lambda: Application.objects.standing(),
    Kind.RESULT_TOLD: lambda: Application.objects.standing(),
    Kind.RESULT_ASKED: lambda: Application.objects.standing().filter(result=Application.Result.TOO_EARLY),
    Kind.CONFIRMED: lambda: Corroboration.objects.filter(stance="confirms"),
    Kind.DIFFERED: lambda: Corroboration.objects.filter(stance="differs"),
    Kind.RETURNED: lambda: ReviewNote.objects.waiting().filter(lesson__state=State.DRAFT),
    Kind.REVIEWED: lambda: ReviewNote.objects.waiting(),
    Kind.OBJECTED: lambda: ReviewNote.objects.waiting(),
    Kind.TRANSLATED: lambda: Translation.objects.shown(),
    Kind.COMMENTED: lambda: Comment.objects.standing(),
    Kind.MENTIONED: lambda: Comment.objects.standing(),
    Kind.REPORTED: lambda: CommentReport.objects.waiting(),
    Kind.DEAD_LINK: lambda: SourceLink.objects.dead(),
}
# A notice of these kinds holds while its lesson is like this.
LESSONS: dict[Kind, Callable[[Lesson], bool]] = {
    Kind.HANDED_IN: lambda lesson: lesson.is_in_review,
    Kind.PUBLISHED: lambda lesson: lesson.is_in_force,
    Kind.ENDED: lambda lesson: lesson.is_ended,
    Kind.DUE: lambda lesson: lesson.is_due_for_review,
}


def still_valid(notices: Iterable[Notice]) -> list[Notice]:
    """Return the notices that still hold, in their order. Takes one query for each kind among them."""
    notices = [notice for notice in notices if notice.kind not in LESSONS or LESSONS[Kind(notice.kind)](notice.lesson)]
    named: dict[Kind, set[int | None]] = defaultdict(set)
    for notice in notices:
        if notice.kind in ROWS:
            named[Kind(notice.kind)].add(notice.subject)
    over = {kind: _over(ROWS[kind](), pks) for kind, pks in named.items()}
    return [notice for notice in notices if notice.kind not in ROWS or notice.subject not in over[Kind(notice.kind)]]


def _over(that_stand: "QuerySet[Any]", pks: set[int | None]) -> set[int]:
    """Return the keys of the rows that no longer stand."""
    rows = that_stand.model._base_manager.filter(pk__in=pks)
    return {*rows.exclude(pk__in=that_stand.values("pk")).values_list("pk", flat=True)}


def without_mailed(notices: Iterable[Notice], reader: User) -> list[Notice]:
    """Leave out the comments that came to `reader` by a mail of their own: see `lessons.conversation.actions`."""
    notices = list(notices)
    since = TalkPreference.objects.filter(user=reader).values_list("chosen_at", flat=True).first()
    if since is None:
        return notices
    talk = [
        notice for notice in notices if notice.kind in {Kind.COMMENTED, Kind.MENTIONED} and notice.created_at >= since
    ]
    to_them = Q(mentions=reader) | Q(answering__by=reader)
    mailed = {*Comment.objects.filter(to_them, pk__in=[notice.subject for notice in talk]).values_list("pk", flat=True)}
    by_mail = {notice.pk for notice in talk if notice.subject in mailed}
    return [notice for notice in notices if notice.pk not in by_mail]

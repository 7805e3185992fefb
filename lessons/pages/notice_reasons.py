"""A notice shows, beside its sentence, the reason that it speaks of."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from lessons.notices.models import Notice
from lessons.record.models import Verification
from lessons.review.models import ReviewNote
from networks.models import User

Kind = Notice.Kind
OF_A_REVIEW = {Kind.RETURNED, Kind.REVIEWED, Kind.OBJECTED}


def notice_reasons(notices: Iterable[Notice], reader: User) -> dict[int, str]:
    """Map the keys of notices to their reasons, where `reader` may read one. Takes two queries at most."""
    notices = list(notices)
    notes = {notice.pk: notice.subject for notice in notices if notice.kind in OF_A_REVIEW}
    ends = {notice.pk: notice.subject for notice in notices if notice.kind == Kind.ENDED}
    texts = _texts(ReviewNote.objects.readable_by(reader), notes, "text")
    return texts | _texts(Verification.objects.said_to(reader), ends, "note")


def _texts(rows: "QuerySet[Any]", numbers: dict[int, int | None], column: str) -> dict[int, str]:
    texts = dict(rows.filter(pk__in=numbers.values()).values_list("pk", column)) if numbers else {}
    return {pk: texts[number] for pk, number in numbers.items() if texts.get(number)}

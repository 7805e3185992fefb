"""What was said of a lesson to fewer than read it now stays behind until whoever said it agrees to show it to all."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.conversation.models import Comment
from lessons.experience.models import Application, Corroboration
from lessons.files.models import Attachment
from lessons.record.models import Lesson, Photo, Revision, Verification, hold
from lessons.record.permissions import may
from lessons.translations.models import Translation
from networks.models import User
from networks.record.permissions import Permission

VERSION, TRANSLATION, PHOTOGRAPH = "version", "translation", "photograph"
Rows = QuerySet[Any]


@dataclass(frozen=True)
class Kind:
    """Describes where one kind of words is stored; `rows` leaves out what is shown to nobody.

    `writer` and `at` are the columns of who said it and when; `audience`, the one of whom the words reach.
    """

    rows: Rows
    writer: str = "by"
    at: str = "created_at"
    audience: str = "audience"


_newest = Revision.objects.filter(lesson=OuterRef("lesson")).order_by("-number").values("number")[:1]
KINDS = {
    "comment": Kind(Comment.objects.filter(taken_back_at=None)),
    "voice": Kind(Corroboration.objects.all()),
    "use": Kind(Application.objects.standing()),
    "file": Kind(Attachment.objects.there(), "added_by", "added_at"),
    PHOTOGRAPH: Kind(Photo.objects.all(), "added_by", "added_at"),
    TRANSLATION: Kind(Translation.objects.shown(), at="at"),
    "verification": Kind(Verification.objects.exclude(note=""), at="at"),
    VERSION: Kind(Revision.objects.filter(number__lt=Subquery(_newest)), at="at", audience="texts_audience"),
}


@dataclass(frozen=True)
class Piece:
    """Describes one thing that somebody said of a lesson."""

    kind: str
    pk: int
    day: datetime

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.pk}"

    @property
    def says(self) -> str:
        return {
            "comment": _("Your comment"),
            "voice": _("What you confirmed or saw differently"),
            "use": _("How you used it"),
            "file": _("The file you added"),
            PHOTOGRAPH: _("The photograph you added"),
            TRANSLATION: _("Your translation"),
            "verification": _("Your answer to “still true?”"),
            VERSION: _("An older version that you wrote"),
        }[self.kind]


def staying_behind(lesson: Lesson, circles: Collection[str], *, of: User | None = None) -> dict[str, int]:
    """Count, for each kind, what would not reach all in `circles`; with `of`, only what that person said."""
    counts = dict.fromkeys(KINDS, 0)
    for kind, _pk, _day, writer, reached in _hanging(lesson):
        if (of is None or writer == of.pk) and not hold(reached, circles):
            counts[kind] += 1
    return {kind: number for kind, number in counts.items() if number}


def counts_in_words(found: dict[str, int]) -> list[str]:
    """Return the counts as people say them: “3 comments”, “1 file” …"""
    return [_words(kind, number) % {"total": number} for kind, number in found.items()]


def _words(kind: str, number: int) -> str:
    return {
        "comment": ngettext("%(total)s comment", "%(total)s comments", number),
        "voice": ngettext("%(total)s confirmation or difference", "%(total)s confirmations or differences", number),
        "use": ngettext("%(total)s use", "%(total)s uses", number),
        "file": ngettext("%(total)s file", "%(total)s files", number),
        PHOTOGRAPH: ngettext("%(total)s photograph", "%(total)s photographs", number),
        TRANSLATION: ngettext("%(total)s translation", "%(total)s translations", number),
        "verification": ngettext("%(total)s answer to “still true?”", "%(total)s answers to “still true?”", number),
        VERSION: ngettext("%(total)s older version", "%(total)s older versions", number),
    }[kind]


def _hanging(lesson: Lesson, **said_by: User) -> Iterator[tuple[str, int, datetime, int | None, list[str]]]:
    """Yield kind, key, day, writer and circles of all that was said of the lesson. Takes one query."""
    one, *others = [_rows(name, kind, lesson, **said_by) for name, kind in KINDS.items()]
    for kind, pk, day, writer, reached in one.union(*others, all=True):
        yield kind, pk, day, writer, reached or []


def _rows(name: str, kind: Kind, lesson: Lesson, *, by: User | None = None) -> Rows:
    rows = kind.rows.filter(lesson=lesson).order_by()
    if by is not None:
        # Who added a photograph was not always noted: its lesson's author stands in.
        unknown = Q(added_by=None, lesson__author=by) if name == PHOTOGRAPH else Q(pk=None)
        rows = rows.filter(Q(**{kind.writer: by}) | unknown)
    return rows.values_list(Value(name, CharField()), "pk", kind.at, f"{kind.writer}_id", f"{kind.audience}__circles")


def pieces_of(lesson: Lesson, person: User) -> list[Piece]:
    """Return what `person` said of the lesson that does not reach all who read it now; the newest first.

    Only the author of an unnamed lesson may show its older versions and translations: those may have named them. An
    older version has several writers, and something was taken out of it: who may no longer change the lesson is
    offered none.
    """
    circles = Lesson.objects.circles_of(lesson)
    hidden = {VERSION, TRANSLATION} if lesson.is_unnamed and lesson.author_id != person.pk else set()
    pieces = [
        Piece(kind, pk, day)
        for kind, pk, day, _writer, reached in _hanging(lesson, by=person)
        if kind not in hidden and not hold(reached, circles)
    ]
    if any(piece.kind == VERSION for piece in pieces) and not may(person, Permission.WRITE, lesson):
        pieces = [piece for piece in pieces if piece.kind != VERSION]
    return sorted(pieces, key=lambda piece: piece.day, reverse=True)


@transaction.atomic
def agree(lesson: Lesson, *, by: User, only: str = "") -> int:
    """Let what `by` said of the lesson reach all who read it now. Return how many things that were.

    `only` is the key of one thing. Without it all are shown but older versions: something was taken out of those, so
    each is shown by itself.
    """
    pieces = pieces_of(lesson, by)
    chosen = [piece for piece in pieces if (piece.key == only if only else piece.kind != VERSION)]
    for piece in chosen:
        KINDS[piece.kind].rows.filter(pk=piece.pk).update(agreed_at=now())
    return len(chosen)


def writers_left_behind(lesson: Lesson) -> QuerySet[User]:
    """Return the active people whose words do not reach all who read the lesson now. Older versions do not count."""
    circles = Lesson.objects.circles_of(lesson)
    people = {
        writer
        for kind, _pk, _day, writer, reached in _hanging(lesson)
        if writer and kind != VERSION and not hold(reached, circles)
    }
    return User.objects.filter(pk__in=people, is_active=True)

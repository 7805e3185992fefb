"""These queries return what others say of a lesson, as its reader may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Window
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lessons.experience.models import Application, Corroboration
from lessons.experience.strength import SIGNS
from lessons.record.models import Lesson
from lessons.record.models.audience import everyone
from lessons.record.only_for import annotate_narrow_audience_of
from networks.models import Network, Organisation, User
from networks.record.permissions import Visitor
from networks.record.prepared import Prepared

# At most this many confirmations, and this many uses, are shown, unless the reader asks for all.
SHOWN = 20


@dataclass(frozen=True)
class Voice:
    """Describes one experience. `kind` is a stance, or `used`; `person` is empty for a reader who is not signed in.

    `about` holds (name, words) for what is told beside the text; `is_own` means that the lesson's own side says it.
    """

    kind: str
    says: str
    text: str
    about: list[tuple[str, str]]
    where: str
    result: str
    result_says: str
    network: Network
    organisation: Organisation | None
    person: str
    day: datetime
    is_mine: bool
    is_own: bool
    only_for: str = ""  # who alone reads it, if they are fewer than read the lesson
    url: str = ""  # where who used it tells what came of it

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]


@dataclass(frozen=True)
class Voices:
    """Holds the voices on a lesson. Those that differ come first: a long list of agreement does not hide them.

    `strength` is the lesson with counts that are the same for every reader; `for_others` counts the voices that were
    said to a smaller circle, which the reader is not in.
    """

    shown: list[Voice]
    are_more: bool
    strength: Lesson
    for_others: int

    @property
    def mine(self) -> Voice | None:
        """Return what the reader confirmed or contested, if they did; uses are several."""
        return next((voice for voice in self.shown if voice.is_mine and voice.kind != "used"), None)


def voices_of(lesson: Lesson, reader: Visitor, stated: int, used: int, *, every: bool = False) -> Voices:
    """Return the newest stances and the newest uses that reach the reader; with `every`, all of them.

    `stated` and `used` are how many there are, whomever they reach: that they exist, and are counted, is no secret.
    """
    newest_stances = _newest(_stances(every), _stance, lesson, reader, every, stated)
    newest_uses = _newest(_uses(every), _use, lesson, reader, every, used)
    return Voices(
        newest_stances.shown + newest_uses.shown,
        newest_stances.are_more or newest_uses.are_more,
        lesson,
        newest_stances.for_others + newest_uses.for_others,
    )


@dataclass(frozen=True)
class _Newest:
    shown: list[Voice]
    are_more: bool = False
    for_others: int = 0


@cache
def _stances(every: bool) -> "Prepared[Any]":
    def ask(reader: Visitor, lesson: int) -> "QuerySet[Any]":
        places = Corroboration.regions.through.objects.filter(corroboration=OuterRef("pk")).order_by("region__slug")
        said = Corroboration.objects.filter(lesson=lesson).said_to(reader)
        stances = said.annotate(places=ArraySubquery(places.values("region__name")))
        return _shown(stances.order_by("-stance", "-created_at", "-pk"), reader, every)

    return Prepared(ask, everyone)


@cache
def _uses(every: bool) -> "Prepared[Any]":
    def ask(reader: Visitor, lesson: int) -> "QuerySet[Any]":
        return _shown(Application.objects.standing().said_to(reader).filter(lesson=lesson), reader, every)

    return Prepared(ask, everyone)


def _shown(said: "QuerySet[Any]", reader: Visitor, every: bool) -> "QuerySet[Any]":
    rows = said.select_related("network", "organisation", "audience", *(["by"] if isinstance(reader, User) else []))
    return rows if every else rows.annotate(all_told=Window(Count("pk")))[: SHOWN + 1]


def _newest(
    said: "Prepared[Any]",
    tell: Callable[[Any], dict[str, Any]],
    lesson: Lesson,
    reader: Visitor,
    every: bool,
    many: int,
) -> _Newest:
    """Return the rows as voices; of `many` there are. None is looked for where there is none."""
    if not many:
        return _Newest([])
    rows = said(reader, lesson=lesson.pk)
    annotate_narrow_audience_of(lesson, rows)
    voices = [_voice(row, tell(row), lesson, reader) for row in rows]
    told = len(rows) if every or not rows else rows[0].all_told
    return _Newest(voices if every else voices[:SHOWN], told > SHOWN and not every, for_others=many - told)


def _voice(said: Corroboration | Application, told: dict[str, Any], lesson: Lesson, reader: Visitor) -> Voice:
    return Voice(
        text=said.text,
        network=said.network,
        organisation=said.organisation,
        person=str(said.by) if isinstance(reader, User) else "",
        day=said.created_at,
        is_mine=said.by_id == reader.pk,
        is_own=is_own(said, lesson),
        only_for=getattr(said, "only_for", ""),
        **told,
    )


def _stance(said: Any) -> dict[str, Any]:
    about = [(_("Context"), said.context)] if said.context else []
    words = {"kind": said.stance, "says": said.get_stance_display(), "result": "", "result_says": ""}
    return words | {"about": about, "where": ", ".join(said.places)}


def _use(said: Application) -> dict[str, Any]:
    month = date_format(said.used_on, "YEAR_MONTH_FORMAT") if said.used_on else ""
    about = [(_("Used for"), said.for_what), (_("When"), month), (_("What was adapted"), said.adapted)]
    return {
        "kind": "used",
        "says": _("We used it"),
        "about": [(name, words) for name, words in about if words],
        "where": "",
        "result": said.result,
        "result_says": said.get_result_display(),
        "url": said.get_absolute_url(),
    }


def is_own(voice: Corroboration | Application, lesson: Lesson) -> bool:
    """Return whether the lesson's own side speaks: `_OWN_VOICE` in strength.py has the reasons."""
    if lesson.is_unnamed:
        return voice.network_id == lesson.network_id
    if lesson.organisation_id is not None:
        return voice.organisation_id == lesson.organisation_id
    return voice.organisation_id is None and voice.network_id == lesson.network_id

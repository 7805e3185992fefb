"""What others say of a lesson, as its reader may see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lessons.models import Application, Corroboration, Lesson
from networks.models import Network, Organisation, User
from networks.permissions import Visitor

# Of confirmations and of uses, unless the reader asks for all.
SHOWN = 20

SIGNS = {"confirms": "✓", "differs": "≠", "used": "↻"}


@dataclass(frozen=True)
class Voice:
    """`kind` is a stance, or `used`. `person` is empty for a reader who is not signed in."""

    kind: str
    says: str
    text: str
    result: str
    result_says: str
    network: Network
    organisation: Organisation | None
    person: str
    day: datetime
    is_mine: bool

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]


@dataclass(frozen=True)
class Voices:
    """Who differs comes first: a long list of agreement does not hide them. `strength` is the lesson, counted."""

    shown: list[Voice]
    are_more: bool
    strength: Lesson

    @property
    def mine(self) -> Voice | None:
        """What the reader confirmed or contested; uses are several."""
        return next((voice for voice in self.shown if voice.is_mine and voice.kind != "used"), None)


def voices_of(lesson: Lesson, reader: Visitor, *, every: bool = False) -> Voices:
    """The newest of each, or `every` one."""
    stances, more_stances = _newest(lesson.corroborations.order_by("-stance", "-created_at", "-pk"), reader, every)
    uses, more_uses = _newest(lesson.applications.all(), reader, every)
    strength = Lesson.objects.with_strength().only("pk").get(pk=lesson.pk)
    return Voices(stances + uses, more_stances or more_uses, strength)


def _newest(
    said: "QuerySet[Corroboration] | QuerySet[Application]", reader: Visitor, every: bool
) -> tuple[list[Voice], bool]:
    """As voices, and whether there are more than are shown."""
    rows = said.select_related("network", "organisation", *(["by"] if isinstance(reader, User) else []))
    rows = rows if every else rows[: SHOWN + 1]
    voices = [_voice(row, reader) for row in rows]
    return (voices, False) if every else (voices[:SHOWN], len(voices) > SHOWN)


def _voice(said: Corroboration | Application, reader: Visitor) -> Voice:
    if isinstance(said, Application):
        kind, says, result = "used", _("We used it"), (said.result, said.get_result_display())
    else:
        kind, says, result = said.stance, said.get_stance_display(), ("", "")
    return Voice(
        kind=kind,
        says=says,
        text=said.text,
        result=result[0],
        result_says=result[1],
        network=said.network,
        organisation=said.organisation,
        person=str(said.by) if isinstance(reader, User) else "",
        day=said.created_at,
        is_mine=said.by_id == reader.pk,
    )

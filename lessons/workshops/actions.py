"""These functions change a workshop and its notes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from base.models import refused_by
from lessons.record import bounds
from lessons.record.models import NO_STEWARD, TEXT_LIMIT, Lesson
from lessons.texts.sentences import first_sentence
from lessons.workshops.models import MOST_NOTES, NoteQuerySet, Workshop, WorkshopNote, end_of_tomorrow, new_code
from lessons.writing import actions
from networks.models import Membership, Network, User
from networks.record.bounds import a_day_ago, a_moment_ago, lock

Question = WorkshopNote.Question
TITLE_FROM = (Question.INSIGHT, Question.WHAT_HAPPENED, Question.RECOMMENDATION)


def close(workshop: Workshop) -> None:
    """Take no more notes from now on. Closing twice changes nothing."""
    Workshop.objects.filter(pk=workshop.pk, closes_at__gt=now()).update(closes_at=now())


@transaction.atomic
def reopen(workshop: Workshop) -> None:
    """Open it again, with the code it had unless that is too short to be safe. An open one does not change.

    Raises ValidationError if as many are open as may be.
    """
    closed = Workshop.objects.filter(pk=workshop.pk, closes_at__lte=now())
    if closed.exists():
        _refuse_more(workshop.network)
        closed.update(closes_at=end_of_tomorrow(), code=new_code() if workshop.has_short_code else workshop.code)
        workshop.refresh_from_db(fields=["closes_at", "code"])


@transaction.atomic
def open_new(workshop: Workshop, *, by: User, network: Network) -> Workshop:
    """Open a workshop. Sent twice it is one.

    Raises ValidationError if as many are open as may be, or if `by` opened very many today.
    """
    lock(by)
    same = Workshop.objects.filter(network=network, facilitator=by, title=workshop.title)
    if again := same.filter(opened_at__gt=a_moment_ago(), closes_at__gt=now()).first():
        return again
    bounds.WORKSHOPS_OF_A_DAY.refuse_more(Workshop.objects.filter(facilitator=by, opened_at__gt=a_day_ago()))
    _refuse_more(network)
    workshop.network, workshop.facilitator = network, by
    workshop.save()
    return workshop


def _refuse_more(network: Network) -> None:
    Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)
    bounds.OPEN_WORKSHOPS.refuse_more(Workshop.objects.filter(network=network, closes_at__gt=now()))


@transaction.atomic
def write(workshop: Workshop, *, key: UUID, text: str, question: str = "", name: str = "") -> WorkshopNote:
    """Take a note. The same words with the same key are one note; other words with it are another one: none is lost.

    Raises ValidationError if the workshop is closed or full.
    """
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)  # one after the other: they count
    before = workshop.notes.filter(key=key).first()
    if before and before.text == text:
        return before
    if not workshop.is_open:
        raise ValidationError(_("This workshop is closed: it takes no more notes."))
    if workshop.notes.count() >= MOST_NOTES:
        raise ValidationError(_("This workshop is full: it has %(most)s notes.") % {"most": MOST_NOTES})
    return workshop.notes.create(key=uuid4() if before else key, text=text, question=question, name=name)


def set_aside(workshop: Workshop, chosen: Collection[int]) -> int:
    """Set the chosen notes aside; what is in a draft stays there. Return how many."""
    return _notes(workshop, chosen).waiting().update(set_aside_at=now())


def bring_back(workshop: Workshop, chosen: Collection[int]) -> int:
    return _notes(workshop, chosen).set_aside().update(set_aside_at=None)


@transaction.atomic
def merge(workshop: Workshop, chosen: Collection[int], *, by: User) -> Lesson | None:
    """Make a draft of `by` from those of the chosen notes that wait, and return it.

    If none waits, returns the draft that they are in, or None: also if `by` may not know who wrote that draft. Two who
    merge the same notes at once make one draft. Names that people gave stay with the notes. Raises ValidationError if
    together they are longer than a lesson may be, or if `by` may write there no more.
    """
    notes = list(_notes(workshop, chosen).waiting().select_for_update())
    if not notes:
        return workshop.lessons_known_to(by).filter(notes__in=_notes(workshop, chosen)).order_by("-pk").first()
    lesson = Lesson(**_texts(notes), **_known(workshop, by))
    try:
        actions.save(lesson, regions=(), stances={}, by=by)
    except IntegrityError as refusal:
        if refused_by(refusal) != NO_STEWARD:
            raise
        raise ValidationError(_("Your role in this network has changed: you can no longer write there.")) from None
    WorkshopNote.objects.filter(pk__in=[note.pk for note in notes]).update(lesson=lesson)
    return lesson


def _notes(workshop: Workshop, chosen: Collection[int]) -> NoteQuerySet:
    notes: NoteQuerySet = WorkshopNote.objects.filter(workshop=workshop, pk__in=chosen)
    return notes


def _texts(notes: list[WorkshopNote]) -> dict[str, str]:
    """Make each note a paragraph of the field that its question names; without a question, it tells what happened.

    Raises ValidationError if a field becomes too long.
    """
    paragraphs_of: dict[str, list[str]] = {}
    for note in notes:
        paragraphs_of.setdefault(note.question or Question.WHAT_HAPPENED, []).append(note.text)
    texts = {field: "\n\n".join(paragraphs) for field, paragraphs in paragraphs_of.items()}
    if any(len(text) > TEXT_LIMIT for text in texts.values()):
        raise ValidationError(_("Together they are longer than a lesson may be. Choose fewer notes."))
    return texts | {"title": first_sentence(next(texts[name] for name in TITLE_FROM if name in texts))}


def _known(workshop: Workshop, by: User) -> dict[str, Any]:
    """Return what need not be asked, as in a form that is opened empty."""
    role = Membership.objects.filter(user=by, network=workshop.network).first()
    return {
        "network": workshop.network,
        "organisation_id": role.organisation_id if role else None,
        "sector_id": workshop.network.sector_id,
        "visibility": workshop.network.default_visibility,
        "language": by.language,
    }

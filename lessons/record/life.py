"""A lesson moves between its states here, each time in one statement. Callers decide who may, and who hears of it."""

import re
import unicodedata
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from lessons.record.models import Lesson, State
from networks.models import User

MONTHS, MONTHS_OF_WHAT_CHANGES_SOON, MOST_MONTHS = 12, 6, 36
# A change of government changes laws and offices. Texts are compared without accents, in singular and plural.
CHANGES_SOON = """
    ley(es)? legislacion decretos? resolucion(es)? reglamentos? ordenanzas? (?<!junta.)directivas? normas? normativas?
    (vice)?ministr[oa]s? (vice)?ministerios? (vice)?ministerial(es)? congresos? congresistas? alcald(ia|e|esa)s?
    gobernador(a|es|as)? regidor(a|es|as)? gobiernos?.(regional|local)(es)? direccion(es)?.regional(es)?
    laws? legislation decrees? regulations? ordinances? minist(ry|ries|ers?|erial) congress mayors? governors?
"""
NAMES_WHAT_CHANGES_SOON = re.compile(rf"\b({'|'.join(CHANGES_SOON.split())})\b")


def months_of(lesson: Lesson) -> int:
    """Return for how many months it is trusted at first: fewer if it names a law or an office."""
    says = " ".join((lesson.title, lesson.insight, lesson.recommendation, lesson.applies_when))
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", says.lower()) if not unicodedata.combining(letter)
    )
    return MONTHS_OF_WHAT_CHANGES_SOON if NAMES_WHAT_CHANGES_SOON.search(" ".join(plain.split())) else MONTHS


def in_months(months: int) -> date:
    day: date = localdate() + relativedelta(months=months)
    return day


def come_in_force(lesson: Lesson, *, by: User) -> None:
    """Set, in the object alone, what publishing sets; the caller stores it."""
    lesson.state, lesson.published_at, lesson.published_by = State.PUBLISHED, now(), by
    lesson.review_months = months_of(lesson)
    lesson.review_on = in_months(lesson.review_months) if lesson.network_id else None


def move(lesson: Lesson, before: str, after: str, **columns: Any) -> bool:
    moved = Lesson.objects.filter(pk=lesson.pk, state=before).update(state=after, **columns)
    lesson.refresh_from_db(fields=LIFECYCLE_FIELDS)
    return bool(moved)


def unmoved(lesson: Lesson) -> bool:
    """Refresh the lesson, so that whoever holds it sees what became of it, and return False."""
    lesson.refresh_from_db(fields=LIFECYCLE_FIELDS)
    return False


# A form does not write these: whoever has the lesson open does not know what became of it meanwhile.
LIFECYCLE_FIELDS = [
    *("state", "submitted_at", "published_at", "published_by", "review_on", "review_months", "superseded_by"),
    *("ended_at", "ended_by", "end_reason", "wording", "taken_down_at", "taken_down_by", "take_down_reason"),
]


def locked(lesson: Lesson) -> Lesson:
    """Return the lesson as stored, locked against changes until this transaction ends.

    Others may still speak of it: whoever does holds a lock on their own account, for which a change of the lesson may
    wait.
    """
    rows = Lesson.objects.select_for_update(of=("self",), no_key=True).select_related("network", "author", "steward")
    return rows.select_related("published_by", "superseded_by", "ended_by").get(pk=lesson.pk)


def say_the_essential(lesson: Lesson) -> None:
    """Raise ValidationError, by field, if the lesson does not say yet what others need."""
    if lesson.missing:
        raise ValidationError({name: _("Write this before you publish.") for name in lesson.missing})

"""Words that reach fewer than now read their lesson, or their collection, are shown with who those are."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from base.alphabet import alphabetical
from lessons.record.models import NETWORKS, Lesson, circles_of, hold
from networks.models import Network

Level = Lesson.Visibility


def annotate_narrow_audience_of(lesson: Lesson, rows: Iterable[Any], audience: str = "audience") -> None:
    """Annotate what hangs on a published lesson. Nothing is compared where its reader may not know whose it is."""
    if not lesson.is_published or (lesson.visibility == Level.OWN_ORGANISATION and lesson.organisation_id is None):
        return
    if is_chosen := lesson.visibility == Level.CHOSEN_NETWORKS:
        prefetch_related_objects([lesson], "shared_with")  # once, however many lists ask
    annotate_narrow_audience(rows, circles_of(lesson, lesson.shared_with.all() if is_chosen else ()), audience)


def annotate_narrow_audience(rows: Iterable[Any], circles: Collection[str], audience: str = "audience") -> None:
    """Give each row that does not reach all in `circles` a sentence `only_for`; one query, if there is any.

    `audience` must have been fetched with them. No organisation is named: of an unnamed lesson it would tell whose.
    """
    fewer = [row for row in rows if not hold(_reached(row, audience), circles)]
    names = _names(circle for row in fewer for circle in _reached(row, audience))
    for row in fewer:
        row.only_for = in_words(_reached(row, audience), names)


def _reached(row: Any, audience: str) -> list[str]:
    kept = getattr(row, audience)
    return kept.circles if kept else []


def _names(circles: Iterable[str]) -> dict[int, str]:
    numbers = {_number(circle) for circle in circles if circle != NETWORKS}
    return dict(Network.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}


def _number(circle: str) -> int:
    return int(circle.split("/")[0].removeprefix("network:"))


def in_words(circles: Collection[str], names: dict[int, str]) -> str:
    if not circles:
        return _("Only those who look after it read this.")
    if NETWORKS in circles:
        return _("Only those who take part in a network read this.")
    who = sorted((_of_one(circle, names.get(_number(circle), "")) for circle in circles), key=alphabetical)
    return _("Only %(who)s read this.") % {"who": get_text_list(who, _("and"))}


def _of_one(circle: str, network: str) -> str:
    if "/" in circle:
        return _("people of one organisation of %(network)s") % {"network": network}
    return _("the people of %(network)s") % {"network": network}

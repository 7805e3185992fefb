"""Counts again in Python the numbers that the product shows: a second opinion on the SQL that makes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from lessons.experience.models import Corroboration
from lessons.record.models import Lesson
from networks.models import Network


@dataclass(frozen=True)
class Strength:
    """Holds the same counts as the columns of a lesson: lessons/experience/models/strength.py."""

    confirming: int
    departments: int
    differing: int
    used: int
    confirming_voices: int = 0
    differing_voices: int = 0


def strength_of(lesson: Lesson) -> Strength:
    """Count a lesson's strength one by one. The lesson is as it is stored, with its source."""
    heard = [voice for voice in lesson.corroborations.all() if not _speaks_for_itself(voice, lesson)]
    confirming = [voice for voice in heard if voice.stance == "confirms"]
    differing = [voice for voice in heard if voice.stance == "differs"]
    return Strength(
        confirming=len(_organisations(confirming)),
        departments=len({region.pk for voice in confirming for region in voice.regions.all()}),
        differing=len(_organisations(differing)),
        used=len([use for use in lesson.applications.all() if use.withdrawn_at is None]),
        confirming_voices=len([voice for voice in confirming if voice.organisation_id is None]),
        differing_voices=len([voice for voice in differing if voice.organisation_id is None]),
    )


def _speaks_for_itself(voice: Corroboration, lesson: Lesson) -> bool:
    """Return whether the lesson's own side speaks. Written once more here: the checked code must not be asked."""
    if lesson.is_unnamed:
        return voice.network_id == lesson.network_id
    if lesson.organisation_id is None:
        return voice.network_id == lesson.network_id and voice.organisation_id is None
    return voice.organisation_id == lesson.organisation_id


def _organisations(voices: Iterable[Corroboration]) -> set[int]:
    return {voice.organisation_id for voice in voices if voice.organisation_id is not None}


def exchange_of(network: Network, lessons: Iterable[Lesson]) -> dict[str, int]:
    """Count the `lessons` on which each was said; the keys are the names in lessons/experience/exchange.py."""
    names = [f"{way}_{what}" for way in ("gave", "took") for what in ("confirms", "differs", "used")]
    counted = dict.fromkeys(names, 0)
    for lesson in lessons:
        for name in _said_between(network, lesson):
            counted[name] += 1
    return counted


def _said_between(network: Network, lesson: Lesson) -> set[str]:
    is_its = lesson.network_id == network.pk
    voices: list[tuple[str, int]] = [(voice.stance, voice.network_id) for voice in lesson.corroborations.all()]
    voices += [("used", use.network_id) for use in lesson.applications.all() if use.withdrawn_at is None]
    gave = {f"gave_{what}" for what, by in voices if is_its and by != network.pk}
    return gave | {f"took_{what}" for what, by in voices if not is_its and by == network.pk}

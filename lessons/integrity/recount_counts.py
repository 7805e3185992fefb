"""Counts the published lessons one by one, by all that pages count: a second opinion on the counts that are kept."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from django.db.models import Sum
from django.utils.timezone import localdate

from lessons.counts.models import KeptCount
from lessons.record.models import Lesson, LessonQuerySet

Key = tuple[int | None, str, str, str]  # as the columns of a count: audience, state, within, value
Numbers = tuple[int, int, int]  # lessons, confirmations, uses


def faults() -> Iterator[str]:
    """Yield each count that is not that of the lessons."""
    kept, counted = kept_counts(), recounted(Lesson.objects.ever_published())
    for key in sorted(kept.keys() | counted.keys(), key=str):
        if kept.get(key) != counted.get(key):
            yield f"{key} is kept as {kept.get(key)}, and the lessons are {counted.get(key)}"


def kept_counts() -> dict[Key, Numbers]:
    rows = KeptCount.objects.order_by().values_list("audience_id", "state", "within", "value")
    summed = rows.annotate(Sum("lessons"), Sum("confirmations"), Sum("uses"))
    return {
        (audience, *of): numbers
        for audience, *of, many, confirmed, used in summed
        if any(numbers := (many, confirmed, used))
    }


def recounted(lessons: LessonQuerySet) -> dict[Key, Numbers]:
    """Map each key to its numbers; confirmations and uses are counted by time alone."""
    many, confirmations, uses = Counter[Key](), Counter[Key](), Counter[Key]()
    for lesson in lessons.prefetch_related("stances__finding", "regions", "applications", "verifications").iterator(
        chunk_size=500
    ):
        for within, value in _pairs(lesson):
            key = lesson.audience_id, lesson.state, within, value
            many[key] += 1
            if within.startswith("told"):
                confirmations[key] += lesson.confirming + len(lesson.confirming_voices)
                uses[key] += lesson.used
    return {key: (number, confirmations[key], uses[key]) for key, number in many.items()}


def _pairs(lesson: Lesson) -> Iterator[tuple[str, str]]:
    stances = lesson.stances.all()
    regions = [f"region:{region.pk}" for region in lesson.regions.all()]
    findings = [f"finding:{stance.finding_id}" for stance in stances]
    of_network = [f"network:{lesson.network_id}"] if lesson.network_id else []
    of_sector = [f"sector:{lesson.sector_id}"] if lesson.sector_id else []
    result = f"result:{lesson.result}"
    naturals = [*{f"natural:{region.natural_region_id}" for region in lesson.regions.all()}]
    asked = [*of_network, *of_sector, result, *regions, *findings, *naturals, *_heard(lesson)]
    alone = [{*regions}, {*naturals}]  # one of them alone is chosen
    facets = [*asked, *_said_of(lesson)]
    yield "", ""
    yield from (("", one) for one in facets)
    yield from (
        (one, other)
        for one in asked
        for other in facets
        if one != other and not any({one, other} <= kind for kind in alone)
    )
    for against in (stance.finding_id for stance in stances if stance.stance == stance.Stance.CONTRADICTS):
        yield from _each_way(result, f"contradicts:{against}")
    challenges = [stance.finding_id for stance in stances if stance.finding.kind == "challenge"]
    practices = [stance.finding_id for stance in stances if stance.finding.kind == "best_practice"]
    boths = [f"both:{challenge},{practice}" for challenge in challenges for practice in practices]
    for both in boths:
        yield from _each_way(result, both)
        yield from ((both, place) for place in (*of_network, *regions))
    for use in lesson.applications.all():
        if use.withdrawn_at is None:
            yield from ((finding, f"use:{use.result}/{use.network_id}") for finding in (*findings, *boths))
    for year in _fresh_in(lesson):
        yield from ((f"fresh:{year}", facet) for facet in (*of_sector, *regions, *findings))
    whose, day = [*of_network, "library" if lesson.is_from_source else "study"][0], _told_on(lesson)
    for told, period in ("told", "%Y-%m"), ("told in year", "%Y"):
        yield told, f"{whose}/{day.strftime(period) if day else ''}/{lesson.result}"


def _heard(lesson: Lesson) -> list[str]:
    confirmed = ["confirmed:yes"] if lesson.confirming or lesson.confirming_voices else []
    return [*confirmed, "used:yes"] if lesson.used else confirmed


def _said_of(lesson: Lesson) -> list[str]:
    """Return what counts are kept of, but not within: the year is of what happened, or else of the publication."""
    source = "source:yes" if lesson.is_from_source else "source:no"
    published_on = None if lesson.is_from_source else localdate(cast("datetime", lesson.published_at))
    day = lesson.happened_on or published_on
    year = [f"year:{day.year:04}"] if day else []
    return [f"evidence:{lesson.evidence}", f"language:{lesson.language}", source, *year]


def _each_way(one: str, other: str) -> Iterator[tuple[str, str]]:
    yield one, other
    yield other, one


def _told_on(lesson: Lesson) -> date | None:
    """Return when a published lesson was told: one of the study or the library, when it happened, if that is known."""
    happened_on = None if lesson.network_id else lesson.happened_on
    return happened_on or (None if lesson.is_from_source else localdate(cast("datetime", lesson.published_at)))


def _fresh_in(lesson: Lesson) -> list[int]:
    """Return the year in which a published lesson was published, or last found still true.

    One of the library is as fresh as what happened: of some, nobody knows when that was.
    """
    told = lesson.happened_on if lesson.is_from_source else localdate(cast("datetime", lesson.published_at))
    verified = [localdate(each.at) for each in lesson.verifications.all() if each.outcome == each.Outcome.STILL_TRUE]
    return [max(day.year for day in [*verified, *filter(None, [told])])] if verified or told else []

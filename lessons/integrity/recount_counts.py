"""Counts the published lessons one by one, by all that pages count: a second opinion on the counts that are kept."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Sum
from django.utils.timezone import localtime

from lessons.counts.models import KeptCount
from lessons.record.models import Lesson, LessonQuerySet

Key = tuple[int | None, str, str, str]  # as the columns of a count: audience, state, within, value
Numbers = tuple[int, int, int]  # lessons, confirmations, uses


def faults() -> Iterator[str]:
    """Yield each count that is not that of the lessons."""
    kept, counted = kept_counts(), counts_of(Lesson.objects.ever_published())
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


def counts_of(lessons: LessonQuerySet) -> dict[Key, Numbers]:
    """Map each key to its numbers; confirmations and uses are counted by time alone."""
    many, confirmations, uses = Counter[Key](), Counter[Key](), Counter[Key]()
    for lesson in lessons.prefetch_related("stances__finding", "regions").iterator(chunk_size=500):
        for within, value in _pairs(lesson):
            key = lesson.audience_id, lesson.state, within, value
            many[key] += 1
            if "/" in within:
                confirmations[key] += lesson.confirming + len(lesson.confirming_voices)
                uses[key] += lesson.used
    return {key: (number, confirmations[key], uses[key]) for key, number in many.items()}


def _pairs(lesson: Lesson) -> Iterator[tuple[str, str]]:
    stances = lesson.stances.all()
    regions = [f"region:{region.pk}" for region in lesson.regions.all()]
    findings = [f"finding:{stance.finding_id}" for stance in stances]
    network = [f"network:{lesson.network_id}"] if lesson.network_id else []
    result = f"result:{lesson.result}"
    alone = [*network, *([f"sector:{lesson.sector_id}"] if lesson.sector_id else []), result]
    yield "", ""
    for one in (*alone, *regions, *findings):
        yield "", one
        for other in (*alone, *regions, *findings):
            of_one_region = one in regions and other in regions
            if one != other and not of_one_region:
                yield one, other
    for stance in stances:
        if stance.stance == stance.Stance.CONTRADICTS:
            yield result, f"contradicts:{stance.finding_id}"
        for beside in stances:
            if (stance.finding.kind, beside.finding.kind) == ("challenge", "best_practice"):
                both = f"both:{stance.finding_id},{beside.finding_id}"
                yield from ((result, both), *((both, place) for place in (*network, *regions)))
    if lesson.network_id and lesson.published_at:
        day = localtime(lesson.published_at)
        yield f"months/{network[0]}", f"{day:%Y-%m}/{lesson.result}"
        yield f"years/{network[0]}", f"{day:%Y}/{lesson.result}"

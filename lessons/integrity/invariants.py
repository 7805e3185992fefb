"""This module asks the rows what must hold of the memory at any time: after a restore, an import, a bad night.

Most of it the database refuses to break. These are the questions that show whether it still does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from lessons.experience.exchange import exchange_of
from lessons.experience.models import Corroboration
from lessons.integrity import guards, recount, recount_counts, recount_findings, stored
from lessons.notices.models import Notice
from lessons.record.models import ENDED, UNPUBLISHED, VERSIONED_FIELDS, Addressed, Audience, Lesson, Revision, State
from lessons.relations.mentions import numbers_in
from lessons.relations.models import LessonMention
from networks.models import Affiliation, Membership, Network

MOST_TOLD = 20  # of each: the rest is counted


@dataclass(frozen=True)
class Invariant:
    """Describes what must hold; `faults` yields a line for each row that breaks it."""

    name: str
    faults: Callable[[], Iterator[str]]


def _lessons(rows: Any, says: str) -> Iterator[str]:
    return (f"lesson {pk} {says}" for pk in rows.order_by("pk").values_list("pk", flat=True).iterator())


def _without_steward() -> Iterator[str]:
    return _lessons(Lesson.objects.without_active_steward(), "has nobody active who answers for it")


def _states() -> Iterator[str]:
    published = Q(published_at__isnull=False)
    agree = Q(state__in=UNPUBLISHED) & ~published | Q(state__in=[State.PUBLISHED, *ENDED]) & published
    yield from _lessons(Lesson.objects.exclude(agree), "has a state that its publication contradicts")
    silent = Lesson.objects.filter(published).filter(
        Q(title="") | Q(what_happened="") | Q(insight="") | Q(recommendation="")
    )
    yield from _lessons(silent, "is published and does not say the essential")
    undated = Lesson.objects.published().filter(network__isnull=False, review_on=None)
    yield from _lessons(undated, "is in force and has no day to be looked at again")
    yield from _lessons(Lesson.objects.filter(state=State.ARCHIVED, end_reason=""), "is archived and does not tell why")


def _successors() -> Iterator[str]:
    """Yield the lessons whose chain of successors does not end."""
    after = dict(Lesson.objects.exclude(superseded_by=None).values_list("pk", "superseded_by"))
    for pk in after:
        seen, here = {pk}, after[pk]
        while here in after and here not in seen:
            seen.add(here)
            here = after[here]
        if here in seen:
            yield f"lesson {pk} is superseded in a circle"


def _versions() -> Iterator[str]:
    newest = Revision.objects.filter(lesson=OuterRef("pk")).order_by("-number").values("texts")[:1]
    handed_in = Lesson.objects.exclude(state=State.DRAFT).annotate(kept=Subquery(newest)).order_by("pk")
    for lesson in handed_in.iterator():
        kept: dict[str, Any] | None = lesson.kept  # type: ignore[attr-defined]
        if kept is None:
            yield f"lesson {lesson.pk} has no version"
        elif any(str(kept.get(name) or "") != str(getattr(lesson, name) or "") for name in VERSIONED_FIELDS):
            yield f"lesson {lesson.pk} says something else than its newest version"


def _numbers() -> Iterator[str]:
    counted = Revision.objects.order_by("lesson").values("lesson").annotate(many=Count("pk"), last=Max("number"))
    for row in counted.exclude(many=F("last")):
        yield f"lesson {row['lesson']} has {row['many']} versions, and the last is number {row['last']}"


def _places() -> Iterator[str]:
    """Yield the roles through an organisation that does not belong to the network."""
    belongs = Affiliation.objects.filter(
        network=OuterRef("network"), organisation=OuterRef("organisation"), ended_on=None
    )
    rows = Membership.objects.exclude(organisation=None).exclude(Exists(belongs)).order_by("pk")
    return (f"role {pk} is through an organisation that does not belong" for pk in rows.values_list("pk", flat=True))


def _notices() -> Iterator[str]:
    rows = Notice.objects.filter(to__is_active=False).values_list("pk", flat=True)
    return (f"notice {pk} is for somebody who left" for pk in rows)


def _audiences() -> Iterator[str]:
    """Yield the words without an audience: they reach nobody, and the database's guard was away when they were said."""
    for model in apps.get_models():
        if issubclass(model, Addressed) and not model._meta.proxy:
            columns = [field.name for field in model._meta.concrete_fields if field.related_model is Audience]
            without = reduce(or_, (Q(**{name: None}) for name in columns))
            for pk in model._default_manager.filter(without).order_by("pk").values_list("pk", flat=True):
                yield f"{model._meta.model_name} {pk} does not say whom it reached"


def _speakers() -> Iterator[str]:
    """Yield the lessons that are confirmed or contested by their own author."""
    said = Corroboration.objects.filter(lesson=OuterRef("pk"), by=OuterRef("author"))
    return _lessons(Lesson.objects.filter(Exists(said)), "is confirmed or contested by its own author")


def _strength() -> Iterator[str]:
    """Yield the lessons whose numbers on their page are not those that a count one by one gives."""
    names, voices = ("confirming", "differing", "departments", "used"), ("confirming_voices", "differing_voices")
    for lesson in Lesson.objects.ever_published().order_by("pk").iterator(chunk_size=500):
        shown = {name: getattr(lesson, name) for name in names}
        shown |= {name: len(getattr(lesson, name)) for name in voices}
        counted = asdict(recount.strength_of(lesson))
        if shown != counted:
            yield f"lesson {lesson.pk} is shown as {shown}, and its records say {counted}"


def _exchanges() -> Iterator[str]:
    lessons = Lesson.objects.ever_published()
    for network in Network.objects.order_by("pk"):
        if exchange_of(network, lessons, None).counts != recount.exchange_of(network, lessons):
            yield f"network {network.pk} is shown another exchange than its records say"


def _mentions() -> Iterator[str]:
    kept: dict[int, set[int]] = defaultdict(set)
    for pk, mentioned in LessonMention.objects.values_list("lesson", "mentioned"):
        kept[pk].add(mentioned)
    there: set[int] = set()
    for lesson in Lesson.objects.order_by("pk").iterator():
        named = numbers_in(lesson)
        # A number may name a lesson that was logged later by chance, so only earlier lessons must be noted.
        if kept[lesson.pk] - named or (named & there) - kept[lesson.pk]:
            yield f"lesson {lesson.pk} mentions others than are noted"
        there.add(lesson.pk)


INVARIANTS = [
    Invariant("each lesson has somebody who answers for it", _without_steward),
    Invariant("each state agrees with what the lesson says", _states),
    Invariant("each chain of successors ends", _successors),
    Invariant("the newest version is what the lesson says", _versions),
    Invariant("versions are numbered without a gap", _numbers),
    Invariant("nobody speaks for their own lesson", _speakers),
    Invariant("the strength that is shown is that of the records", _strength),
    Invariant("the counts that are kept are those of the lessons", recount_counts.faults),
    Invariant("what networks gave and took is that of the records", _exchanges),
    Invariant("what a challenge's page counts is in the records", recount_findings.faults),
    Invariant("each mention of a lesson is noted", _mentions),
    Invariant("people take part through what belongs to the network", _places),
    Invariant("no notice waits for somebody who left", _notices),
    Invariant("whatever was said of a lesson says whom it reached", _audiences),
    Invariant("each file is where its row says, and as it was sent", stored.faults),
    Invariant("the database's own guards are in place", guards.triggers),
    Invariant("the database's own constraints are in place", guards.constraints),
]


def broken() -> Iterator[tuple[Invariant, list[str], bool]]:
    """Yield each invariant that does not hold, what breaks it, and whether there is more than is told."""
    for invariant in INVARIANTS:
        faults = list(islice(invariant.faults(), MOST_TOLD + 1))
        if faults:
            yield invariant, faults[:MOST_TOLD], len(faults) > MOST_TOLD

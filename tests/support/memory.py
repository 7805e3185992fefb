"""A memory of lessons of all kinds, in all states and of all reach, for what is to be right for each reader of them."""

from datetime import timedelta
from random import Random

from django.utils.timezone import localdate, now

from lessons.models import Finding, Lesson
from lessons.verification import actions
from networks.models import Region
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    NaturalRegionFactory,
    OrganisationFactory,
    RegionFactory,
)

WORD = "autoridades"


def fill(cast: Cast, lessons: int) -> None:
    chance = Random(7)
    findings = [FindingFactory(number=number) for number in (1, 2, 3)]
    coast, highlands = NaturalRegionFactory(code="costa"), NaturalRegionFactory(code="sierra")
    regions = [
        RegionFactory(code=f"{number:02d}", natural_region=chance.choice([coast, highlands])) for number in (1, 2, 3)
    ]
    for number in range(lessons):
        _say_more(_told(cast, chance, number), chance, findings, regions)
    for lesson in chance.sample([*Lesson.objects.filter(state="published", network__isnull=False)], 4):
        actions.archive(lesson, by=cast.user("admin"), reason="Ya no")
    hidden = Lesson.objects.filter(state="published", author=cast.user("secretariat")).first()
    hidden = Lesson.objects.filter(pk=hidden.pk) if hidden else Lesson.objects.none()
    hidden.update(taken_down_at=now(), taken_down_by=cast.user("admin"), take_down_reason="Nombraba a alguien.")


def _told(cast: Cast, chance: Random, number: int) -> Lesson:
    fields = {
        "title": f"Las {chance.choice([WORD, 'cuentas'])} cambian en marzo ({number})",
        "result": chance.choice(["", *Lesson.Result.values]),
        "evidence": chance.choice(Lesson.Evidence.values),
        "language": chance.choice(["es", "es", "en"]),
        "happened_on": chance.choice([None, "2019-03-01", "2024-12-31"]),
    }
    if number % 7 == 0:
        nobodys = {"network": None, "author": None, "steward": None, "published_by": None}
        source = {"speaker": "Una fuente", "from_source": "said", "sources": "https://ejemplo.example/"}
        return LessonFactory(published_at=now(), visibility="public", **nobodys, **source, **fields)
    lesson: Lesson = LessonFactory(
        network=chance.choice([cast.network, cast.other_network]),
        author=cast.user(chance.choice(["secretariat", "author"])),
        visibility=chance.choice(Lesson.Visibility.values),
        published=chance.random() < 0.8,
        **fields,
    )
    return lesson


def _say_more(lesson: Lesson, chance: Random, findings: list[Finding], regions: list[Region]) -> None:
    if lesson.is_published and lesson.network:
        when = now() - timedelta(days=100 * chance.randint(0, 12))
        due = localdate() + timedelta(days=chance.choice([-1, 0, 300]))
        Lesson.objects.filter(pk=lesson.pk).update(published_at=when, review_on=due)
        if chance.random() < 0.3:
            CorroborationFactory(lesson=lesson, organisation=chance.choice([None, OrganisationFactory()]))
        if chance.random() < 0.3:
            ApplicationFactory(lesson=lesson)
    for finding in chance.sample(findings, chance.randint(0, 3)):
        lesson.stances.create(finding=finding, stance=chance.choice(["supports", "contradicts"]))
    lesson.regions.set(chance.sample(regions, chance.randint(0, 3)))

"""Whatever is said at the same time, the numbers of a lesson are those of its records."""

import os
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils.timezone import now

from lessons.integrity import recount, recount_counts
from lessons.integrity.invariants import broken
from lessons.models import Application, Corroboration, Finding, KeptCount, Lesson, LessonFinding
from networks.models import Network, Organisation, Region, User
from tests.support.factories import (
    FindingFactory,
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8
CHANGES = int(os.environ.get("CHANGES", "240"))  # of all threads; by hand, ten thousand


def confirm(lesson: Lesson, chance: Random) -> None:
    say(lesson, "confirms", chance)


def differ(lesson: Lesson, chance: Random) -> None:
    say(lesson, "differs", chance)


def use(lesson: Lesson, chance: Random) -> None:
    Application.objects.create(lesson=lesson, result="worked", **speaker(chance))


def withdraw(lesson: Lesson, _chance: Random) -> None:
    Application.objects.filter(lesson=lesson, withdrawn_at=None).update(withdrawn_at=now())


def move(lesson: Lesson, chance: Random) -> None:
    if voice := Corroboration.objects.filter(lesson=lesson).first():
        voice.regions.set(chance.sample([*Region.objects.order_by("pk")], 2))


def take_back(lesson: Lesson, _chance: Random) -> None:
    if voice := Corroboration.objects.filter(lesson=lesson).last():
        voice.delete()


def unname(lesson: Lesson, chance: Random) -> None:
    Lesson.objects.filter(pk=lesson.pk).update(is_unnamed=chance.random() < 0.5)


def save_whole(lesson: Lesson, chance: Random) -> None:
    lesson.visibility = chance.choice(["public", "all_networks", "own_network"])
    lesson.save()  # with all columns, as they were when it was read


def rename(_lesson: Lesson, chance: Random) -> None:
    network = chance.choice(Network.objects.order_by("pk"))
    Network.objects.filter(pk=network.pk).update(name=f"Red {chance.random()}")


def happen_elsewhere(lesson: Lesson, chance: Random) -> None:
    lesson.regions.set(chance.sample([*Region.objects.order_by("pk")], chance.randrange(3)))


def speak_to_others(lesson: Lesson, chance: Random) -> None:
    for finding in chance.sample([*Finding.objects.order_by("pk")], 2):
        stance = chance.choice(LessonFinding.Stance.values)
        LessonFinding.objects.update_or_create(lesson=lesson, finding=finding, defaults={"stance": stance})
    if spoken := lesson.stances.first():
        spoken.delete()


def turn_out(lesson: Lesson, chance: Random) -> None:
    Lesson.objects.filter(pk=lesson.pk).update(result=chance.choice(["", *Lesson.Result.values]))


def be_taken_down_or_back(lesson: Lesson, chance: Random) -> None:
    by = {"taken_down_at": now(), "taken_down_by": lesson.author, "take_down_reason": "Datos de otra persona."}
    back = {"taken_down_at": None, "taken_down_by": None, "take_down_reason": ""}
    Lesson.objects.filter(pk=lesson.pk).update(**chance.choice([by, back]))


def fold(_lesson: Lesson, _chance: Random) -> None:
    KeptCount.objects.fold()


def count_all_anew(_lesson: Lesson, _chance: Random) -> None:
    with transaction.atomic():
        KeptCount.objects.rebuild()


SAYING = (confirm, differ, use, withdraw, move, take_back, unname, save_whole, rename)
COUNTED = (happen_elsewhere, speak_to_others, turn_out, be_taken_down_or_back)
WAYS = (*SAYING, *COUNTED, fold, count_all_anew)


def speaker(chance: Random) -> dict[str, Any]:
    organisation = chance.choice([None, *Organisation.objects.order_by("pk")])
    return {
        "by": chance.choice(User.objects.order_by("pk")),
        "network": chance.choice(Network.objects.order_by("pk")),
        "organisation": organisation,
    }


def say(lesson: Lesson, stance: str, chance: Random) -> None:
    who = speaker(chance)
    if who["by"].pk != lesson.author_id:
        Corroboration.objects.update_or_create(
            lesson=lesson, by=who["by"], defaults={**who, "stance": stance, "text": "Así fue."}
        )


def test_numbers_after_changes_of_many_at_once_are_those_of_a_recount() -> None:
    networks, organisations = NetworkFactory.create_batch(3), OrganisationFactory.create_batch(3)
    for number in range(4):
        RegionFactory(code=f"0{number + 1}")
        LessonFactory(network=networks[number % 3], organisation=organisations[number % 3], published=True)
    UserFactory.create_batch(6)
    for number, kind in enumerate(["challenge", "best_practice", "challenge", "recommendation"], start=1):
        FindingFactory(kind=kind, number=number)

    def run(number: int) -> list[str]:
        chance, refused = Random(number), []
        for _ in range(CHANGES // THREADS):
            try:
                chance.choice(WAYS)(chance.choice(Lesson.objects.order_by("pk")), chance)
            except Exception as error:
                refused.append(f"{type(error).__name__}: {error}")
        connections.close_all()
        return refused

    with ThreadPoolExecutor(THREADS) as threads:
        refused = [line for lines in threads.map(run, range(THREADS)) for line in lines]
    assert [line for line in refused if "deadlock" not in line and "IntegrityError" not in line] == []
    assert len(refused) < CHANGES / 20
    for lesson in Lesson.objects.all():
        kept = (lesson.confirming, lesson.departments, lesson.differing, lesson.used)
        counted = recount.strength_of(lesson)
        assert kept == (counted.confirming, counted.departments, counted.differing, counted.used)
        voices = (len(lesson.confirming_voices), len(lesson.differing_voices))
        assert voices == (counted.confirming_voices, counted.differing_voices)
        names = set(lesson.confirming_voices + lesson.differing_voices) - {""}
        assert names <= {*Network.objects.values_list("name", flat=True)}
    Lesson.objects.update(taken_down_at=None, taken_down_by=None, take_down_reason="")  # chance may have taken all
    assert KeptCount.objects.exists()
    checked = {"the strength that is shown is that of the records", "the counts that are kept are those of the lessons"}
    assert [(each.name, faults) for each, faults, _more in broken() if each.name in checked] == []
    KeptCount.objects.fold()
    before = recount_counts.kept_counts()
    assert KeptCount.objects.count() == len(before)
    with transaction.atomic():
        KeptCount.objects.rebuild()
    assert recount_counts.kept_counts() == before


def test_a_number_that_somebody_writes_is_counted_anew() -> None:
    lesson = LessonFactory(published=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lessons_lesson SET used = 7, confirming = 7 WHERE id = %s", [lesson.pk])
    lesson.refresh_from_db()
    assert (lesson.used, lesson.confirming) == (0, 0)

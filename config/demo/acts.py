"""The people of the example do what people do, by the actions that the pages call: so each notice and count is right.

A row of `year.json` names an act, who does it, and what it needs.
"""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.timezone import localdate, now

from lessons.assessments.actions import assess
from lessons.assessments.models import Assessment
from lessons.collections.actions import add, make
from lessons.collections.models import Collection
from lessons.conversation.actions import add_comment
from lessons.conversation.models import Comment
from lessons.experience.actions import corroborate, record_use, tell_result
from lessons.experience.models import Application
from lessons.frame.models import Finding
from lessons.library.loader import NAMESPACE as LIBRARY
from lessons.notices.actions import notify
from lessons.notices.models import Notice
from lessons.record.models import Lesson
from lessons.review.actions import give_back, hand_in, publish, remark
from lessons.verification.actions import supersede, verify
from lessons.workshops.actions import close, merge, open_new, set_aside
from lessons.workshops.actions import write as write_note
from lessons.workshops.models import Workshop
from lessons.writing.actions import rewrite, save
from networks.models import Network, Region, Sector, User
from networks.record.permissions import through

NAMESPACE = uuid.UUID("6a2f1f0c-58a5-5d3b-9a55-1d1c0f6c7e42")
TEXTS = ("title", "context", "what_happened", "insight", "recommendation", "applies_when", "does_not_apply_when")
# Each lesson says so where others name their sources: on its page, in what is printed, and in what is exported.
SOURCES = (
    "Ejemplo inventado para la demostración: nada de esto pasó.\nInvented for the demonstration: none of it happened."
)


class Year:
    """Knows the people and lessons that the rows name, and on which day it is told that they act."""

    def __init__(self, network: Network, people: dict[str, User], lessons: dict[str, Any]) -> None:
        self.network, self.people, self.texts = network, people, lessons
        self.day = localdate()
        self.lessons: dict[str, int] = {}
        self.comments: dict[str, Comment] = {}
        self.uses: dict[str, Application] = {}
        self.regions = {region.slug: region for region in Region.objects.all()}
        self.sectors = {sector.slug: sector for sector in Sector.objects.all()}
        self.findings = {finding.code: finding for finding in Finding.objects.all()}

    def do(self, row: dict[str, Any], day: date) -> None:
        self.day = day
        ACTS[row["act"]](self, self.people.get(row.get("by", "")), row)

    def lesson(self, name: str) -> Lesson:
        """Return the lesson as it is now; “library:…” is one from a published source."""
        _, is_library, key = name.rpartition("library:")
        wanted = {"key": uuid.uuid5(LIBRARY, key)} if is_library else {"pk": self.lessons[name]}
        lesson: Lesson = Lesson.objects.select_related("network").get(**wanted)
        return lesson

    def ago(self, days: int) -> date:
        return localdate() - timedelta(days=days)

    def lists_of(self, texts: dict[str, Any]) -> dict[str, Any]:
        stances = {self.findings[code]: stance for code, stance in texts["stances"].items()}
        return {"regions": [self.regions[slug] for slug in texts["regions"]], "stances": stances}

    def fill(self, lesson: Lesson, texts: dict[str, Any]) -> None:
        for name in TEXTS:
            setattr(lesson, name, texts.get(name) or getattr(lesson, name))
        lesson.result, lesson.visibility, lesson.sources = texts["result"], texts["visibility"], SOURCES
        lesson.evidence = texts.get("evidence", Lesson.Evidence.OWN_EXPERIENCE)
        lesson.sector, lesson.happened_on = self.sectors[texts["sector"]], self.ago(texts["happened"])

    def is_looked_at_again_later(self, lesson: Lesson) -> None:
        """Count the months until it is due from the day that is told: in the lesson, and in what was noted just now."""
        due = self.day + relativedelta(months=lesson.review_months)
        Lesson.objects.filter(pk=lesson.pk).update(review_on=due)
        history: Any = Lesson.pgh_event_model.objects  # type: ignore[attr-defined]
        history.filter(pgh_obj=lesson, pgh_created_at__gt=now() - timedelta(hours=1)).update(review_on=due)


Act = Callable[[Year, Any, dict[str, Any]], object]


def _write(year: Year, by: User, row: dict[str, Any]) -> None:
    name = row["lesson"]
    texts = year.texts[name]
    lesson = Lesson(key=uuid.uuid5(NAMESPACE, name), network=year.network, organisation=through(by, year.network))
    year.fill(lesson, texts)
    save(lesson, by=by, **year.lists_of(texts))
    year.lessons[name] = lesson.pk


def _hold_a_workshop(year: Year, by: User, row: dict[str, Any]) -> None:
    """Take notes, make a lesson of some, and give it its title and what notes do not say."""
    workshop = open_new(Workshop(title=row["title"]), by=by, network=year.network)
    notes = [
        write_note(workshop, key=uuid.uuid5(NAMESPACE, text), text=text, question=question).pk
        for question, text in row["notes"]
    ]
    set_aside(workshop, [notes[each] for each in row["set_aside"]])
    lesson = merge(workshop, [notes[each] for each in row["merge"]], by=by)
    assert lesson is not None  # noqa: S101 -- all of them wait
    close(workshop)
    texts = year.texts[row["lesson"]]
    year.fill(lesson, texts)
    rewrite(lesson, by=by, **year.lists_of(texts))
    year.lessons[row["lesson"]] = lesson.pk


def _rewrite(year: Year, by: User, row: dict[str, Any]) -> None:
    lesson = year.lesson(row["lesson"])
    for name, text in row["texts"].items():
        setattr(lesson, name, text)
    rewrite(lesson, by=by, note=row["note"], **year.lists_of(year.texts[row["lesson"]]))


def _publish(year: Year, by: User, row: dict[str, Any]) -> None:
    lesson = year.lesson(row["lesson"])
    publish(lesson, by=by)
    year.is_looked_at_again_later(lesson)


def _verify(year: Year, by: User, row: dict[str, Any]) -> None:
    lesson = year.lesson(row["lesson"])
    verify(lesson, by=by, outcome=row["outcome"], note=row["note"])
    if row["outcome"] == "still_true":
        year.is_looked_at_again_later(lesson)


def _fall_due(year: Year, _by: None, row: dict[str, Any]) -> None:
    """Tell the steward what a nightly task tells."""
    lesson = year.lesson(row["lesson"])
    notify(Notice.Kind.DUE, [lesson.steward], lesson=lesson, about=f"due:{lesson.pk}:{lesson.review_on}")


def _speak(year: Year, by: User, row: dict[str, Any]) -> None:
    regions = [year.regions[slug] for slug in row["regions"]]
    said = {"stance": row["stance"], "text": row["text"]}
    corroborate(year.lesson(row["lesson"]), by=by, network=year.network, regions=regions, **said)


def _use(year: Year, by: User, row: dict[str, Any]) -> None:
    said = {name: row[name] for name in ("result", "text", "for_what", "adapted")}
    said["used_on"] = year.ago(row["used"]).replace(day=1)
    if row["result"] == Application.Result.TOO_EARLY:
        said["ask_on"] = year.day + relativedelta(months=1)
    key = uuid.uuid5(NAMESPACE, row["id"])
    year.uses[row["id"]] = record_use(year.lesson(row["lesson"]), by=by, network=year.network, key=key, **said)


def _comment(year: Year, by: User, row: dict[str, Any]) -> None:
    lesson, text = year.lesson(row["lesson"]), row["text"]
    answering = year.comments[row["answers"]] if "answers" in row else None
    key = uuid.uuid5(NAMESPACE, text)
    year.comments[row.get("id", text)] = add_comment(lesson, by=by, text=text, key=key, answering=answering)


def _assess(year: Year, by: User, row: dict[str, Any]) -> None:
    answers = {year.findings[code]: (place, note) for code, (place, note) in row["places"].items()}
    assess(year.network, answers, by=by)
    history: Any = Assessment.pgh_event_model.objects  # type: ignore[attr-defined]
    for rows in (Assessment.objects.all(), history.all()):
        rows.filter(network=year.network, made_on=localdate()).update(made_on=year.day)


def _collect(year: Year, by: User, row: dict[str, Any]) -> None:
    said = {"title": row["title"], "introduction": row["introduction"], "visibility": Collection.Visibility.PUBLIC}
    collection = make(Collection(by=by, network=year.network, **said))
    for name, note in row["lessons"]:
        add(year.lesson(name), to=collection, by=by, note=note)


ACTS: dict[str, Act] = {
    "write": _write,
    "rewrite": _rewrite,
    "hand_in": lambda year, by, row: hand_in(year.lesson(row["lesson"]), by=by),
    "give_back": lambda year, by, row: give_back(year.lesson(row["lesson"]), by=by, reason=row["text"]),
    "remark": lambda year, by, row: remark(year.lesson(row["lesson"]), by=by, text=row["text"], field=row["field"]),
    "publish": _publish,
    "verify": _verify,
    "due": _fall_due,
    "supersede": lambda year, by, row: supersede(
        year.lesson(row["lesson"]), by=by, successor=year.lesson(row["successor"]), reason=row["reason"]
    ),
    "voice": _speak,
    "use": _use,
    "tell_result": lambda year, by, row: tell_result(year.uses[row["use"]], result=row["result"], text=row["text"]),
    "comment": _comment,
    "assess": _assess,
    "collect": _collect,
    "workshop": _hold_a_workshop,
}

"""The lessons of a list as a document to read or to go on editing, in the layout of learning packs."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base.typesetting.characters import clean
from lessons.experience.strength import strength_line
from lessons.exports.table import state_of
from lessons.printouts.learning_pack import Fact, How, LearningPack, PackedLesson, Part, in_lines, in_one_line
from lessons.record.fields import headed
from lessons.record.models import Lesson
from lessons.texts.sources import cited
from networks.mail.letters import absolute_url

TOLD = ("insight", "recommendation")


def packed(lesson: Lesson) -> PackedLesson:
    return PackedLesson(
        title=in_one_line(lesson.title),
        language=lesson.language,
        note="",
        facts=[Fact(label, in_one_line(text)) for label, text in facts_of(lesson) if text],
        parts=[Part(heading, in_lines(text)) for heading, text in headed(lesson, TOLD) if text.strip()],
        sources=cited(clean(lesson.sources)),
        url=absolute_url(lesson.get_absolute_url()),
    )


def facts_of(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Yield what stands beside the texts. Nobody is named as its author: a file goes further than its reader."""
    yield _("Told by"), lesson.told_by
    yield _("How it went"), str(lesson.get_result_display())
    yield _("What others say"), strength_line(lesson)
    yield _("Where"), ", ".join(map(str, lesson.regions.all()))
    yield _("State"), state_of(lesson)
    yield _("Published"), date_format(lesson.published_at, "DATE_FORMAT") if lesson.published_at else ""


def around(title: str, language: str, lessons: list[PackedLesson]) -> LearningPack:
    many = len(lessons)
    return LearningPack(
        kind=_("List of lessons"),
        title=in_one_line(title),
        language=language,
        cover=[ngettext("%(total)s lesson", "%(total)s lessons", many) % {"total": many}],
        introduction=[],
        how=How("", ""),
        sources_heading=_("Sources"),
        questions_heading="",
        questions=[],
        lessons=lessons,
    )

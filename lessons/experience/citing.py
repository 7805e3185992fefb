"""A citation is a lesson in one line, for a plan, a proposal or a report; several make a list."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from base.alphabet import Alphabetical
from base.lines import one_line
from lessons.experience.models import Consideration
from lessons.experience.strength import strength_in_words
from lessons.record.models import Lesson
from lessons.texts.escaping import escaped
from lessons.translations.actions import in_language
from networks.mail.letters import absolute_url
from networks.models import User
from networks.record.permissions import Visitor


def citation_of(lesson: Lesson, language: str) -> str:
    """Cite a lesson in one line: title, source, year, strength, address and day of reading.

    If it shows a translation, the original's title stands beside the translated one, so that others can find it. An
    unnamed organisation is not named to anybody: a citation goes further than its reader.
    """
    title, original = lesson.title.rstrip(" ."), lesson.original_title.rstrip(" .")
    with translation.override(language):
        about = [part.words[0].lower() + part.words[1:] for part in strength_in_words(lesson)]
        about += [_("no longer in force")] if lesson.is_ended else []
        read = _("read on %(day)s") % {"day": date_format(localdate(), "DATE_FORMAT")}
        source = ", ".join(filter(None, (_source(lesson), _year(lesson))))
        line = _("“%(title)s”%(original)s. %(source)s. Memoria Viva%(strength)s. %(address)s (%(read)s).") % {
            "title": title,
            "original": f" [{original}]" if original not in ("", title) else "",
            "source": source.rstrip("."),
            "strength": "".join(f"; {words}" for words in about),
            "address": absolute_url(lesson.get_absolute_url()),
            "read": read,
        }
    return one_line(line)


def citations_of(lesson: Lesson, reader: Visitor) -> list[tuple[str, str, str]]:
    """Return (code, name, citation) for each language of the interface, as `reader` reads the lesson there."""
    read = {code: in_language([copy(lesson)], code, reader)[0] for code, _name in settings.LANGUAGES}
    return [(code, str(name), citation_of(read[code], code)) for code, name in settings.LANGUAGES]


def _year(lesson: Lesson) -> str:
    """Return the year of publication, as the lesson's page says it; of others, the year of the event.

    The day on which a lesson of the study or the library came into this memory says nothing about it.
    """
    if lesson.network_id is None:
        return str(lesson.happened_on.year) if lesson.happened_on else _("n.d.")
    return str(localdate(lesson.published_at).year) if lesson.published_at else ""


def _source(lesson: Lesson) -> str:
    if lesson.network is None:
        return lesson.told_by
    organisation = None if lesson.is_unnamed else lesson.organisation
    return f"{organisation.name}, {lesson.network.name}" if organisation else lesson.network.name


@dataclass(frozen=True)
class Line:
    pk: int  # of the consideration
    lesson: Lesson
    cited: str


@dataclass(frozen=True)
class Group:
    """Holds what a person considered for one thing."""

    for_what: str
    lines: list[Line]


def considered_by(user: User, *, only: str | None = None) -> list[Group]:
    """Return what the person considered and may still read, in the active language; `only` for one thing."""
    # In alphabetical order; two things that differ only in an accent are two, so plain order decides between them.
    rows = Consideration.objects.readable_by(user).order_by(Alphabetical("for_what"), "for_what", "at", "pk")
    if only is not None:
        rows = rows.filter(for_what=only) if "\0" not in only else rows.none()
    considered = Lesson.objects.filter(considerations__in=rows).select_related("network", "organisation")
    language = get_language() or settings.LANGUAGE_CODE
    read = in_language(considered.distinct().shown_to(user), language, user)
    lessons = {lesson.pk: lesson for lesson in read}
    cited = {pk: Line(pk, lesson, citation_of(lesson, language)) for pk, lesson in lessons.items()}
    return [
        Group(for_what, [replace(cited[row.lesson_id], pk=row.pk) for row in group])
        for for_what, group in groupby(rows, key=attrgetter("for_what"))
    ]


def as_text(groups: Iterable[Group]) -> str:
    return _listed(groups, title="{}", heading="{}", said=str)


def as_markdown(groups: Iterable[Group]) -> str:
    return _listed(groups, title="# {}", heading="## {}", said=escaped)


def _listed(groups: Iterable[Group], *, title: str, heading: str, said: Callable[[str], str]) -> str:
    parts = [title.format(_("Lessons considered"))]
    for group in groups:
        parts += [heading.format(said(group.for_what))] if group.for_what else []
        parts.append("\n".join(f"- {said(line.cited)}" for line in group.lines))
    return "\n\n".join(parts) + "\n"

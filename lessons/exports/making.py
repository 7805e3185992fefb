"""A worker writes the lists that were asked for; each night those of more than a week ago go."""

import tempfile

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from base.lines import one_line
from base.typesetting.process import NotMade
from lessons.exports.formats import FORMATS
from lessons.exports.models import Export
from lessons.exports.queries import filter_of, keys_of, may_still_read
from lessons.exports.writing import List, write
from lessons.record.models import Lesson
from lessons.search.addresses import Wording
from lessons.search.filters import LessonFilter
from networks.mail.letters import absolute_url

MOST_OF_A_PERSON = 10


def make(pk: int) -> str | None:
    """Write the list, and return what became of it; None if this call could not claim it."""
    return Export.objects.select_related("by").make(pk, _write, hopeless=NotMade)


def list_of(chosen: LessonFilter, keys: list[int], query: str, language: str) -> List:
    """Describe the list with these keys, which were found by `chosen` for its reader, under that query."""
    address = absolute_url(reverse("lessons:lessons")) + (f"?{query}" if query else "")
    names = Wording().of(QueryDict(query))
    title = one_line(" · ".join([_("Lessons of Memoria Viva"), *names]))
    return List(title, address, keys, chosen.reader, language)


def _write(export: Export) -> str:
    """Write the list as it is now for who asked, and note which lessons these are."""
    chosen = filter_of(QueryDict(export.query), export.by)
    keys = keys_of(chosen, FORMATS[export.form].most)
    Export.objects.note(export, lessons=keys)
    with tempfile.TemporaryFile() as file:
        told = list_of(chosen, keys, export.query, export.language)
        write(file, export.form, told, note=lambda done: _note(export, done))
        Export.objects.store(export, file, done=len(keys))
    Export.objects.of(export.by).filter(state="made")[MOST_OF_A_PERSON:].forget()
    return "made"


def _note(export: Export, done: int) -> None:
    """Note how many lessons are done, and that this worker is alive."""
    moment = now()
    Export.objects.note(export, done=done, claimed_at=moment)
    export.claimed_at = moment


def is_still_theirs(export: Export) -> bool:
    """Return whether its owner may read all that is in the file: what was withdrawn since is given to nobody."""
    return may_still_read(export.lessons, export.by)


def forget_those_with(lesson: Lesson) -> None:
    """Forget the lists that hold a lesson which nobody is to read any more, and write anew those being written."""
    with_it = Export.objects.filter(lessons__contains=[lesson.pk])
    with_it.restart()
    with_it.filter(state="made").forget()


def clear() -> dict[str, int]:
    """Remove, each night, what is a week old or of what its owner may not read all, and contents that no row knows."""
    number = Export.objects.outdated().forget()
    left = Export.objects.filter(state="made").select_related("by").iterator(chunk_size=MOST_OF_A_PERSON)
    withdrawn = [export.pk for export in left if not is_still_theirs(export)]
    number += Export.objects.filter(pk__any=withdrawn).forget()
    return {"exports": number, "lost_exports": Export.objects.forget_lost()}

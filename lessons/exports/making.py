"""A worker writes the lists that were asked for; each night those of more than a week ago go."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from base.lines import one_line
from base.typesetting.process import NotMade
from lessons.exports.formats import FORMATS
from lessons.exports.models import LEASE, MOST_ATTEMPTS, Export
from lessons.exports.queries import filter_of, keys_of, may_still_read
from lessons.exports.writing import List, write
from lessons.record.models import Lesson
from lessons.search.addresses import Wording
from lessons.search.filters import LessonFilter
from networks.mail.letters import absolute_url

KEPT, FORGOTTEN = timedelta(days=7), timedelta(days=1)
MOST_OF_A_PERSON = 10
FOLDER = "exports"


class Late(Exception):
    """Raised if it took so long that another worker was asked."""


def make(pk: int) -> str | None:
    """Write the list, and return what became of it; None if this call could not claim it.

    After `MOST_ATTEMPTS` it fails for good.
    """
    Export.objects.release()
    export = Export.objects.select_related("by").claim(pk)
    if export is None:
        return None
    if export.attempts > MOST_ATTEMPTS:  # workers died of it
        Export.objects.held(export).update(state="failed", claimed_at=None)
        return "failed"
    try:
        with tempfile.TemporaryFile() as file:
            write(file, export.form, _list_of(export), note=lambda done: _note(export, done))
            return _keep(export, file)
    except Late:
        return "late"
    except Exception as error:
        is_final = isinstance(error, NotMade) or export.attempts >= MOST_ATTEMPTS
        Export.objects.held(export).update(state="failed" if is_final else "waiting", claimed_at=None)
        raise


def list_of(chosen: LessonFilter, keys: list[int], query: str, language: str) -> List:
    """Describe the list with these keys, which were found by `chosen` for its reader, under that query."""
    with override(language):
        address = absolute_url(reverse("lessons:lessons")) + (f"?{query}" if query else "")
        names = Wording().of(QueryDict(query))
        title = one_line(" · ".join([_("Lessons of Memoria Viva"), *names]))
        return List(title, address, keys, chosen.reader, language)


def _list_of(export: Export) -> List:
    """Return the list as it is now for who asked, and note which lessons these are."""
    chosen = filter_of(QueryDict(export.query), export.by)
    keys = keys_of(chosen, FORMATS[export.form].most)
    export.lessons = keys
    if not Export.objects.held(export).update(lessons=keys):
        raise Late
    return list_of(chosen, keys, export.query, export.language)


def _note(export: Export, done: int) -> None:
    """Note how many lessons are done, and that this worker is alive."""
    moment = now()
    if not Export.objects.held(export).update(done=done, claimed_at=moment):
        raise Late
    export.claimed_at = moment


def _keep(export: Export, file: IO[bytes]) -> str:
    held = Export.objects.held(export)
    try:
        export.content.save("", File(file), save=False)
        made = held.update(state="made", claimed_at=None, content=export.content.name, done=len(export.lessons))
    except BaseException:
        _drop(export)
        raise
    if not made:
        _drop(export)
        return "late"
    _forget_surplus(export)
    return "made"


def is_still_theirs(export: Export) -> bool:
    """Return whether its owner may read all that is in the file: what was withdrawn since is given to nobody."""
    return may_still_read(export.lessons, export.by)


def forget_those_with(lesson: Lesson) -> None:
    """Forget the lists that hold a lesson which nobody is to read any more."""
    _forget(Export.objects.filter(state="made", lessons__contains=[lesson.pk]))


def clear() -> dict[str, int]:
    """Remove, each night, what is a week old or of what its owner may not read all, and contents that no row knows."""
    made = Export.objects.filter(state="made").select_related("by")
    unmade = Export.objects.exclude(state="made").filter(asked_at__lt=now() - FORGOTTEN)
    old = [export.pk for export in made if export.asked_at < now() - KEPT or not is_still_theirs(export)]
    return {"exports": _forget(made.filter(pk__in=old) | unmade), "lost_exports": _forget_lost()}


def _forget(exports: "QuerySet[Export]") -> int:
    """Remove the rows, then the contents: a content that stays behind is found another night. Return how many."""
    gone = list(exports)
    Export.objects.filter(pk__in=[export.pk for export in gone]).delete()
    transaction.on_commit(lambda: _drop_all(gone), robust=True)
    return len(gone)


def _drop_all(exports: list[Export]) -> None:
    for export in exports:
        _drop(export)


def _drop(export: Export) -> None:
    if export.content:
        with suppress(OSError):
            default_storage.delete(str(export.content.name))


def _forget_surplus(export: Export) -> None:
    theirs = Export.objects.of(export.by).filter(state="made").values_list("pk", flat=True)
    _forget(Export.objects.filter(pk__in=list(theirs[MOST_OF_A_PERSON:])))


def _forget_lost() -> int:
    """Remove contents that no row knows, but not those of a moment ago: they may be on their way into their row."""
    with suppress(FileNotFoundError):
        paths = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
        kept = {*Export.objects.exclude(content="").values_list("content", flat=True)}
        earlier = now() - LEASE
        lost = [path for path in paths if path not in kept and default_storage.get_modified_time(path) < earlier]
        for path in lost:
            default_storage.delete(path)
        return len(lost)
    return 0

"""A worker makes the documents that were asked for; each night the old ones go."""

import tempfile
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import override

from base.typesetting.process import NotMade, write_document
from lessons.printouts import contents
from lessons.printouts.handover_pack import write_pack_letter
from lessons.printouts.models import LEASE, MOST_ATTEMPTS, Printout
from networks.mail.tasks import post
from networks.models import Network, User

KEPT, FORGOTTEN = timedelta(days=7), timedelta(days=1)
MOST_OF_A_PERSON, MOST_IN_ALL, MOST_BYTES = 20, 500, 500 * 1024**2
FOLDER = "printouts"


def make(pk: int) -> str | None:
    """Make the document, and return what became of it; None if this call could not claim it.

    After `MOST_ATTEMPTS` it fails for good.
    """
    Printout.objects.release()
    printout = Printout.objects.select_related("collection", "network", "reader").claim(pk)
    if printout is None:
        return None
    held = Printout.objects.held(printout)
    if printout.attempts > MOST_ATTEMPTS:  # workers died of it
        held.update(state="failed", claimed_at=None)
        return "failed"
    try:
        with override(printout.language):
            return _mail(printout, held) if printout.mailed_by_id else _keep(printout, held)
    except PermissionDenied:
        held.delete()
        return "no longer allowed"
    except Exception as error:
        _give_back(printout, held, is_final=isinstance(error, NotMade))
        raise


def _give_back(printout: Printout, held: "QuerySet[Printout]", *, is_final: bool) -> None:
    ended = is_final or printout.attempts >= MOST_ATTEMPTS
    held.update(state="failed" if ended else "waiting", claimed_at=None)


def _keep(printout: Printout, held: "QuerySet[Printout]") -> str:
    """Make and store it; if what its readers may be told has changed meanwhile, delete the row, and they ask again."""
    is_learning = printout.collection_id is not None
    version, told, *_ = contents.learning(printout) if is_learning else contents.handover(printout)
    if version.fingerprint != printout.fingerprint:
        held.delete()
        return "changed"
    with tempfile.TemporaryFile() as file:
        write_document(file, _layout(printout), told)
        return _store(printout, held, file)


def _store(printout: Printout, held: "QuerySet[Printout]", file: Any) -> str:
    size = file.seek(0, 2)
    try:
        printout.content.save("", File(file), save=False)
        made = held.update(state="made", claimed_at=None, content=printout.content.name, size=size)
    except BaseException:
        _drop(printout)
        raise
    if not made:  # it took so long that another worker was asked
        _drop(printout)
        return "late"
    _forget_surplus()
    return "made"


def _layout(printout: Printout) -> str:
    return contents.FORMATS[contents.Kind(printout.kind)].layout


def _drop(printout: Printout) -> None:
    if printout.content:
        with suppress(OSError):
            default_storage.delete(str(printout.content.name))


def _mail(printout: Printout, held: "QuerySet[Printout]") -> str:
    """Write one letter and delete the row. If the document cannot be made, the letter itself says what is in it."""
    _version, told, pack = contents.handover(printout)
    pdf = b""
    with suppress(NotMade), tempfile.TemporaryFile() as file:
        write_document(file, _layout(printout), told)
        file.seek(0)
        pdf = file.read()
    network, to, by = cast("Network", printout.network), cast("User", printout.reader), printout.mailed_by
    with transaction.atomic():
        if not held.delete()[0]:
            return "late"
        letter = write_pack_letter(pack, network, to=to, by=cast("User", by), pdf=pdf)
        post(letter)
    return "mailed" if pdf else "mailed without the document"


def clear() -> dict[str, int]:
    """Remove, each night, what nobody asked for in a week, what was never made, and contents that no row knows.

    All of it can be made anew, so that nothing is lost if this is pointed at a folder of another memory.
    """
    old = Printout.objects.filter(state="made", asked_at__lt=now() - KEPT)
    unmade = Printout.objects.exclude(state="made").filter(asked_at__lt=now() - FORGOTTEN)
    return {"printouts": _forget(old | unmade) + _forget_surplus(), "lost_printouts": _forget_lost()}


def forget_all_made() -> None:
    """Remove all made documents when somebody's name must stand nowhere any more: it may stand in any of them."""
    _forget(Printout.objects.filter(state="made"))


def _forget(printouts: "QuerySet[Printout]") -> int:
    """Remove the rows, then the contents: a content that stays behind is found another night. Return how many."""
    gone = list(printouts)
    Printout.objects.filter(pk__in=[printout.pk for printout in gone]).delete()
    transaction.on_commit(lambda: _drop_all(gone), robust=True)
    return len(gone)


def _drop_all(printouts: list[Printout]) -> None:
    for printout in printouts:
        _drop(printout)


def _forget_surplus() -> int:
    """Remove what is more than the bounds allow; those longest not asked for go first."""
    of_whom: Counter[int | None] = Counter()
    number, size, surplus = 0, 0, []
    for pk, reader, bytes_ in Printout.objects.filter(state="made").values_list("pk", "reader", "size"):
        number, size = number + 1, size + bytes_
        of_whom[reader] += 1
        is_one_too_many = reader is not None and of_whom[reader] > MOST_OF_A_PERSON
        if number > MOST_IN_ALL or size > MOST_BYTES or is_one_too_many:
            surplus.append(pk)
    return _forget(Printout.objects.filter(pk__in=surplus))


def _forget_lost() -> int:
    """Remove contents that no row knows, but not those of a moment ago: they may be on their way into their row."""
    with suppress(FileNotFoundError):
        paths = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
        kept = {*Printout.objects.exclude(content="").values_list("content", flat=True)}
        earlier = now() - LEASE
        lost = [path for path in paths if path not in kept and default_storage.get_modified_time(path) < earlier]
        for path in lost:
            default_storage.delete(path)
        return len(lost)
    return 0

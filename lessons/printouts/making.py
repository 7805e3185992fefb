"""A worker makes the documents that were asked for; each night the old ones go."""

import tempfile
from collections import Counter
from contextlib import suppress
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import transaction

from base.models import Late
from base.typesetting.process import NotMade, write_document
from lessons.printouts import contents
from lessons.printouts.handover_pack import write_pack_letter
from lessons.printouts.models import Printout
from networks.mail.tasks import post
from networks.models import Network, User

MOST_OF_A_PERSON, MOST_IN_ALL, MOST_BYTES = 20, 500, 500 * 1024**2


def make(pk: int) -> str | None:
    """Make the document, and return what became of it; None if this call could not claim it."""
    rows = Printout.objects.select_related("collection", "network", "reader")
    return rows.make(pk, _write, hopeless=NotMade)


def _write(printout: Printout) -> str:
    try:
        return _mail(printout) if printout.mailed_by_id else _keep(printout)
    except PermissionDenied:
        Printout.objects.held(printout).delete()
        return "no longer allowed"


def _keep(printout: Printout) -> str:
    """Make and store it; if what its readers may be told has changed meanwhile, delete the row, and they ask again."""
    is_learning = printout.collection_id is not None
    version, told, *_ = contents.learning(printout) if is_learning else contents.handover(printout)
    if version.fingerprint != printout.fingerprint:
        Printout.objects.held(printout).delete()
        return "changed"
    with tempfile.TemporaryFile() as file:
        write_document(file, _layout(printout), told)
        Printout.objects.store(printout, file, size=file.seek(0, 2))
    _forget_surplus()
    return "made"


def _layout(printout: Printout) -> str:
    return contents.FORMATS[contents.Kind(printout.kind)].layout


def _mail(printout: Printout) -> str:
    """Write one letter and delete the row. If the document cannot be made, the letter itself says what is in it."""
    _version, told, pack = contents.handover(printout)
    pdf = b""
    with suppress(NotMade), tempfile.TemporaryFile() as file:
        write_document(file, _layout(printout), told)
        file.seek(0)
        pdf = file.read()
    network, to, by = cast("Network", printout.network), cast("User", printout.reader), printout.mailed_by
    with transaction.atomic():
        if not Printout.objects.held(printout).delete()[0]:
            raise Late
        letter = write_pack_letter(pack, network, to=to, by=cast("User", by), pdf=pdf)
        post(letter)
    return "mailed" if pdf else "mailed without the document"


def clear() -> dict[str, int]:
    """Remove, each night, what nobody asked for in a week, what was never made, and contents that no row knows.

    All of it can be made anew, so that nothing is lost if this is pointed at a folder of another memory.
    """
    number = Printout.objects.outdated().forget() + _forget_surplus()
    return {"printouts": number, "lost_printouts": Printout.objects.forget_lost()}


def forget_all_made() -> None:
    """Remove all made documents when somebody's name must stand nowhere any more, and make anew those being made.

    It may stand in any of them.
    """
    Printout.objects.restart()
    Printout.objects.filter(state="made").forget()


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
    return Printout.objects.filter(pk__any=surplus).forget()

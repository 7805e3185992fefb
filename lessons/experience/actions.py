"""These functions keep what people say of the lessons of others. Author and steward of the lesson hear of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate, now

from lessons.experience.models import Application, Corroboration
from lessons.notices.actions import author_and_steward, notify
from lessons.notices.models import Notice
from lessons.record import bounds
from lessons.record.models import Lesson
from networks.models import Network, Region, User
from networks.record.bounds import a_day_ago, lock
from networks.record.permissions import through

KINDS = {"confirms": Notice.Kind.CONFIRMED, "differs": Notice.Kind.DIFFERED}


@transaction.atomic
def corroborate(
    lesson: Lesson,
    *,
    by: User,
    network: Network,
    stance: str,
    text: str,
    context: str = "",
    regions: Iterable[Region] = (),
) -> None:
    """Keep what a person says happened to them. Saying it anew replaces what they said before."""
    fields = {"network": network, "organisation": through(by, network), "stance": stance, "text": text}
    row, _made = Corroboration.objects.update_or_create(lesson=lesson, by=by, defaults=fields | {"context": context})
    row.regions.set(regions)
    _tell_keepers(KINDS[stance], row, about=f"voice:{row.pk}")


@transaction.atomic
def record_use(
    lesson: Lesson, *, by: User, network: Network, result: str, text: str, key: UUID, **more: Any
) -> Application:
    """Keep that somebody used the lesson; `more` are other fields of `Application`, such as when and for what.

    A form sent again, with the same `key`, replaces what it said before. Raises ValidationError if `by` recorded very
    many today.
    """
    lock(by)
    if Application.objects.filter(key=key).exclude(lesson=lesson, by=by).exists():
        key = uuid4()  # somebody else's: not made by this form
    if not Application.objects.filter(key=key).exists():
        bounds.USES_OF_A_DAY.refuse_more(Application.objects.filter(by=by, created_at__gt=a_day_ago()))
    fields = {"network": network, "organisation": through(by, network), "result": result, "text": text, **more}
    fields["ask_on"] = _day_to_ask(result, fields.get("ask_on"))
    row, _made = Application.objects.update_or_create(
        key=key, lesson=lesson, by=by, defaults=fields | {"told_at": None}
    )
    _tell_keepers(Notice.Kind.USED, row, about=f"use:{row.pk}")
    return row


@transaction.atomic
def tell_result(use: Application, *, result: str, **said: Any) -> None:
    """Keep what came of a use, or what its user corrects in it. `said` has the fields of `Application`.

    A changed result is kept with its time. A use that was taken back does not change.
    """
    stored = Application.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if stored.withdrawn_at is not None:
        return
    waited = stored.is_waiting
    if result != stored.result:
        stored.told_at = now()
    for name, value in (said | {"result": result, "ask_on": _day_to_ask(result, said.get("ask_on"))}).items():
        setattr(stored, name, value)
    if stored.is_waiting:
        stored.told_at = None
    stored.save()
    if waited and not stored.is_waiting:
        _tell_keepers(Notice.Kind.RESULT_TOLD, stored, about=f"use:{stored.pk}")


def withdraw_use(use: Application) -> None:
    """Take a use back: it stays in the history, and counts no more. Taking it back twice changes nothing."""
    Application.objects.standing().filter(pk=use.pk).update(withdrawn_at=now())


@transaction.atomic
def ask_for_result(pk: int) -> bool:
    """Ask the user of a lesson what came of it, and set the next asking in a month.

    Returns False, and asks nothing, if its day has not come: so two calls ask once.
    """
    use = Application.objects.to_ask().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if use is None:
        return False
    use.asked, use.ask_on = use.asked + 1, localdate() + relativedelta(months=1)
    use.save(update_fields=["asked", "ask_on"])
    again = f":{use.asked}" if use.asked > 1 else ""
    about = f"use:{use.pk}:ask{again}"
    notify(Notice.Kind.RESULT_ASKED, [use.by], lesson=use.lesson, about=about, subject=use.pk, network=use.network)
    return True


def _day_to_ask(result: str, chosen: date | None) -> date | None:
    return (chosen or localdate() + relativedelta(months=1)) if result == Application.Result.TOO_EARLY else None


def _tell_keepers(kind: Notice.Kind, said: Corroboration | Application, *, about: str) -> None:
    """Notify the stored author and steward: the caller's copy of an unnamed lesson may be without them."""
    lesson = Lesson.objects.select_related("author", "steward").get(pk=said.lesson_id)
    people = author_and_steward(lesson)
    notify(kind, people, lesson=lesson, about=about, subject=said.pk, by=said.by, network=said.network)

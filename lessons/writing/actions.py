"""A lesson's words are stored here, and those whom a change concerns hear of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons.consent.actions import agree, writers_left_behind
from lessons.files.models import Attachment
from lessons.frame.models import Finding
from lessons.importing.models import LessonImport
from lessons.notices.actions import author_and_steward, notify
from lessons.notices.models import Notice
from lessons.record import bounds
from lessons.record.life import LIFECYCLE_FIELDS, say_the_essential
from lessons.record.models import VERSIONED_FIELDS, Lesson, LessonFinding, State, circles_of, hold
from lessons.relations.mentions import numbers_in, update_mentions
from lessons.relations.models import LessonRelation
from lessons.translations.actions import translators_of
from lessons.writing.merging import LISTS, Stored, locked
from networks.models import Network, Organisation, Region, User
from networks.record.bounds import lock
from networks.record.permissions import through

WRITABLE_FIELDS = [
    field.name
    for field in Lesson._meta.concrete_fields
    if not (field.primary_key or field.generated or field.name in {*LIFECYCLE_FIELDS, "steward"})
]


ABOUT_THE_EDIT = {"updated_at", "edited_by", "edit_note", "edit_changes_meaning"}


CONTENT_FIELDS = [
    field.attname for field in Lesson._meta.concrete_fields if field.name in {*WRITABLE_FIELDS} - ABOUT_THE_EDIT
]


@transaction.atomic
def save(lesson: Lesson, *, by: User, **said: Any) -> None:
    """Store a lesson as `rewrite` does, and tell nobody."""
    _save(lesson, _locked(lesson, by), by=by, **said)


def _locked(lesson: Lesson, by: User) -> Stored | None:
    return None if lesson._state.adding else locked(lesson, by)


def _save(
    lesson: Lesson,
    stored: Stored | None,
    *,
    regions: Iterable[Region],
    stances: dict[Finding, str],
    by: User,
    shared_with: Iterable[Network] = (),
    note: str = "",
    changes_meaning: bool = False,
) -> None:
    lesson.edited_by, lesson.edit_note, lesson.edit_changes_meaning = by, note, changes_meaning
    readers = {*shared_with} if lesson.visibility == Lesson.Visibility.CHOSEN_NETWORKS else set()
    _name_ones_own(lesson, stored, by)
    if stored:
        _change(lesson, stored, readers)
    else:
        _add(lesson, by)
    before = stored.lists if stored else {name: [] for name in LISTS}
    if gone := {*before["regions"]} - {*regions}:
        lesson.regions.remove(*gone)
    if new := {*regions} - {*before["regions"]}:
        lesson.regions.add(*new)
    if come_in := readers - {*before["shared_with"]}:
        lesson.shared_with.add(*come_in)
    _take_sides(lesson, stances, stored.stances if stored else {})
    if numbers_in(lesson) or (stored and numbers_in(stored.row)):
        update_mentions(lesson)


def _add(lesson: Lesson, by: User) -> None:
    if lesson.author is None and lesson.network is not None:
        lesson.author = lesson.steward = by
    _refuse_more_drafts(by)
    lesson.save()


def _change(lesson: Lesson, stored: Stored, readers: set[Network]) -> None:
    """Store the changes; leave the row, and with it the history, alone if no word of it changed."""
    for column in LIFECYCLE_FIELDS:
        setattr(lesson, column, getattr(stored.row, column))
    if lesson.is_published:
        say_the_essential(lesson)
    # New words never reach who is left out from now on; nor do the old ones reach who comes in: see `_save`.
    if gone := {*stored.lists["shared_with"]} - readers:
        lesson.shared_with.remove(*gone)
    if any(getattr(lesson, column) != getattr(stored.row, column) for column in CONTENT_FIELDS):
        lesson.save(update_fields=WRITABLE_FIELDS)
        # As the database counts them.
        lesson.wording += any(getattr(lesson, name) != getattr(stored.row, name) for name in VERSIONED_FIELDS)


def _take_sides(lesson: Lesson, stances: dict[Finding, str], before: dict[Finding, str]) -> None:
    if gone := before.keys() - stances.keys():
        lesson.stances.filter(finding__in=gone).delete()
    for finding in before.keys() & stances.keys():
        if before[finding] != stances[finding]:
            lesson.stances.filter(finding=finding).update(stance=stances[finding])
    if new := stances.keys() - before.keys():
        rows = (LessonFinding(lesson=lesson, finding=finding, stance=stances[finding]) for finding in new)
        LessonFinding.objects.bulk_create(rows)


def _refuse_more_drafts(by: User) -> None:
    """Raise ValidationError if `by` has as many drafts as may be. Imported ones are counted for the network."""
    lock(by)
    imported = LessonImport.lessons.through.objects.filter(lesson=OuterRef("pk"))
    drafts = Lesson.objects.filter(author=by, state=State.DRAFT)
    bounds.DRAFTS.refuse_more(drafts.exclude(Exists(imported)))


def keep_draft(lesson: Lesson, *, by: User, stored: Stored | None = None, **said: Any) -> bool:
    """Store a draft as `rewrite` does, while it is being written, and tell nobody.

    Returns False if it is no draft any more.
    """
    stored = stored or _locked(lesson, by)
    if stored and stored.row.state != State.DRAFT:
        return False
    _save(lesson, stored, by=by, **said)
    return True


@transaction.atomic
def discard(lesson: Lesson) -> bool:
    """Delete a draft that nobody but its author has written in or was shown.

    Returns False, and changes nothing, otherwise, and if it is linked to another lesson: links are never deleted.
    Notes of a workshop that it was made of wait again. The contents of its files go with it.
    """
    # The full lock also stops others from linking it or speaking of it meanwhile.
    stored = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    others_spoke = stored.revisions.exists() or stored.review_notes.exclude(by=stored.author_id).exists()
    if not stored.is_a_first_draft or others_spoke or LessonRelation.objects.of(stored).exists():
        return False
    stored.notes.update(lesson=None)
    for attachment in stored.attachments.exclude(content=""):
        _drop_content(attachment)
    stored.delete()
    return True


def why_not_for(organisation: Organisation | None, own: Organisation | None, network: Network | None) -> str | None:
    """Return what to tell who may not name that organisation as the one that learned it; None if they may.

    `own` is the one through which they take part in the network. The organisation decides whose people can read the
    lesson.
    """
    if organisation is None or organisation == own or network is None:
        return None
    names = {"network": network, "organisation": own}
    if own is None:
        return _("In %(network)s you do not represent any organisation: choose none.") % names
    return _("In %(network)s you represent %(organisation)s: choose it, or none.") % names


def _name_ones_own(lesson: Lesson, stored: Stored | None, by: User) -> None:
    organisation = lesson.organisation
    if organisation is None or (stored and stored.row.organisation_id == organisation.pk):
        return
    if refusal := why_not_for(organisation, through(by, lesson.network), lesson.network):
        raise ValidationError({"organisation": refusal})


def _drop_content(attachment: Attachment) -> None:
    """Delete the content on commit. If the disk refuses, nobody is hindered: it is cleared away another night."""

    def drop() -> None:  # not a partial, whose name Django would miss when it logs that it failed
        attachment.content.storage.delete(attachment.content.name or "")

    transaction.on_commit(drop, robust=True)


def rewrite(lesson: Lesson, *, by: User, stored: Stored | None = None, with_mine: bool = False, **said: Any) -> None:
    """Store a new or changed lesson, and tell those whom a change of its words concerns; call it in a transaction.

    It is stored with its departments (`regions`), its stances (finding → `LessonFinding.Stance`), and the networks it
    is `shared_with`, which are kept only while its visibility names them. Who saves a lesson for the first time becomes
    its author and answers for it. Saving never changes its state. The database keeps the version; `note` says there why
    it was changed. Raises ValidationError, by field, if it was published meanwhile and would no longer say the
    essential, or if it is to speak for an organisation for which `by` does not take part in its network; and of a new
    one if `by` has as many drafts as may be.

    If more people read it now, those whose own words stay behind are asked. `with_mine` shows what `by` said of it to
    the new readers too. `stored` is for who has locked the lesson already.
    """
    stored = stored or _locked(lesson, by)
    _save(lesson, stored, by=by, **said)
    if stored is None:
        return
    if lesson.wording != stored.row.wording:
        _tell_of_the_change(lesson, by)
    if lesson.is_published and not hold(_reached(stored.row, stored.lists), _reached(lesson, said)):
        _ask_who_spoke(lesson, by, with_mine=with_mine)


def _reached(lesson: Lesson, lists: Mapping[str, Iterable[Network]]) -> list[str]:
    return circles_of(lesson, lists.get("shared_with", ()))


def _ask_who_spoke(lesson: Lesson, by: User, *, with_mine: bool) -> None:
    """Ask once for each new circle: who agreed, or was asked and did not, is asked anew when it is widened again."""
    if with_mine:
        agree(lesson, by=by)
    about = f"widened:{lesson.pk}:{now():%Y%m%d%H%M%S%f}"
    notify(
        Notice.Kind.WIDENED,
        writers_left_behind(lesson),
        lesson=lesson,
        about=about,
        by=None if lesson.is_unnamed else by,
    )


def _tell_of_the_change(lesson: Lesson, by: User) -> None:
    # The words of a draft are no version yet.
    version = None if lesson.state == State.DRAFT else lesson.revisions.order_by("-number").first()
    about = f"revision:{version.pk}" if version else f"wording:{lesson.pk}.{lesson.wording}"
    notify(Notice.Kind.EDITED, author_and_steward(lesson), lesson=lesson, about=about, by=by)
    if lesson.is_published and lesson.edit_changes_meaning:
        people = {person for person in whom_it_concerns(lesson) if person != by}
        # Whoever edits an unnamed lesson may be its author.
        notify(Notice.Kind.MEANING_CHANGED, people, lesson=lesson, about=about, by=None if lesson.is_unnamed else by)


def whom_it_concerns(lesson: Lesson) -> Iterable[User]:
    """Return who confirmed it, differed, or translated it: when its meaning changes they look again."""
    return {*User.objects.filter(pk__in=lesson.corroborations.values("by")), *translators_of(lesson)}

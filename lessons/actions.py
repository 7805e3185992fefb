"""What changes a lesson."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons.mentions import update_mentions
from lessons.models import Assessment, Attachment, Finding, Lesson, LessonFinding, LessonRelation, State, Translation
from networks.models import Network, Region, User

# What a form does not write: whoever has the lesson open in one does not know what became of it meanwhile.
LIFE = ["state", "submitted_at", "published_at", "published_by", "review_on", "review_months", "superseded_by"]
LIFE += ["ended_at", "ended_by", "end_reason", "wording"]
WRITTEN = [
    field.name
    for field in Lesson._meta.concrete_fields
    if not (field.primary_key or field.generated or field.name in {*LIFE, "steward"})
]
ABOUT_THE_EDIT = {"updated_at", "edited_by", "edit_note", "edit_changes_meaning"}
WORDS = [field.attname for field in Lesson._meta.concrete_fields if field.name in {*WRITTEN} - ABOUT_THE_EDIT]


@transaction.atomic
def save(
    lesson: Lesson,
    *,
    regions: Iterable[Region],
    stances: dict[Finding, str],
    by: User,
    shared_with: Iterable[Network] = (),
    note: str = "",
    changes_meaning: bool = False,
) -> None:
    """Store a new or changed lesson with its departments, its stances (finding → `LessonFinding.Stance`), its readers.

    Who saves a lesson for the first time becomes its author and answers for it. Saving never changes its state.
    Networks it is shared with are kept only while its visibility names them. The database keeps the version; `note`
    says there why it was changed.
    Raises ValidationError, by field, if it was published meanwhile and would no longer say the essential.
    """
    if lesson.author is None and lesson.network is not None:
        lesson.author = lesson.steward = by
    lesson.edited_by, lesson.edit_note, lesson.edit_changes_meaning = by, note, changes_meaning
    before = None if lesson._state.adding else _rewrite(lesson)
    if before is None:
        lesson.save()
    shared_with = {*shared_with} if lesson.visibility == Lesson.Visibility.CHOSEN_NETWORKS else set()
    if before and before.is_published and _reaches_more(before, lesson, shared_with):
        _put_older_translations_aside(lesson, by)
    lesson.regions.set(regions)
    lesson.shared_with.set(shared_with)
    kept = lesson.stances.filter(finding__in=stances)
    lesson.stances.exclude(pk__in=kept).delete()
    for finding, stance in stances.items():
        LessonFinding.objects.update_or_create(lesson=lesson, finding=finding, defaults={"stance": stance})
    update_mentions(lesson)


@transaction.atomic
def keep_draft(lesson: Lesson, *, by: User, **said: Any) -> bool:
    """Like `save`, while it is being written: False, and nothing changed, if it is no draft any more."""
    if not lesson._state.adding and locked(lesson).state != State.DRAFT:
        return False
    save(lesson, by=by, **said)
    return True


@transaction.atomic
def discard(lesson: Lesson) -> bool:
    """Delete a draft that nobody but its author has written in or was shown. False, and nothing changed, otherwise:
    also of one that is linked to another lesson, for links are never deleted.

    Notes of a workshop that it was made of wait again. The contents of its files go with it.
    """
    # Nobody links it or speaks of it meanwhile either.
    stored = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    others_spoke = stored.revisions.exists() or stored.review_notes.exclude(by=stored.author_id).exists()
    if not stored.is_a_first_draft or others_spoke or LessonRelation.objects.of(stored).exists():
        return False
    stored.notes.update(lesson=None)
    gone = list(stored.attachments.exclude(content=""))
    # No partial: Django asks a function that failed for its name.
    transaction.on_commit(lambda: _delete_contents(gone), robust=True)
    stored.delete()
    return True


def _delete_contents(attachments: list[Attachment]) -> None:
    for attachment in attachments:
        attachment.content.storage.delete(str(attachment.content.name))


def _rewrite(lesson: Lesson) -> Lesson:
    """Leaves the row, and with it the history, alone if no word of it changed. As it was before."""
    stored = locked(lesson)
    for column in LIFE:
        setattr(lesson, column, getattr(stored, column))
    if lesson.is_published:
        say_the_essential(lesson)
    if any(getattr(lesson, column) != getattr(stored, column) for column in WORDS):
        lesson.save(update_fields=WRITTEN)
        lesson.refresh_from_db(fields=["wording"])
    return stored


def _reaches_more(before: Lesson, lesson: Lesson, shared_with: set[Network]) -> bool:
    """Whether more people read it from now on, or its source is hidden from now on."""
    levels = Lesson.Visibility.values
    is_wider = levels.index(lesson.visibility) > levels.index(before.visibility)
    if is_wider or (lesson.is_unnamed and not before.is_unnamed):
        return True
    return lesson.visibility == before.visibility and not shared_with <= {*lesson.shared_with.all()}


def _put_older_translations_aside(lesson: Lesson, by: User) -> None:
    """What was taken out of the original before stands in them still: whoever mends them shows them again."""
    newest = lesson.revisions.aggregate(last=Max("number"))["last"] or 0
    older = Translation.objects.shown().filter(lesson=lesson, of_revision__lt=newest)
    older.update(set_aside_at=now(), set_aside_by=by)


def locked(lesson: Lesson) -> Lesson:
    """As it is stored; nobody else changes it before this transaction ends, but they may speak of it: whoever does
    holds their own account, for which a change of the lesson may wait."""
    rows = Lesson.objects.select_for_update(of=("self",), no_key=True).select_related("network", "author", "steward")
    return rows.select_related("published_by", "superseded_by", "ended_by").get(pk=lesson.pk)


def say_the_essential(lesson: Lesson) -> None:
    """Raises ValidationError, by field, if it does not say yet what others need."""
    if lesson.missing:
        raise ValidationError({name: _("Write this before you publish.") for name in lesson.missing})


@transaction.atomic
def assess(network: Network, answers: dict[Finding, tuple[int, str]], *, by: User) -> None:
    """Keep where a network says it stands: its place on each theme, and a note. An answer that stays is not kept twice.

    Nothing is overwritten: the newest answer counts, and those before it tell how the network changed.
    """
    Network.objects.select_for_update(no_key=True).get(pk=network.pk)  # a form sent twice at once is kept once
    standing = Assessment.objects.newest().filter(network=network).values_list("finding", "place", "note")
    known = {finding: (place, note) for finding, place, note in standing}
    for theme, (place, note) in answers.items():
        if known.get(theme.pk) != (place, note):
            Assessment.objects.create(network=network, finding=theme, place=place, note=note, made_by=by)

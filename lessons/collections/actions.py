"""These functions change a collection. The views ask who may."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons.collections.audience import narrow_notes, refuse_more_readers_of, refuse_words_of_others
from lessons.collections.models import MOST_LESSONS, Collection, CollectionItem
from lessons.record import bounds
from lessons.record.models import Lesson
from networks.models import User
from networks.record.bounds import a_moment_ago, lock


def _locked(collection: Collection) -> Collection:
    """Lock the collection until the transaction ends against others who change it, and mark it as changed."""
    stored = Collection.objects.select_for_update(of=("self",), no_key=True).select_related("network", "by")
    Collection.objects.filter(pk=collection.pk).update(updated_at=now())
    return stored.get(pk=collection.pk)


@transaction.atomic
def add(lesson: Lesson, *, to: Collection, by: User, note: str = "", told: str = "") -> bool:
    """Put the lesson last. Return False, and change nothing, if it is there already.

    Raises ValidationError if the collection is full or, for a `note`, if it reaches people whom the form (`told`) did
    not name.
    """
    refuse_more_readers_of(_locked(to), told if note else "")
    if to.items.filter(lesson=lesson).exists():
        return False
    if to.items.count() >= MOST_LESSONS:
        raise ValidationError(_("A collection holds at most %(most)s lessons: start another.") % {"most": MOST_LESSONS})
    last: int = to.items.aggregate(last=Max("position"))["last"] or 0
    CollectionItem.objects.create(collection=to, lesson=lesson, position=last + 1, note=note, by=by)
    return True


@transaction.atomic
def move(item: CollectionItem, *, up: bool) -> None:
    """Change places with the item before or after it; the first goes no higher and the last no lower."""
    _locked(item.collection)
    item.refresh_from_db(fields=["position"])
    others = item.collection.items.all()
    before, after = others.filter(position__lt=item.position), others.filter(position__gt=item.position)
    other = before.order_by("-position").first() if up else after.order_by("position").first()
    if other:
        item.position, other.position = other.position, item.position
        for moved in (item, other):
            moved.save(update_fields=["position"])


@transaction.atomic
def set_note(item: CollectionItem, note: str, *, by: User, told: str = "") -> None:
    """Write the note as words of `by`. Their own, saved once more, reaches all who read lesson and collection now.

    Raises ValidationError if a note stands there that does not reach `by`, since it would be gone without a word; or
    if the collection reaches people whom the form (`told`) did not name.
    """
    refuse_more_readers_of(_locked(item.collection), told)
    there = CollectionItem.objects.filter(pk=item.pk)
    if there.exclude(note="").exists() and not there.said_to(by).exists():
        raise ValidationError(_("Somebody wrote a note here for fewer readers, and you are not among them. It stays."))
    if not there.exclude(note=note).update(note=note, by=by):
        there.filter(by=by).update(agreed_at=now())


@transaction.atomic
def change(collection: Collection, *, by: User, told: str, with_mine: bool) -> None:
    """Keep what the object says of itself. `with_mine` shows the notes of `by` to all who read the collection then.

    Raises ValidationError, and keeps nothing, if words that somebody else wrote for fewer would reach others; or if
    the collection reaches people whom the form (`told`) did not name.
    """
    stored = _locked(collection)
    chosen = Collection(visibility=collection.visibility, network=collection.network)
    collection.share_token = stored.share_token
    refuse_words_of_others(collection, stored, by=by)
    refuse_more_readers_of(collection, told, *chosen.circles)
    collection.save(update_fields=["title", "introduction", "network", "visibility", "updated_at"])
    if with_mine:
        _show_notes_of(by, collection)


def _show_notes_of(person: User, collection: Collection) -> None:
    narrow_notes(collection).filter(by=person).update(agreed_at=now())


@transaction.atomic
def drop(item: CollectionItem) -> None:
    _locked(item.collection)
    item.delete()


@transaction.atomic
def share(collection: Collection, *, by: User, with_mine: bool = False) -> None:
    """Make a link that nobody can guess; an earlier link stops working.

    Raises ValidationError if that would show what somebody else wrote for fewer. `with_mine` is as in `change`.
    """
    stored = _locked(collection)
    collection.share_token = secrets.token_urlsafe(24)
    refuse_words_of_others(collection, stored, by=by)
    collection.save(update_fields=["share_token"])
    if with_mine:
        _show_notes_of(by, collection)


def end_link(collection: Collection) -> None:
    Collection.objects.filter(pk=collection.pk).update(share_token=None)


@transaction.atomic
def make(collection: Collection) -> Collection:
    """Save a new collection; the same one, sent twice, is made once.

    Raises ValidationError if its maker has as many as may be.
    """
    lock(collection.by)
    if again := _made_just_now(collection):
        return again
    bounds.COLLECTIONS.refuse_more(Collection.objects.filter(by=collection.by))
    collection.save()
    return collection


def _made_just_now(like: Collection) -> Collection | None:
    fields = {name: getattr(like, name) for name in ("by", "title", "introduction", "network", "visibility")}
    return Collection.objects.filter(**fields, created_at__gt=a_moment_ago()).first()


@transaction.atomic
def collect(lesson: Lesson, *, by: User, title: str, to: Collection | None, note: str, told: str = "") -> Collection:
    """Put a lesson into a collection; with a `title`, into a new one of `by` alone.

    Raises ValidationError if the collection is full, if `by` has as many as may be, or as `add` does.
    """
    if title or to is None:
        to, told = make(Collection(title=title, by=by)), ""
    add(lesson, to=to, by=by, note=note, told=told)
    return to

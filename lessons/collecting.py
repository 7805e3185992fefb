"""What changes a collection. Who may, its views ask."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons import bounds
from lessons.models import Collection, CollectionItem, Lesson
from lessons.models.collection import MOST_LESSONS
from networks.bounds import lock
from networks.models import User


def _locked(collection: Collection) -> None:
    """Nobody else arranges it before this transaction ends; it counts as changed now."""
    Collection.objects.select_for_update(of=("self",), no_key=True).get(pk=collection.pk)
    Collection.objects.filter(pk=collection.pk).update(updated_at=now())


@transaction.atomic
def add(lesson: Lesson, *, to: Collection, note: str = "") -> bool:
    """Put it last; False, and nothing changed, if it is there already. Raises ValidationError if there are too many."""
    _locked(to)
    if to.items.filter(lesson=lesson).exists():
        return False
    if to.items.count() >= MOST_LESSONS:
        raise ValidationError(_("A collection holds at most %(most)s lessons: start another.") % {"most": MOST_LESSONS})
    last: int = to.items.aggregate(last=Max("position"))["last"] or 0
    CollectionItem.objects.create(collection=to, lesson=lesson, position=last + 1, note=note)
    return True


@transaction.atomic
def move(item: CollectionItem, *, up: bool) -> None:
    """Change places with the one before or after it; the first goes no higher and the last no lower."""
    _locked(item.collection)
    item.refresh_from_db(fields=["position"])
    others = item.collection.items.all()
    before, after = others.filter(position__lt=item.position), others.filter(position__gt=item.position)
    other = before.order_by("-position").first() if up else after.order_by("position").first()
    if other:
        item.position, other.position = other.position, item.position
        for each in (item, other):
            each.save(update_fields=["position"])


@transaction.atomic
def say_why(item: CollectionItem, note: str) -> None:
    _locked(item.collection)
    CollectionItem.objects.filter(pk=item.pk).exclude(note=note).update(note=note)


@transaction.atomic
def drop(item: CollectionItem) -> None:
    _locked(item.collection)
    item.delete()


def share(collection: Collection) -> None:
    """By a link that nobody can guess; the one before it, if there was one, works no more."""
    Collection.objects.filter(pk=collection.pk).update(share_token=secrets.token_urlsafe(24))


def end_link(collection: Collection) -> None:
    Collection.objects.filter(pk=collection.pk).update(share_token=None)


def refuse_more(by: User) -> None:
    """Asked in the transaction that makes one. Raises ValidationError if the person has as many as may be."""
    lock(by)
    bounds.COLLECTIONS.refuse_more(Collection.objects.filter(by=by))


@transaction.atomic
def collect(lesson: Lesson, *, by: User, title: str, to: Collection | None, note: str) -> Collection:
    """Put a lesson into a collection; with a `title`, into a new one of `by` alone.

    Raises ValidationError if it holds as many, or `by` has as many, as may be.
    """
    if title or to is None:
        refuse_more(by)
        to = Collection.objects.create(title=title, by=by)
    add(lesson, to=to, note=note)
    return to

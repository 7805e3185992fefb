"""A collection's readers are put into words here, and what was written in it for fewer is kept from the others.

Its title and introduction say what it is: whoever did not write them cannot open it to people whom they did not reach.
Notes stay with those whom they reached, as what is said of lessons does.
"""

from collections.abc import Collection as Circles
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from lessons.collections.models import Collection, CollectionItem
from lessons.record.models import EVERYONE, hold
from networks.models import User

Level = Collection.Visibility
WORDS = ("title", "introduction")
NOBODY = "-"


def readers_in_words(collection: Collection) -> str:
    """Say who reads it to somebody who keeps it: a private collection is therefore “you alone”."""
    if collection.share_token and collection.visibility != Level.PUBLIC:
        return _("anyone who gets its link, even without an account")
    return {
        Level.PRIVATE: _("you alone"),
        Level.OWN_NETWORK: _("the people of %(network)s") % {"network": collection.network},
        Level.ALL_NETWORKS: _("everyone who takes part in a network"),
        Level.PUBLIC: _("anyone in the world, even without an account"),
    }[Level(collection.visibility)]


def circles_named(collections: Iterable[Collection]) -> str:
    """Write down whom each collection reaches, as `12:network:3 13:-`. A form sends it back, to tell whom it named."""
    return " ".join(
        f"{collection.pk}:{circle}" for collection in collections for circle in collection.circles or [NOBODY]
    )


def refuse_more_readers_of(collection: Collection, told: str, *others: str) -> None:
    """Raise ValidationError if the collection reaches anybody whom neither the form (`told`) nor `others` named.

    Call it with the collection locked. An empty `told`, from a page opened before forms named readers, is not refused.
    """
    mine = f"{collection.pk}:"
    circles = [entry.removeprefix(mine) for entry in told.split() if entry.startswith(mine)]
    if told and not hold([*circles, *others], collection.circles):
        says = _(
            "Since you opened this page more people can read this collection: %(who)s. Send it once more if they may"
            " read this too."
        )
        raise ValidationError(says % {"who": readers_in_words(collection)}, code="readers")


def refuse_words_of_others(now: Collection, stored: Collection, *, by: User) -> None:
    """Raise ValidationError, by field, if `now` shows a title or introduction to more than it was written for.

    It asks only about words of somebody else that `by` does not write anew.
    """
    if hold(stored.circles, now.circles):
        return
    same = [name for name in WORDS if getattr(now, name) and getattr(now, name) == getattr(stored, name)]
    faults = {name: says for name in same if (says := _whose_they_are(stored, name, now.circles, by))}
    if faults:
        raise ValidationError(faults)


def _whose_they_are(stored: Collection, name: str, circles: Circles[str], by: User) -> str:
    """Return why these words may not reach `circles`; empty if they may.

    The history since the field says this tells who wrote it, and whom the collection has reached since.
    """
    events: QuerySet[Any] = Collection.pgh_event_model.objects.filter(pgh_obj_id=stored.pk)  # type: ignore[attr-defined]
    before = events.exclude(**{name: getattr(stored, name)}).aggregate(last=Max("pgh_id"))["last"] or 0
    since = list(events.filter(pgh_id__gt=before).select_related("pgh_context").order_by("pgh_id"))
    if hold([circle for event in since for circle in _as_it_was(event).circles], circles):
        return ""
    writer = _writer(stored, since[0]) if since else None
    if writer == by:
        return ""
    says = _("%(who)s wrote this for fewer readers. Ask them to open the collection, or write it again.")
    return says % {"who": writer or _("Somebody else")}


def _as_it_was(event: Any) -> Collection:
    return Collection(visibility=event.visibility, network_id=event.network_id)


def _writer(stored: Collection, event: Any) -> User | None:
    if event.pgh_label == "insert":
        return stored.by
    noted = event.pgh_context.metadata.get("user") if event.pgh_context else None
    return User.objects.filter(pk=noted).first() if noted else None


def narrow_notes(collection: Collection) -> QuerySet[CollectionItem]:
    """Return the notes that would not reach everyone."""
    noted = CollectionItem.objects.filter(collection=collection).exclude(note="")
    return noted.exclude(collection_audience__circles__contains=[EVERYONE])

"""Whom a collection reaches, in words, and what in it reaches fewer when it is opened to more.

Its title and introduction say what it is: who did not write them opens it to nobody whom they did not reach. Notes stay
with those whom they reached, as what is said of lessons does.
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
    """To somebody who keeps it: one that is private is theirs."""
    if collection.share_token and collection.visibility != Level.PUBLIC:
        return _("anyone who gets its link, even without an account")
    return {
        Level.PRIVATE: _("you alone"),
        Level.OWN_NETWORK: _("the people of %(network)s") % {"network": collection.network},
        Level.ALL_NETWORKS: _("everyone who takes part in a network"),
        Level.PUBLIC: _("anyone in the world, even without an account"),
    }[Level(collection.visibility)]


def circles_named(collections: Iterable[Collection]) -> str:
    """What a form brings back, so that it can be told whom it named."""
    return " ".join(f"{each.pk}:{circle}" for each in collections for circle in each.circles or [NOBODY])


def refuse_more_readers_of(collection: Collection, told: str, *others: str) -> None:
    """Raises ValidationError if it reaches anybody whom a form that named `told`, and `others`, did not.

    Asked with the collection locked. A page that was opened before forms named them is not refused.
    """
    mine = f"{collection.pk}:"
    circles = [each.removeprefix(mine) for each in told.split() if each.startswith(mine)]
    if told and not hold([*circles, *others], collection.circles):
        says = _(
            "Since you opened this page more people can read this collection: %(who)s. Send it once more if they may"
            " read this too."
        )
        raise ValidationError(says % {"who": readers_in_words(collection)}, code="readers")


def refuse_words_of_others(now: Collection, stored: Collection, *, by: User) -> None:
    """Asked when `by` lets it reach others, as `now` says; of words that `by` did not write anew with that.

    Raises ValidationError, by field, of those that somebody else wrote for fewer.
    """
    if hold(stored.circles, now.circles):
        return
    same = [name for name in WORDS if getattr(now, name) and getattr(now, name) == getattr(stored, name)]
    faults = {name: says for name in same if (says := _whose_they_are(stored, name, now.circles, by))}
    if faults:
        raise ValidationError(faults)


def _whose_they_are(stored: Collection, name: str, circles: Circles[str], by: User) -> str:
    """By the history since it says this: who wrote it then, and whom the collection reached since."""
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
    """Return those that would not reach everyone."""
    said = CollectionItem.objects.filter(collection=collection).exclude(note="")
    return said.exclude(collection_audience__circles__contains=[EVERYONE])

"""The rule of `LessonQuerySet.readable_by` is asked here of people: who can read a lesson once it is published?"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from base.alphabet import alphabetical
from lessons.record.models import Lesson, circles_of, hold
from networks.models import Membership, Network, User
from networks.record.permissions import GRANTS, Permission

Level = Lesson.Visibility


@dataclass(frozen=True)
class NamedReaders:
    """Holds whom a form names: `who` is a sentence; `circles` are those of `Audience`, as the form brings them back."""

    who: str
    circles: str


class MoreReaders(Exception):
    """Says that words would reach others than their writer was told: `named` are whom they would reach."""

    def __init__(self, named: NamedReaders) -> None:
        self.named = named
        says = _(
            "Since you opened this page, more people can read this lesson: "
            "%(who)s Send it again if they may read this too."
        )
        super().__init__(says % {"who": named.who})


def readers_named(lesson: Lesson, what: str) -> NamedReaders:
    """Return who will read what somebody says of a stored lesson.

    `what` is `comment`, `review` (a note of one), `collected` (why it is in a collection), or anything else.
    """
    chosen = list(lesson.shared_with.all()) if lesson.visibility == Level.CHOSEN_NETWORKS and what != "review" else []
    return NamedReaders(_who_reads(lesson, chosen, what), " ".join(_circles_named(lesson, chosen, what)))


def _circles_named(lesson: Lesson, chosen: list[Network], what: str) -> list[str]:
    return [f"secretariat:{lesson.network_id}"] if what == "review" else circles_of(lesson, chosen)


def _who_reads(lesson: Lesson, chosen: list[Network], what: str) -> str:
    if what == "review":
        return _(
            "Whoever wrote the lesson, whoever is responsible for it, and the "
            "secretariat that publishes it. Nobody else."
        )
    if what == "comment" and lesson.visibility == Level.PUBLIC:
        return _("Everyone who has an account, with your name.")
    who = _who(lesson, chosen)
    if what == "collected":
        return _("The readers of the collection, of these: %(who)s") % {"who": who}
    return who if lesson.is_published else _("Once it is published: %(who)s") % {"who": who}


def refuse_more_readers(lesson: Lesson, told: str, what: str = "") -> None:
    """Raise MoreReaders if `lesson` reaches anybody outside the `circles` that a form named (`told`).

    Call it in the transaction that stores, after storing: the database noted then whom the words reach, and what is
    read later is no older. So the lesson need not be locked, for which all who speak of it would wait. A page that was
    opened before forms named their readers sends an empty `told`, and is not refused: its reader could not know why.
    """
    if not told:
        return
    stored = Lesson.objects.select_related("network", "organisation").get(pk=lesson.pk)
    if stored.is_unnamed and lesson.organisation_id is None:
        stored.organisation = None  # as its writer knows it
    named = readers_named(stored, what)
    if not hold(told.split(), named.circles.split()):
        raise MoreReaders(named)


def readers_of(lesson: Lesson, shared_with: Collection[Network]) -> QuerySet[User]:
    """Return the people with an account who could read the lesson if it was published now."""
    people = User.objects.filter(is_active=True)
    if lesson.is_taken_down:
        return people.filter(Q(is_admin=True) | Q(pk=lesson.author_id))
    if lesson.visibility == Level.PUBLIC:
        return people
    here = _holds(Permission.PUBLISH, network=lesson.network)
    wrote = Q(pk__in=[lesson.author_id, lesson.steward_id]) & _holds(Permission.WRITE, network=lesson.network)
    return people.filter(Q(is_admin=True) | here | wrote | _reached(lesson, shared_with))


def _reached(lesson: Lesson, shared_with: Collection[Network]) -> Q:
    if lesson.visibility == Level.OWN_ORGANISATION:
        return _holds(Permission.READ, network=lesson.network, organisation=lesson.organisation)
    if lesson.visibility == Level.ALL_NETWORKS:
        return _holds(Permission.READ)
    chosen = shared_with if lesson.visibility == Level.CHOSEN_NETWORKS else ()
    return _holds(Permission.READ, network__in=[lesson.network, *chosen])


def _holds(permission: Permission, **where: Any) -> Q:
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return Q(Exists(Membership.objects.filter(user=OuterRef("pk"), role__in=roles, **where)))


def _who(lesson: Lesson, shared_with: Collection[Network]) -> str:
    names = [str(lesson.network), *sorted(map(str, shared_with), key=alphabetical)]
    sentences = {
        Level.OWN_ORGANISATION: _(
            "Those who take part in %(network)s for %(organisation)s, and the network's secretariat."
        )
        if lesson.organisation
        else _("Those who take part in %(network)s for the organisation it comes from, and the network's secretariat."),
        Level.OWN_NETWORK: _("The people of %(network)s."),
        Level.CHOSEN_NETWORKS: _("The people of %(networks)s."),
        Level.ALL_NETWORKS: _("Everyone who takes part in a network."),
        Level.PUBLIC: _("Anyone in the world, even without an account."),
    }
    return sentences[Level(lesson.visibility)] % {
        "organisation": lesson.organisation,
        "network": lesson.network,
        "networks": get_text_list(names, _("and")),
    }


def _source(lesson: Lesson) -> str:
    if lesson.is_unnamed:
        return _("They will not see who it comes from: only the secretariat of %(network)s and the admins do.") % {
            "network": lesson.network
        }
    if lesson.organisation:
        return _("They will see that it comes from %(author)s, %(organisation)s.") % {
            "author": lesson.author,
            "organisation": lesson.organisation,
        }
    return _("They will see that it comes from %(author)s.") % {"author": lesson.author}

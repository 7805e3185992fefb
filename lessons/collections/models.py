"""A collection holds lessons in an order, and says what holds them together."""

from typing import Self

import pghistory
import pgtrigger
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import one_of
from lessons.record.models import EVERYONE, NETWORKS, Audience, Lesson, Said, SaidQuerySet, notes_whom_it_reaches
from networks.models import Network, User
from networks.record.permissions import Permission, Visitor, networks_where

MOST_LESSONS = 100
LONGEST_INTRODUCTION, LONGEST_NOTE = 4_000, 500


def made_by(user: User, *, of: str = "") -> Q:
    """Match the collections that are `user`'s own; `of` is the path to the collection.

    A network's collection is its maker's own while they may write in that network.
    """
    here = networks_where(user, Permission.WRITE, closed_too=True)
    return Q(**{f"{of}by": user}) & (Q(**{f"{of}network": None}) | Q(**{f"{of}network__in": here}))


class CollectionQuerySet(models.QuerySet["Collection"]):
    def readable_by(self, user: Visitor) -> Self:
        """Return the collections that reach `user`, and their own. It does not ask which of the lessons they may read.

        "Only me" means just that: of other people's private collections admins are not told either.
        """
        level = Collection.Visibility
        public = Q(visibility=level.PUBLIC)
        if not isinstance(user, User) or not user.is_active:
            return self.filter(public)
        mine = made_by(user)
        if user.is_admin:
            return self.filter(mine | ~Q(visibility=level.PRIVATE))
        here = networks_where(user, Permission.READ)
        reached = public | Q(visibility=level.OWN_NETWORK, network__in=here)
        if here.exists():
            reached |= Q(visibility=level.ALL_NETWORKS)
        return self.filter(mine | reached)

    def kept_by(self, user: User) -> Self:
        """Return those that `user` may change: their own, and those of a network whose secretariat they are.

        Admins may change all that they may read.
        """
        keeps = made_by(user) | Q(network__in=networks_where(user, Permission.RUN))
        return self.readable_by(user).filter(Q() if user.is_admin else keeps)

    def with_number(self, user: Visitor) -> Self:
        """Annotate `many`: how many of its lessons `user` may read."""
        readable = Lesson.objects.readable_by(user).standing()
        items = CollectionItem.objects.filter(collection=OuterRef("pk"), lesson__in=readable)
        counted = items.order_by().values("collection").annotate(many=Count("pk")).values("many")
        return self.annotate(many=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


class CollectionItemQuerySet(SaidQuerySet["CollectionItem"]):
    def said_to(self, user: Visitor) -> Self:
        """Return the items whose note reaches `user`, both as words on the lesson and as words in the collection.

        Within the collection its maker reads all notes, and an admin all but those for their writer alone.
        """
        reached = Q(collection_audience__in=Audience.objects.of(user))
        if isinstance(user, User) and user.is_active:
            reached |= Q(by=user) | made_by(user, of="collection__")
            reached |= ~Q(collection_audience__circles=[]) if user.is_admin else Q()
        return super().said_to(user).filter(reached)


# Notes whom the words reach, when a note is written or agreed to: as `notes_whom_it_reaches`, by the collection.
_REACHES_WITH_ITS_COLLECTION = """
    IF TG_OP = 'INSERT' OR NEW.note IS DISTINCT FROM OLD.note OR NEW.collection_id <> OLD.collection_id THEN
        NEW.collection_audience_id = public.memoria_audience_of_collection(NEW.collection_id);
    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN
        NEW.collection_audience_id = public.memoria_wider(
            OLD.collection_audience_id, public.memoria_audience_of_collection(NEW.collection_id));
    ELSE
        NEW.collection_audience_id = OLD.collection_audience_id;
    END IF;
    RETURN NEW;
"""


# The token is left out of the history: who had it once should not find it there.
@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["share_token", "updated_at"]
)
class Collection(models.Model):
    """A collection belongs to a network, or to one person. Readers see only those lessons that they may read."""

    class Visibility(models.TextChoices):
        PRIVATE = "private", _("Only me")
        OWN_NETWORK = "own_network", _("The network it belongs to")
        ALL_NETWORKS = "all_networks", _("All networks")
        PUBLIC = "public", _("Everyone, even without an account")

    title = LineField(_("title"), max_length=160)
    introduction = models.TextField(
        _("introduction"), blank=True, validators=[MaxLengthValidator(LONGEST_INTRODUCTION)]
    )
    network = models.ForeignKey(
        Network, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("network")
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    visibility = models.CharField(_("who may read it"), max_length=20, choices=Visibility, default=Visibility.PRIVATE)
    share_token = models.CharField(max_length=43, null=True, unique=True, editable=False)
    lessons = models.ManyToManyField(Lesson, through="CollectionItem", related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="collection_has_a_title"),
            one_of("visibility", ["private", "own_network", "all_networks", "public"]),
            models.CheckConstraint(
                condition=~Q(visibility="own_network", network=None), name="collection_of_one_network_names_it"
            ),
            models.CheckConstraint(condition=~Q(share_token=""), name="collection_token_is_no_guess"),
        ]

    class Privacy:
        shown = {"by": _("Your collections")}
        withheld = {"share_token": "secret: it opens the collection"}

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:collection", args=[self.pk])

    @property
    def circles(self) -> list[str]:
        """Return whom it reaches beside those who keep it, as `memoria_audience_of_collection` does in the database.

        A link can be passed on to anybody, so what is said in a collection with a link is said to everyone.
        """
        level = self.Visibility
        if self.share_token or self.visibility == level.PUBLIC:
            return [EVERYONE]
        reached = {level.ALL_NETWORKS: [NETWORKS], level.OWN_NETWORK: [f"network:{self.network_id}"]}
        return reached.get(level(self.visibility), [])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CollectionItem(Said):
    """An item is a lesson in its place. Its note reaches whom both lesson and collection reached when written."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+", verbose_name=_("lesson"))
    position = models.PositiveIntegerField(_("position"))
    note = models.TextField(_("why it is here"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])
    by = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    collection_audience = models.ForeignKey(
        Audience, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = CollectionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson of a collection")
        verbose_name_plural = _("lessons of collections")
        ordering = ["position"]
        triggers = [
            notes_whom_it_reaches("note"),
            pgtrigger.Trigger(
                name="reaches_with_its_collection",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_REACHES_WITH_ITS_COLLECTION,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["collection", "lesson"], name="collectionitem_lesson_once"),
            models.UniqueConstraint(
                fields=["collection", "position"],
                name="collectionitem_one_at_each_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    class Privacy:
        shown = {"by": _("Lessons you put into collections, and why")}
        withheld = {"collection": "they may no longer be able to read what it is called now"}

    def __str__(self) -> str:
        return f"{self.position}"

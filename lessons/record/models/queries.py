"""Which lessons: those that somebody may read, those in force, those that speak to a finding; and what is counted of
each."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, Func, Q
from django.utils.timezone import localdate

from base.reading.kept_lists import KeptLists
from lessons.record.models.audience import CIRCLES, reaches_person
from lessons.record.models.states import ENDED, State
from networks.models import Membership, Region, Role, User
from networks.record.permissions import Permission, Visitor, is_where

if TYPE_CHECKING:
    from lessons.record.models.lesson import Lesson


def _looked_after_by(user: User) -> Q:
    mine = is_where(user, Permission.WRITE, closed_too=True) & (Q(author=user) | Q(steward=user))
    return mine | is_where(user, Permission.PUBLISH, closed_too=True)


def put_departments_on(lessons: "Iterable[Any]") -> None:
    """Give lessons that know the keys of their departments, in `region_keys`, the departments as if prefetched."""
    lessons = list(lessons)
    lists = KeptLists() if any(lesson.region_keys for lesson in lessons) else None
    for lesson in lessons:
        regions = lists.with_keys(Region, lesson.region_keys) if lists else []
        lesson._prefetched_objects_cache = {**getattr(lesson, "_prefetched_objects_cache", {}), "regions": regions}


def without_sources(lessons: "Iterable[Lesson]", user: Visitor) -> "list[Lesson]":
    """Return the lessons, each without its source where `user` may not know it."""
    lessons = list(lessons)
    unnamed = [lesson.pk for lesson in lessons if lesson.is_unnamed]
    named = type(lessons[0]).objects.named_to(user).filter(pk__in=unnamed) if unnamed else None
    known = {*named.values_list("pk", flat=True)} if named is not None else set[int]()
    for lesson in lessons:
        if lesson.is_unnamed and lesson.pk not in known:
            lesson.hide_source()
    return lessons


class LessonQuerySet(models.QuerySet["Lesson"]):
    def readable_by(self, user: Visitor) -> Self:
        """Published lessons that reach `user`, and the drafts they wrote or may publish. Admins read all.

        One that an admin took down is read by admins and its author alone: all that hangs on lessons asks this.
        """
        reached = reaches_person(user)
        if not isinstance(user, User) or not user.is_active:
            return self.filter(reached, taken_down_at=None)
        if user.is_admin:
            return self
        return self.filter(reached | _looked_after_by(user), Q(taken_down_at=None) | Q(author=user))

    def looked_after_by(self, user: User) -> Self:
        """Those that `user` reads whomever they reach, drafts too: as their secretariat, author, steward, or admin."""
        return self if user.is_admin else self.filter(_looked_after_by(user))

    def circles_of(self, lesson: "Lesson") -> list[str]:
        """Those that it reaches now, as it is stored: see `Audience`."""
        chosen = self.model.shared_with.through.objects.filter(lesson=models.OuterRef("pk")).values("network")
        told = ("published_at", "visibility", "network_id", "organisation_id", ArraySubquery(chosen))
        now = Func(*told, function="memoria_circles", output_field=CIRCLES)
        found: list[str] = self.filter(pk=lesson.pk).values_list(now, flat=True).get()
        return found

    def named_to(self, user: Visitor) -> Self:
        """Those of which `user` may know the author and the organisation, if they may read them at all.

        Who shares without naming is known to the secretariat of their network, to admins, and to themselves.
        """
        if isinstance(user, User) and user.is_admin and user.is_active:
            return self
        known = Q(is_unnamed=False) | is_where(user, Permission.PUBLISH, closed_too=True)
        return self.filter(known | Q(author=user) if isinstance(user, User) else known)

    def shown_to(self, user: Visitor) -> "list[Lesson]":
        return without_sources(self, user)

    def without_active_steward(self) -> Self:
        """Of networks, with nobody active who answers for them: the database refuses it, so there is none."""
        keeps = Membership.objects.filter(
            user=models.OuterRef("steward"), network=models.OuterRef("network"), user__is_active=True
        ).exclude(role=Role.OBSERVER)
        lost = self.filter(network__isnull=False).exclude(Q(steward__is_admin=True, steward__is_active=True))
        return lost.exclude(Exists(keeps))

    def published(self) -> Self:
        """Those in force."""
        return self.standing().filter(state=State.PUBLISHED)

    def ever_published(self) -> Self:
        """Also those that ended: what happened is told as it was."""
        return self.standing().filter(published_at__isnull=False)

    def ended(self) -> Self:
        """Superseded or archived: readable as before, and marked."""
        return self.standing().filter(state__in=ENDED)

    def standing(self) -> Self:
        """Without those that an admin took down: no list, count or picture has them, of whomever."""
        return self.filter(taken_down_at=None)

    def taken_down(self) -> Self:
        return self.filter(taken_down_at__isnull=False)

    def drafts(self) -> Self:
        """Not published yet, also those in review."""
        return self.filter(published_at=None)

    def in_review(self) -> Self:
        return self.filter(state=State.IN_REVIEW)

    def due_for_review(self) -> Self:
        """In force, and nobody has said since their day came that they are still true; of networks that are open."""
        return self.published().filter(review_on__lte=localdate(), network__closed_on=None)

    def longest_due_first(self) -> Self:
        return self.due_for_review().order_by("review_on", "pk")

    def with_departments(self) -> Self:
        """Fetch their departments in the same statement, as if those had been prefetched."""
        naming = self.model.regions.through.objects.filter(lesson=models.OuterRef("pk"))
        return self.annotate(region_keys=ArraySubquery(naming.values("region")))

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and "region_keys" in self.query.annotations:
            put_departments_on([each for each in self._result_cache or () if isinstance(each, models.Model)])

    def newest_first(self) -> Self:
        return self.order_by(F("published_at").desc(nulls_first=True), "-pk")

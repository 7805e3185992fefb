"""What is new to a person depends on what they were told, not on a moment, so that no clock can hide it."""

from django.db.models import Exists, OuterRef, Q

from digests.models import DigestItem, Subscription
from digests.widening import Widening
from lessons.models import Lesson, Notice
from lessons.notices.models import NoticeQuerySet
from lessons.record.models import LessonQuerySet, circles_of_person
from networks.models import Membership, User

Level = Lesson.Visibility


def new_lessons(subscription: Subscription) -> LessonQuerySet:
    """Return the lessons in force that the person may read, did not write, and was never told of.

    They were published, or opened to the person, since the subscription began. There is no moment up to which the
    person was told: a lesson that is taken out of force and comes back, is committed late, or was published by a clock
    that ran ahead, is told once all the same.
    """
    user, since = subscription.user, subscription.since
    told = DigestItem.objects.filter(subscription=subscription, notice=None).values("lesson")
    widened = Widening.objects.filter(lesson=OuterRef("pk"), at__gte=since)
    opened_to_them = Q(Exists(widened.exclude(before__overlap=circles_of_person(user))))
    opened_to_them &= ~Q(pk__in=Lesson.objects.looked_after_by(user).values("pk"))  # they read it before
    published = Q(published_at__gte=since) & _since_they_take_part(user)
    new = Lesson.objects.readable_by(user).published().filter(published | opened_to_them)
    return new.exclude(pk__in=told).exclude(author=user)


def _since_they_take_part(user: User) -> Q:
    """Match lessons for all, and those that a network told its own people after the person came.

    What it told them before is no news to the person: it would be all at once.
    """
    if user.is_admin:  # reads all, whether they take part or not
        return Q()
    chosen = Lesson.shared_with.through.objects.filter(lesson=OuterRef(OuterRef("pk"))).values("network")
    then = Membership.objects.filter(user=user, started_on__lte=OuterRef("published_at__date"))
    took_part = then.filter(Q(network=OuterRef("network")) | Q(network__in=chosen))
    return Q(visibility__in=[Level.PUBLIC, Level.ALL_NETWORKS]) | Q(Exists(took_part))


def new_notices(subscription: Subscription) -> NoticeQuerySet:
    """Return the notices since the subscription began that no digest told, and that the person has not seen."""
    told = DigestItem.objects.filter(subscription=subscription, lesson=None).values("notice")
    theirs = Notice.objects.to_mail(subscription.user)
    return theirs.filter(created_at__gte=subscription.since).exclude(pk__in=told)

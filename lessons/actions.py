"""What changes a lesson."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons.models import Finding, Lesson, LessonFinding
from networks.models import Region, User

PUBLICATION = ["published_at", "published_by"]
# All but those: whoever has the lesson open in a form does not know that it was published meanwhile.
WRITTEN = [
    field.name
    for field in Lesson._meta.concrete_fields
    if not (field.primary_key or field.generated or field.name in PUBLICATION)
]


@transaction.atomic
def save(lesson: Lesson, *, regions: Iterable[Region], stances: dict[Finding, str], by: User) -> None:
    """Store a new or changed lesson with its departments and its stances (finding → `LessonFinding.Stance`).

    Who saves a lesson for the first time becomes its author. Saving never changes whether it is published.
    """
    if lesson.author is None and lesson.network is not None:
        lesson.author = by
    lesson.save(update_fields=None if lesson._state.adding else WRITTEN)
    lesson.refresh_from_db(fields=PUBLICATION)
    lesson.regions.set(regions)
    kept = lesson.stances.filter(finding__in=stances)
    lesson.stances.exclude(pk__in=kept).delete()
    for finding, stance in stances.items():
        LessonFinding.objects.update_or_create(lesson=lesson, finding=finding, defaults={"stance": stance})


@transaction.atomic
def publish(lesson: Lesson, *, by: User) -> None:
    """Show a draft to those its visibility names. Publishing twice changes nothing.

    Raises ValidationError, by field, if the lesson does not say the essential yet.
    """
    if lesson.missing:
        raise ValidationError({name: _("Write this before you publish.") for name in lesson.missing})
    Lesson.objects.drafts().filter(pk=lesson.pk).update(published_at=now(), published_by=by)
    lesson.refresh_from_db(fields=PUBLICATION)

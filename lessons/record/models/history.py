"""History of a lesson's departments and chosen networks, which stand in tables beside it."""

import pghistory

from lessons.record.models.audience import REACHES_ONE_MORE_NETWORK, REACHES_OTHER_NETWORKS
from lessons.record.models.lesson import Lesson


@pghistory.track(
    pghistory.InsertEvent("region.add"),
    pghistory.DeleteEvent("region.remove"),
    obj_field=None,
)
class LessonRegion(Lesson.regions.through):  # type: ignore[misc, name-defined]
    """The departments of a lesson, so that history has them too."""

    class Meta:
        proxy = True


@pghistory.track(
    pghistory.InsertEvent("network.add"),
    pghistory.DeleteEvent("network.remove"),
    obj_field=None,
)
class LessonSharing(Lesson.shared_with.through):  # type: ignore[misc, name-defined]
    """The networks chosen as its readers, so that history has them too."""

    class Meta:
        proxy = True
        triggers = [REACHES_ONE_MORE_NETWORK, REACHES_OTHER_NETWORKS]

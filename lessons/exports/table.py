"""A table to take along has lessons as rows: what a list shows of each, and in full what was learned."""

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson
from networks.mail.letters import absolute_url

HEADINGS = [
    *(_("Title"), _("Address"), _("Network, or who said it"), _("What we learned"), _("Result"), _("Departments")),
    *(_("State"), _("Published"), _("Organisations that confirm it"), _("Organisations that saw it differently")),
    *(_("Times used"), _("Language")),
]


def row_of(lesson: Lesson) -> list[str | int]:
    return [
        lesson.title,
        absolute_url(lesson.get_absolute_url()),
        lesson.told_by,
        lesson.insight,
        lesson.get_result_display(),
        ", ".join(region.name for region in lesson.regions.all()),
        state_of(lesson),
        published_on(lesson),
        lesson.confirming,
        lesson.differing,
        lesson.used,
        lesson.get_language_display(),
    ]


def state_of(lesson: Lesson) -> str:
    return gettext("Verification overdue") if lesson.is_due_for_review else str(lesson.get_state_display())


def published_on(lesson: Lesson) -> str:
    return localtime(lesson.published_at).date().isoformat() if lesson.published_at else ""

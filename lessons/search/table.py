"""A table to take along has lessons as rows: what a list shows of each, and in full what was learned."""

from collections.abc import Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from lessons.experience.strength import for_cards
from lessons.record.models import Lesson, LessonQuerySet
from lessons.translations.actions import in_language
from networks.mail.letters import absolute_url
from networks.record.permissions import Visitor

MOST_ROWS = 5_000  # who needs more narrows the list, and takes it in parts
AT_ONCE = 500
HEADINGS = [
    *(_("Title"), _("Address"), _("Network, or who said it"), _("What we learned"), _("Result"), _("Departments")),
    *(_("State"), _("Published"), _("Organisations that confirm it"), _("Organisations that saw it differently")),
    *(_("Times used"), _("Language")),
]


def as_rows(found: LessonQuerySet, reader: Visitor, language: str) -> Iterator[list[str | int]]:
    """Yield the first `MOST_ROWS` of `found` in their order, in the words that the list shows, without who wrote them.

    They are read part by part while the answer is on its way, and each part is asked anew of what `reader` may read.
    """
    keys = list(found.values_list("pk", flat=True)[:MOST_ROWS])
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        rows = for_cards(Lesson.objects.readable_by(reader)).in_bulk(part)
        with override(language):
            lessons = in_language([rows[pk] for pk in part if pk in rows], language, reader)
            lines = [_row(lesson) for lesson in lessons]
        yield from lines


def _row(lesson: Lesson) -> list[str | int]:
    strength = [getattr(lesson, name, 0) for name in ("confirming", "differing", "used")]
    return [
        lesson.title,
        absolute_url(lesson.get_absolute_url()),
        lesson.told_by,
        lesson.insight,
        lesson.get_result_display(),
        ", ".join(region.name for region in lesson.regions.all()),
        gettext("Verification overdue") if lesson.is_due_for_review else lesson.get_state_display(),
        localtime(lesson.published_at).date().isoformat() if lesson.published_at else "",
        *strength,
        lesson.get_language_display(),
    ]

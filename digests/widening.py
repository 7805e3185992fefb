"""The database notes that a published lesson came to reach more people, whoever widened it and by whatever way."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lessons.models import Lesson
from lessons.record.models import LessonSharing

# A publication is not noted: the lesson itself says when it was.
_NOTE = """
    IF before <> '{}' AND NOT before && ARRAY['everyone'] AND NOT before @> after THEN
        INSERT INTO public.digests_widening (lesson_id, at, before) VALUES (lesson, now(), before);
    END IF;
    RETURN NULL;
"""
_CIRCLES = "public.memoria_circles({of}.published_at, {of}.visibility, {of}.network_id, {of}.organisation_id, chosen)"
_CHOSEN = "ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = {lesson})"
_VARIABLES = [("lesson", "bigint"), ("chosen", "bigint[]"), ("before", "text[]"), ("after", "text[]")]


class Widening(models.Model):
    """A widening says when a lesson came to reach more people.

    `before` are the circles that it reached until then, as in lessons/record/models/audience.py: whoever is in none of
    them, and may read it now, is one of its new readers.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())
    before: "ArrayField[list[str], list[str]]" = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("widening")
        verbose_name_plural = _("lessons that came to reach more people")
        indexes = [models.Index(fields=["lesson", "at"], name="widening_of_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson}: {localdate(self.at)}"


class LessonThatWidens(Lesson):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="notes_widening",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("visibility", "network_id", "organisation_id"),
                declare=_VARIABLES,
                func=f"""
                    lesson := NEW.id;
                    chosen := {_CHOSEN.format(lesson="NEW.id")};
                    before := {_CIRCLES.format(of="OLD")};
                    after := {_CIRCLES.format(of="NEW")};
                    {_NOTE}
                """,
            )
        ]


class ChosenNetworkThatWidens(LessonSharing):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="notes_widening",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[*_VARIABLES, ("l", "public.lessons_lesson")],
                func=f"""
                    lesson := NEW.lesson_id;
                    SELECT * INTO l FROM public.lessons_lesson WHERE id = NEW.lesson_id;
                    chosen := {_CHOSEN.format(lesson="NEW.lesson_id")};
                    after := {_CIRCLES.format(of="l")};
                    chosen := array_remove(chosen, NEW.network_id);
                    before := {_CIRCLES.format(of="l")};
                    {_NOTE}
                """,  # noqa: S608
            )
        ]

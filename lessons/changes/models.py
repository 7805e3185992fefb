"""The table of changes, and on the tables that visitors see the triggers that write it.

A table is listed once, below. Those that no visitor sees are listed in tests/lessons/changes/never_seen.py, and a test
holds that each table is in one of the two.
"""

from typing import Any

import pgtrigger
from django.db import connection, models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lessons.assessments.models import Assessment
from lessons.collections.models import Collection, CollectionItem
from lessons.conversation.models import Comment
from lessons.experience.models import Application, Corroboration, DepartmentOfVoice
from lessons.files.models import Attachment
from lessons.frame.models import Finding
from lessons.library.models import LibraryEntry
from lessons.record.models import Lesson, LessonFinding, Photo, Revision, Verification
from lessons.relations.models import LessonMention, LessonRelation
from lessons.search.models import SynonymGroup
from lessons.sources.models import SourceLink
from lessons.translations.models import Translation
from lessons.unanswered.models import LEAST_PEOPLE, UnansweredSearch
from networks.models import (
    Affiliation,
    Announcement,
    NaturalRegion,
    Network,
    NetworkFact,
    NetworkRelation,
    Organisation,
    PublishedFact,
    PublishedMember,
    Region,
    Sector,
    User,
)

_THIS = "pg_current_xact_id()::text::bigint"
_SUM = "SELECT sum(changes)::bigint, max(at) FROM public.lessons_change"
# Rows that another holds are left for the next time, as is this transaction's own, should it have changed something.
_FOLD = f"""
    WITH folded AS (
        DELETE FROM public.lessons_change WHERE id IN (
            SELECT id FROM public.lessons_change WHERE xid <> {_THIS} FOR UPDATE SKIP LOCKED)
        RETURNING changes, at)
    INSERT INTO public.lessons_change (xid, at, changes)
        SELECT {_THIS}, max(at), sum(changes) FROM folded HAVING count(*) > 0
"""  # noqa: S608


class ChangeQuerySet(models.QuerySet["Change"]):
    def version(self) -> str:
        """Return what is another after each change of what visitors see, and never comes back; empty before the first.

        By hand, since each page of a visitor asks it, and for many it is all that is asked.
        """
        with connection.cursor() as cursor:
            cursor.execute(_SUM)
            changes, at = cursor.fetchone()
        return f"{changes} {at.timestamp()}" if changes else ""

    def fold(self) -> None:
        """Put all rows into one that counts as much: the version stays what it is."""
        if self.count() < 2:
            return
        with connection.cursor() as cursor:
            cursor.execute(_FOLD)


class Change(models.Model):
    """A row counts one transaction that changed what visitors see, or, folded, many.

    `at` is when that began, the last of them if folded. It is part of the key because numbers of transactions begin
    anew where a backup is restored: one that the backup brings must not stand for one of now.
    """

    xid = models.BigIntegerField()
    at = models.DateTimeField()
    changes = models.BigIntegerField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change that visitors see")
        verbose_name_plural = _("changes that visitors see")
        constraints = [models.UniqueConstraint(fields=["xid", "at"], name="change_once_a_transaction")]

    def __str__(self) -> str:
        return f"{self.changes}: {localdate(self.at)}"


_NOTE = f"INSERT INTO public.lessons_change (xid, at, changes) VALUES ({_THIS}, now(), 1) ON CONFLICT DO NOTHING;"  # noqa: S608
_PUBLISHED = "EXISTS (SELECT FROM public.lessons_lesson l WHERE l.published_at IS NOT NULL AND l.id IN ({}))"


def _each_row(condition: str = "true", *columns: str) -> pgtrigger.Trigger:
    """Note it where the condition holds; an update only of those columns, if some are named.

    For each row, and not each statement: a statement that finds nothing changes nothing.
    """
    if columns:
        old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
        condition = f"(TG_OP <> 'UPDATE' OR ({old}) IS DISTINCT FROM ({new})) AND {condition}"
    return pgtrigger.Trigger(
        name="visitors_see",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"IF {condition} THEN {_NOTE} END IF; RETURN NULL;",
    )


def _of_lesson(*columns: str, lesson: str = "OLD.lesson_id, NEW.lesson_id") -> pgtrigger.Trigger:
    """Note what hangs on a published lesson: drafts are saved each few seconds, and no visitor sees them."""
    return _each_row(_PUBLISHED.format(lesson), *columns)


_OF_VOICE = "SELECT c.lesson_id FROM public.lessons_corroboration c WHERE c.id IN (OLD.{0}, NEW.{0})"
SEEN: dict[type[models.Model], pgtrigger.Trigger] = {
    Lesson: _each_row("(OLD.published_at IS NOT NULL OR NEW.published_at IS NOT NULL)"),
    Lesson.regions.through: _of_lesson(),
    Lesson.shared_with.through: _of_lesson(),
    LessonFinding: _of_lesson(),
    LessonMention: _of_lesson(lesson="OLD.lesson_id, NEW.lesson_id, OLD.mentioned_id, NEW.mentioned_id"),
    LessonRelation: _of_lesson(lesson="OLD.from_lesson_id, NEW.from_lesson_id, OLD.to_lesson_id, NEW.to_lesson_id"),
    Application: _of_lesson(),
    Attachment: _of_lesson(),
    Comment: _of_lesson(),
    Corroboration: _of_lesson(),
    DepartmentOfVoice: _of_lesson(lesson=_OF_VOICE.format("corroboration_id")),
    Photo: _of_lesson(),
    Revision: _of_lesson(),
    SourceLink: _of_lesson("ok", "failures", "failing_since"),  # and not that it was asked again, and answered
    LibraryEntry: _of_lesson(),
    LibraryEntry.useful_to.through: _each_row(),
    Translation: _of_lesson(),
    UnansweredSearch: _each_row(f"GREATEST(OLD.people, NEW.people) >= {LEAST_PEOPLE}"),
    Verification: _of_lesson(),
    User: _each_row("TG_OP <> 'INSERT'", "name", "is_active", "closed_at"),  # and not that somebody signed in
    **{
        model: _each_row()
        for model in (
            *(Affiliation, Announcement, Assessment, Collection, CollectionItem, Finding, NaturalRegion),
            *(Network, NetworkFact, NetworkRelation, Organisation, Organisation.regions.through),
            *(PublishedFact, PublishedMember, Region, Sector, SynonymGroup),
        )
    },
}


def _with(model: type[models.Model], trigger: pgtrigger.Trigger) -> type[models.Model]:
    """Return a proxy that has the trigger: so one app holds them all, also those on tables of others."""
    meta: dict[str, Any] = {"proxy": True, "default_permissions": (), "triggers": [trigger]}
    return type(f"Seen{model.__name__}", (model,), {"__module__": __name__, "Meta": type("Meta", (), meta)})


PROXIES = [_with(model, trigger) for model, trigger in SEEN.items()]

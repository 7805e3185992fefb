"""The table of counts, and the triggers that write it.

A published lesson says in its `facets` by what it is counted. Whenever these change, rows are added for what it was
counted by before, as negative numbers, and for what it is counted by now. No row is ever changed, so nobody waits for
anybody; what was added is folded every few minutes.
"""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Audience, Lesson, LessonFinding, Verification
from networks.models import Region

_KEY = "audience_id, state, within, value"
# Rows that another holds are left for the next time.
_FOLD = f"""
    WITH several AS (SELECT {_KEY} FROM public.lessons_keptcount GROUP BY {_KEY} HAVING count(*) > 1),
    held AS (SELECT id FROM public.lessons_keptcount NATURAL JOIN several FOR UPDATE OF lessons_keptcount SKIP LOCKED),
    folded AS (DELETE FROM public.lessons_keptcount k USING held WHERE k.id = held.id RETURNING k.*)
    INSERT INTO public.lessons_keptcount ({_KEY}, lessons, confirmations, uses)
        SELECT {_KEY}, sum(lessons), sum(confirmations), sum(uses) FROM folded GROUP BY {_KEY}
        HAVING sum(lessons) <> 0 OR sum(confirmations) <> 0 OR sum(uses) <> 0
"""  # noqa: S608 -- names of columns only


def _insert_of(rows: str) -> str:
    """Return the statement that adds the counts of `rows`, as SQL: the columns of lessons, and the `sign` of each."""
    return f"""
        INSERT INTO public.lessons_keptcount ({_KEY}, lessons, confirmations, uses)
        SELECT l.audience_id, l.state, c.within, c.value, sum(sign),
            sum(sign * (l.confirming + cardinality(l.confirming_voices)) * c.in_time),
            sum(sign * l.used * c.in_time)
        FROM ({rows}) AS l CROSS JOIN LATERAL public.memoria_counted_by(l.facets) AS c
        WHERE l.published_at IS NOT NULL AND l.taken_down_at IS NULL
        GROUP BY 1, 2, 3, 4
        HAVING sum(sign) <> 0 OR sum(sign * (l.confirming + cardinality(l.confirming_voices)) * c.in_time) <> 0
            OR sum(sign * l.used * c.in_time) <> 0;
    """  # noqa: S608


class KeptCountQuerySet(models.QuerySet["KeptCount"]):
    def fold(self) -> None:
        """Put the rows that count the same into one. What they count stays what it is."""
        with connection.cursor() as cursor:
            cursor.execute(_FOLD)

    def rebuild(self) -> None:
        """Count all lessons anew. Within a transaction: until its end, whoever writes lessons waits."""
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE lessons_keptcount IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("DELETE FROM lessons_keptcount")
            cursor.execute(_insert_of("SELECT 1 AS sign, every.* FROM public.lessons_lesson every"))


class KeptCount(models.Model):
    """Says how many lessons of an audience, in one state, have both `within` and `value`: facets, or "" for any lesson.

    The rows with the same key are to be summed up. The value "use:worked/12" counts uses, by network 12. Those within
    "told" count the lessons of one network, month and result, as "network:3/2026-11/worked", "study/2007-03/" or
    "library/2019-01/", with their confirmations and uses; those within "told in year" have the year alone.
    """

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10)
    within = models.TextField(db_collation="C")
    value = models.TextField(db_collation="C")
    lessons = models.BigIntegerField()
    confirmations = models.BigIntegerField()
    uses = models.BigIntegerField()

    objects = KeptCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of lessons")
        verbose_name_plural = _("counts of lessons")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["audience", "state", "within", "value"],
                include=["lessons", "confirmations", "uses"],
                name="kept_count_of",
            )
        ]

    def __str__(self) -> str:
        return f"{self.within} {self.value}: {self.lessons}"


# --- what a lesson is counted by -------------------------------------------------------------------------------------

# "contradicts" stands beside "finding"; "both" is a challenge and a best practice; "fresh" is the year in which it was
# published or last found still true. Each use counts, by its result and who used it. The study and the library were
# taken in on one day, long after: their lessons were told when they happened. When that was is not known of some of the
# library: these were told at no time, as "library//worked". A lesson of the library is as fresh as what happened.
# "year" is that in which it happened; if nobody said when, the one in which it was published, but for the library.
_FACETS = f"""
    NEW.unverified_since := CASE WHEN NEW.published_at IS NOT NULL THEN greatest(
        CASE NEW.from_source WHEN '' THEN NEW.published_at
            ELSE coalesce(NEW.happened_on::timestamp AT TIME ZONE '{settings.TIME_ZONE}', NEW.published_at) END,
        (SELECT max(v.at) FROM public.lessons_verification v WHERE v.lesson_id = NEW.id AND v.outcome = 'still_true')
    ) END;
    NEW.facets := CASE WHEN NEW.published_at IS NULL THEN '{{}}' ELSE ARRAY(
        WITH stance AS MATERIALIZED (
            SELECT f.id, s.stance, f.kind FROM public.lessons_lessonfinding s
            JOIN public.lessons_finding f ON f.id = s.finding_id WHERE s.lesson_id = NEW.id
        )
        SELECT each FROM (
            SELECT 'network:' || NEW.network_id
            UNION ALL SELECT 'sector:' || NEW.sector_id
            UNION ALL SELECT 'result:' || NEW.result
            UNION ALL SELECT 'told:' || coalesce('network:' || NEW.network_id,
                    CASE NEW.from_source WHEN '' THEN 'study' ELSE 'library' END) || '/' || coalesce(to_char(
                coalesce(CASE WHEN NEW.network_id IS NULL THEN NEW.happened_on END::timestamp, CASE NEW.from_source
                    WHEN '' THEN NEW.published_at AT TIME ZONE '{settings.TIME_ZONE}' END), 'YYYY-MM'), '') || '/'
                || NEW.result
            UNION ALL SELECT 'fresh:' || to_char(greatest(CASE NEW.from_source WHEN '' THEN NEW.published_at
                    ELSE NEW.happened_on::timestamp AT TIME ZONE '{settings.TIME_ZONE}' END, (
                    SELECT max(v.at) FROM public.lessons_verification v
                    WHERE v.lesson_id = NEW.id AND v.outcome = 'still_true'
                )) AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY')
            UNION ALL SELECT 'region:' || r.region_id FROM public.lessons_lesson_regions r WHERE r.lesson_id = NEW.id
            UNION ALL SELECT DISTINCT 'natural:' || d.natural_region_id FROM public.lessons_lesson_regions r
                JOIN public.networks_region d ON d.id = r.region_id WHERE r.lesson_id = NEW.id
            UNION ALL SELECT 'evidence:' || NEW.evidence
            UNION ALL SELECT 'language:' || NEW.language
            UNION ALL SELECT 'year:' || to_char(coalesce(NEW.happened_on::timestamp, CASE NEW.from_source
                WHEN '' THEN NEW.published_at AT TIME ZONE '{settings.TIME_ZONE}' END), 'YYYY')
            UNION ALL SELECT 'source:' || CASE NEW.from_source WHEN '' THEN 'no' ELSE 'yes' END
            UNION ALL SELECT 'confirmed:yes' WHERE NEW.confirming > 0 OR NEW.confirming_voices <> '{{}}'
            UNION ALL SELECT 'used:yes' WHERE NEW.used > 0
            UNION ALL SELECT 'finding:' || id FROM stance
            UNION ALL SELECT 'contradicts:' || id FROM stance WHERE stance = 'contradicts'
            UNION ALL SELECT 'both:' || c.id || ',' || p.id FROM stance c CROSS JOIN stance p
                WHERE c.kind = 'challenge' AND p.kind = 'best_practice'
            UNION ALL SELECT 'use:' || a.result || '/' || a.network_id || '/' || a.id
                FROM public.lessons_application a WHERE a.lesson_id = NEW.id AND a.withdrawn_at IS NULL
        ) AS facets(each) WHERE each IS NOT NULL ORDER BY each COLLATE "C"
    ) END;
    RETURN NEW;
"""  # noqa: S608 -- a time zone only
# Written, the lesson says anew by what it is counted; who writes it at the same time waits, and sees these rows. In the
# order of their keys, so that no two wait for each other. By an array, because PostgreSQL keeps the plan that it made
# for the first statement, be the next one a thousand times as large.
_WRITES_ITS_LESSONS = """
    changed := ARRAY(SELECT DISTINCT lesson_id FROM changed_rows ORDER BY lesson_id);
    PERFORM 1 FROM public.lessons_lesson l WHERE l.id = ANY (changed) AND l.published_at IS NOT NULL
        ORDER BY l.id FOR UPDATE;
    UPDATE public.lessons_lesson SET used = used WHERE id = ANY (changed) AND published_at IS NOT NULL;
    RETURN NULL;
"""
_BEFORE = "SELECT -1 AS sign, old_rows.* FROM old_rows"
_AFTER = "SELECT 1 AS sign, new_rows.* FROM new_rows"


def _each_statement(
    name: str, operation: pgtrigger.Operation, func: str, declare: Any = None, **tables: str
) -> pgtrigger.Trigger:
    """Run it after each statement, with the rows that it wrote, however many, in `tables`: old, or new."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        declare=declare,
        func=func,
    )


def _adds(name: str, operation: pgtrigger.Operation, rows: str, **tables: str) -> pgtrigger.Trigger:
    return _each_statement(name, operation, f"{_insert_of(rows)} RETURN NULL;", **tables)


class LessonThatIsCounted(Lesson):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="then_says_by_what_it_is_counted",  # after the one that tells its strength
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_FACETS,
            ),
            _adds("is_counted", pgtrigger.Insert, _AFTER, new="new_rows"),
            _adds("is_counted_anew", pgtrigger.Update, f"{_BEFORE} UNION ALL {_AFTER}", old="old_rows", new="new_rows"),
            _adds("is_counted_no_more", pgtrigger.Delete, _BEFORE, old="old_rows"),
        ]


def _writes(name: str, operation: pgtrigger.Operation, **table: str) -> pgtrigger.Trigger:
    return _each_statement(name, operation, _WRITES_ITS_LESSONS, [("changed", "bigint[]")], **table)


_COMES = _writes("comes", pgtrigger.Insert, new="changed_rows")
_GOES = _writes("goes", pgtrigger.Delete, old="changed_rows")
_CHANGES = _writes("changes", pgtrigger.Update, new="changed_rows")


class DepartmentOfLesson(Lesson.regions.through):  # type: ignore[misc, name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [_COMES, _GOES]


class FindingOfLesson(LessonFinding):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [_COMES, _GOES, _CHANGES]


class VerificationOfLesson(Verification):
    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [_COMES, _GOES, _CHANGES]


class DepartmentOfFacets(Region):
    """Says in which natural region it is: were it put into another, its lessons would be counted there."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="is_elsewhere",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("natural_region"),
                func="""
    UPDATE public.lessons_lesson SET used = used WHERE published_at IS NOT NULL
        AND id IN (SELECT r.lesson_id FROM public.lessons_lesson_regions r WHERE r.region_id = NEW.id);
    RETURN NULL;
""",
            )
        ]

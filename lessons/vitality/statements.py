"""These statements count what happened, in one network (`of`) or in all of them, however much there is.

A day belongs to the step in which it lies: `width_bucket` finds it among the first days of the steps, 1 to `STEPS`, and
0 before them. Days are Lima's. Lessons that an admin hid are in no count; those of the study and of published sources
are no network's, and are told apart.

A lesson's history says when it was to be verified: each change of `review_on` was a decision on the day before it. On
which day that was, the verification says, or the end of the lesson.
"""

from django.conf import settings

from lessons.vitality.figures import IN_A_YEAR, SHOWN
from lessons.vitality.rules import IN_TIME_DAYS, WAITING_LONG_DAYS

BEFORE = IN_A_YEAR - 1  # the first step that is shown looks back a year too
STEPS = SHOWN + BEFORE


def _day(moment: str) -> str:
    return f"({moment} AT TIME ZONE '{settings.TIME_ZONE}')::date"


def _step(day: str) -> str:
    return f"width_bucket({day}, %(starts)s::date[])"


_A_YEAR_OLD = f"({_day('l.published_at')} + interval '1 year')::date"
_WRITTEN = f"""
    WITH lesson AS MATERIALIZED (
        SELECT l.id, l.author_id, l.network_id, {_step(_day("l.published_at"))} AS step, {_A_YEAR_OLD} AS old
        FROM lessons_lesson l
        WHERE l.network_id {{of}} AND l.taken_down_at IS NULL
            AND l.published_at >= (%(first)s::date - interval '1 year')::timestamp AT TIME ZONE '{settings.TIME_ZONE}'
    ), by_author AS MATERIALIZED (
        SELECT step, author_id, count(*) AS lessons FROM lesson WHERE step > 0 GROUP BY step, author_id
    ), ranked AS (
        SELECT step.step, sum(b.lessons) AS lessons,
            row_number() OVER (PARTITION BY step.step ORDER BY sum(b.lessons) DESC) AS place
        FROM generate_series(1, {STEPS}) AS step JOIN by_author b ON b.step BETWEEN step.step - {BEFORE} AND step.step
        GROUP BY step.step, b.author_id
    ), authors AS (
        SELECT step, sum(lessons) AS lessons, sum(lessons) FILTER (WHERE place <= 3) AS by_three, count(*) AS authors
        FROM ranked GROUP BY step
    ), region AS MATERIALIZED (
        SELECT DISTINCT l.step, r.region_id FROM lesson l JOIN lessons_lesson_regions r ON r.lesson_id = l.id
        WHERE l.step > 0
    ), departments AS (
        SELECT step.step, count(DISTINCT r.region_id) AS departments
        FROM generate_series(1, {STEPS}) AS step JOIN region r ON r.step BETWEEN step.step - {BEFORE} AND step.step
        GROUP BY step.step
    ), old AS (
        SELECT {_step("l.old")} AS step, count(*) AS lessons, count(*) FILTER (WHERE EXISTS (
            SELECT FROM lessons_application a WHERE a.lesson_id = l.id AND a.withdrawn_at IS NULL
                AND a.network_id <> l.network_id AND {_day("a.created_at")} <= l.old)) AS used
        FROM lesson l WHERE l.old <= %(today)s GROUP BY 1
    ), written AS (
        SELECT step, sum(lessons) AS lessons FROM by_author GROUP BY step
    )
    SELECT step.step, written.lessons, authors.lessons, authors.by_three, authors.authors, departments.departments,
        old.lessons, old.used
    FROM generate_series(1, {STEPS}) AS step
    LEFT JOIN written USING (step) LEFT JOIN authors USING (step) LEFT JOIN departments USING (step)
    LEFT JOIN old USING (step)
"""  # noqa: S608 -- what is put in is ours
_VOICES = f"""
    WITH voice AS (
        SELECT 'confirmed' AS what, c.lesson_id, c.created_at AS at FROM lessons_corroboration c
            WHERE c.stance = 'confirms' AND c.network_id {{of}}
        UNION ALL
        SELECT 'used', a.lesson_id, a.created_at FROM lessons_application a
            WHERE a.withdrawn_at IS NULL AND a.network_id {{of}}
        UNION ALL
        SELECT 'verified', v.lesson_id, v.at FROM lessons_verification v
            JOIN lessons_lesson l ON l.id = v.lesson_id WHERE v.outcome <> 'needs_change' AND l.network_id {{of}}
    )
    SELECT v.what, {_step(_day("v.at"))} AS step, count(*) FROM voice v
    WHERE v.at >= %(first)s::timestamp AT TIME ZONE '{settings.TIME_ZONE}'
        AND NOT EXISTS (SELECT FROM lessons_lesson l WHERE l.id = v.lesson_id AND l.taken_down_at IS NOT NULL)
    GROUP BY 1, 2
"""  # noqa: S608 -- what is put in is ours
_DUE = f"""
    WITH history AS (
        SELECT e.pgh_obj_id AS lesson_id, e.review_on, e.review_months, e.ended_at,
            lag(e.review_on) OVER (PARTITION BY e.pgh_obj_id ORDER BY e.pgh_id) AS due_on
        FROM lessons_lessonevent e WHERE e.pgh_obj_id IN (
            SELECT v.lesson_id FROM lessons_verification v JOIN lessons_lesson l ON l.id = v.lesson_id
            WHERE l.network_id {{of}} AND l.taken_down_at IS NULL)
    ), decided AS MATERIALIZED (
        SELECT h.due_on, CASE WHEN h.review_on IS NULL THEN {_day("h.ended_at")} ELSE (
            SELECT min({_day("v.at")}) FROM lessons_verification v
            WHERE v.lesson_id = h.lesson_id AND v.outcome = 'still_true'
                AND ({_day("v.at")} + make_interval(months => h.review_months::integer))::date = h.review_on
        ) END AS decided_on
        FROM history h WHERE h.due_on IS NOT NULL AND h.review_on IS DISTINCT FROM h.due_on
    ), due AS (
        SELECT due_on, decided_on FROM decided WHERE decided_on IS NOT NULL
        UNION ALL
        SELECT l.review_on, NULL FROM lessons_lesson l JOIN networks_network n ON n.id = l.network_id
        WHERE l.network_id {{of}} AND l.state = 'published' AND l.taken_down_at IS NULL AND n.closed_on IS NULL
            AND l.review_on + {IN_TIME_DAYS} < %(today)s
    ), judged AS MATERIALIZED (
        SELECT {_step("least(due_on, decided_on)")} AS fell, {_step("decided_on")} AS decided,
            decided_on - due_on AS days FROM due
    )
    SELECT step.step, count(*) FILTER (WHERE j.fell BETWEEN step.step - {BEFORE} AND step.step),
        count(*) FILTER (WHERE j.fell BETWEEN step.step - {BEFORE} AND step.step AND j.days <= {IN_TIME_DAYS}),
        count(*) FILTER (WHERE j.decided BETWEEN step.step - {BEFORE} AND step.step AND j.days > 0),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY j.days)
            FILTER (WHERE j.decided BETWEEN step.step - {BEFORE} AND step.step AND j.days > 0)
    FROM generate_series({BEFORE + 1}, {STEPS}) AS step CROSS JOIN judged j GROUP BY step.step
"""  # noqa: S608 -- what is put in is ours
_LEFT = f"""
    SELECT {_step(_day("m.pgh_created_at"))} AS step, count(*), count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM lessons_lesson l WHERE l.steward_id = m.user_id AND l.network_id = m.network_id))
    FROM networks_membershipevent m
    WHERE m.pgh_label = 'delete' AND m.network_id {{of}} AND NOT EXISTS (
            SELECT FROM networks_membership back WHERE back.user_id = m.user_id AND back.network_id = m.network_id)
        AND m.pgh_created_at >= %(first)s::timestamp AT TIME ZONE '{settings.TIME_ZONE}'
        AND (m.network_id, m.user_id) IN (SELECT e.network_id, e.steward_id FROM lessons_lessonevent e
            WHERE e.network_id {{of}} AND e.published_at IS NOT NULL)
    GROUP BY 1
"""  # noqa: S608 -- what is put in is ours
_NOW = f"""
    SELECT count(*) FILTER (WHERE l.state = 'published'),
        count(*) FILTER (WHERE l.state = 'published' AND l.review_on <= %(today)s AND n.closed_on IS NULL),
        count(*) FILTER (WHERE l.state = 'published' AND n.closed_on IS NULL
            AND l.review_on + {WAITING_LONG_DAYS} <= %(today)s),
        (SELECT count(DISTINCT r.region_id) FROM lessons_lesson t JOIN lessons_lesson_regions r ON r.lesson_id = t.id
            WHERE t.network_id {{of}} AND t.state = 'published' AND t.taken_down_at IS NULL),
        {{apart}}, {_day("min(l.published_at)")}
    FROM lessons_lesson l JOIN networks_network n ON n.id = l.network_id
    WHERE l.network_id {{of}} AND l.published_at IS NOT NULL AND l.taken_down_at IS NULL
"""  # noqa: S608 -- what is put in is ours
NOBODYS = """(SELECT count(*) FROM lessons_lesson s WHERE s.network_id IS NULL AND s.from_source {which} ''
    AND s.state = 'published' AND s.taken_down_at IS NULL)"""
ABOUT = """(SELECT count(*) FROM lessons_libraryentry e JOIN lessons_lesson s ON s.id = e.lesson_id
    WHERE e.about_id = %(network)s AND s.state = 'published' AND s.taken_down_at IS NULL)"""
STATEMENTS = (_WRITTEN, _VOICES, _DUE, _LEFT, _NOW)

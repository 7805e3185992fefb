"""The function says no more what the statement that calls it counts itself, and is planned once for a connection."""

from importlib import import_module

from django.db import migrations

# `apart`: whether something was said to others than read the lesson now, so that its writer may be asked to agree. Who
# has no account wrote nothing: for them `reached` is null.
# Its plan is the same for each lesson; to make it costs as much as to read what there is.
WHAT_HANGS = """
CREATE OR REPLACE FUNCTION memoria_hangs_on(lesson bigint, reached bigint) RETURNS jsonb LANGUAGE sql STABLE
SET plan_cache_mode = force_generic_plan AS $$
    SELECT jsonb_build_object(
        'regions', (SELECT coalesce(jsonb_agg(r.region_id), '[]')
            FROM public.lessons_lesson_regions r WHERE r.lesson_id = lesson),
        'stances', (SELECT coalesce(jsonb_agg(jsonb_build_array(f.finding_id, f.stance)), '[]')
            FROM public.lessons_lessonfinding f WHERE f.lesson_id = lesson),
        'voices', (SELECT count(*) FROM public.lessons_corroboration c WHERE c.lesson_id = lesson),
        'mentions', EXISTS (SELECT FROM public.lessons_lessonmention m WHERE m.mentioned_id = lesson),
        'links', EXISTS (SELECT FROM public.lessons_lessonrelation r
                WHERE r.ended_at IS NULL AND (r.from_lesson_id = lesson OR r.to_lesson_id = lesson))
            OR EXISTS (SELECT FROM public.lessons_lesson l WHERE l.superseded_by_id = lesson),
        'verifications', EXISTS (SELECT FROM public.lessons_verification v
            WHERE v.lesson_id = lesson AND v.outcome = 'still_true'),
        'apart', reached IS NOT NULL AND (EXISTS (SELECT FROM public.lessons_comment c
                WHERE c.lesson_id = lesson AND c.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_corroboration c
                WHERE c.lesson_id = lesson AND c.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_application a
                WHERE a.lesson_id = lesson AND a.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_attachment f
                WHERE f.lesson_id = lesson AND f.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_photo p
                WHERE p.lesson_id = lesson AND p.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_translation t
                WHERE t.lesson_id = lesson AND t.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_verification v
                WHERE v.lesson_id = lesson AND v.audience_id IS DISTINCT FROM reached)
            OR EXISTS (SELECT FROM public.lessons_revision r
                WHERE r.lesson_id = lesson AND r.texts_audience_id IS DISTINCT FROM reached)))
$$
"""
BEFORE = import_module("lessons.migrations.0007_what_hangs_on_a_lesson").WHAT_HANGS


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0010_counts_of_lessons"),
    ]

    operations = [
        migrations.RunSQL(WHAT_HANGS, f"DROP FUNCTION memoria_hangs_on(bigint, bigint); {BEFORE}"),
    ]

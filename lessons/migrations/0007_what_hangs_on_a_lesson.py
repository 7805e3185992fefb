"""The page of a lesson learns in its first statement what there is besides, and asks for nothing that there is not."""

from django.db import migrations

# `apart`: whether something was said to others than read the lesson now, so that its writer may be asked to agree.
WHAT_HANGS = """
CREATE FUNCTION memoria_hangs_on(lesson bigint, reached bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'regions', (SELECT coalesce(jsonb_agg(r.region_id), '[]')
            FROM public.lessons_lesson_regions r WHERE r.lesson_id = lesson),
        'stances', (SELECT coalesce(jsonb_agg(jsonb_build_array(f.finding_id, f.stance)), '[]')
            FROM public.lessons_lessonfinding f WHERE f.lesson_id = lesson),
        'voices', (SELECT count(*) FROM public.lessons_corroboration c WHERE c.lesson_id = lesson),
        'uses', (SELECT count(*) FROM public.lessons_application a
            WHERE a.lesson_id = lesson AND a.withdrawn_at IS NULL),
        'translations', (SELECT count(*) FROM public.lessons_translation t
            WHERE t.lesson_id = lesson AND t.set_aside_at IS NULL),
        'mentions', (SELECT count(*) FROM public.lessons_lessonmention m WHERE m.mentioned_id = lesson),
        'links', (SELECT count(*) FROM public.lessons_lessonrelation r
                WHERE r.ended_at IS NULL AND (r.from_lesson_id = lesson OR r.to_lesson_id = lesson))
            + (SELECT count(*) FROM public.lessons_lesson l WHERE l.superseded_by_id = lesson),
        'files', (SELECT count(*) FROM public.lessons_attachment f
            WHERE f.lesson_id = lesson AND f.removed_at IS NULL),
        'comments', (SELECT count(*) FROM public.lessons_comment c
            WHERE c.lesson_id = lesson AND c.taken_back_at IS NULL AND c.hidden_at IS NULL),
        'verifications', (SELECT count(*) FROM public.lessons_verification v
            WHERE v.lesson_id = lesson AND v.outcome = 'still_true'),
        'apart', EXISTS (SELECT FROM public.lessons_comment c
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
                WHERE r.lesson_id = lesson AND r.texts_audience_id IS DISTINCT FROM reached))
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lessons", "0006_lessons_counted"),
    ]

    operations = [
        migrations.RunSQL(WHAT_HANGS, "DROP FUNCTION memoria_hangs_on(bigint, bigint)"),
    ]

"""These SQL functions say whom words reach: see lessons/record/models/audience.py."""

from django.db import migrations

OF_LESSONS = """
-- Of a lesson that says this of itself. A draft is read by those alone who read it at any level.
CREATE FUNCTION memoria_circles(published timestamptz, level text, network bigint, organisation bigint, chosen bigint[])
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN published IS NULL THEN '{}'
        WHEN level = 'public' THEN ARRAY['everyone']
        WHEN level = 'all_networks' THEN ARRAY['networks']
        WHEN level = 'own_organisation' THEN ARRAY['network:' || network || '/organisation:' || organisation]
        WHEN level = 'chosen_networks' THEN ARRAY(SELECT 'network:' || n FROM unnest(network || chosen) AS n)
        ELSE ARRAY['network:' || network]
    END
$$;

-- Found or made: without doubles and without what another circle holds, in one order, so that equal ones are one row.
CREATE FUNCTION memoria_audience(said text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    widest text[];
    found bigint;
BEGIN
    widest := ARRAY(
        SELECT DISTINCT c COLLATE "C" FROM unnest(said) AS c
        WHERE CASE
            WHEN 'everyone' = ANY (said) THEN c = 'everyone'
            WHEN 'networks' = ANY (said) THEN c = 'networks'
            ELSE split_part(c, '/', 2) = '' OR split_part(c, '/', 1) <> ALL (said)
        END
        ORDER BY 1);
    LOOP
        SELECT a.id INTO found FROM public.lessons_audience a WHERE a.circles = widest;
        IF found IS NULL THEN
            INSERT INTO public.lessons_audience (circles) VALUES (widest)
                ON CONFLICT (circles) DO NOTHING RETURNING id INTO found;
        END IF;
        EXIT WHEN found IS NOT NULL;
    END LOOP;
    RETURN found;
END
$$;

CREATE FUNCTION memoria_audience_of_lesson(lesson bigint) RETURNS bigint LANGUAGE sql AS $$
    SELECT public.memoria_audience(public.memoria_circles(
        l.published_at, l.visibility, l.network_id, l.organisation_id,
        ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = l.id)))
    FROM public.lessons_lesson l WHERE l.id = lesson
$$;

CREATE FUNCTION memoria_wider(one bigint, other bigint) RETURNS bigint LANGUAGE sql AS $$
    SELECT CASE WHEN one = other THEN one ELSE public.memoria_audience(ARRAY(
        SELECT unnest(a.circles) FROM public.lessons_audience a WHERE a.id IN (one, other))) END
$$;

-- What was said to the people of an organisation that was merged into theirs was said to them.
CREATE FUNCTION memoria_circles_of_person(person bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE role AS (
        SELECT m.network_id, m.organisation_id FROM public.networks_membership m WHERE m.user_id = person
    ), for_whom(network_id, organisation_id) AS (
        SELECT r.network_id, r.organisation_id FROM role r WHERE r.organisation_id IS NOT NULL
        UNION
        SELECT w.network_id, o.id FROM for_whom w
            JOIN public.networks_organisation o ON o.merged_into_id = w.organisation_id
    )
    SELECT ARRAY['everyone']
        || ARRAY(SELECT 'networks' WHERE EXISTS (SELECT FROM role))
        || ARRAY(SELECT 'network:' || r.network_id FROM role r)
        || ARRAY(SELECT 'network:' || w.network_id || '/organisation:' || w.organisation_id FROM for_whom w)
$$;
"""
OF_COLLECTIONS = """
-- Of a collection that says this of itself. A link can be passed on to anybody; one of its maker alone reaches nobody else.
CREATE FUNCTION memoria_circles_of_collection(level text, network bigint, has_link boolean)
RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN level = 'public' OR has_link THEN ARRAY['everyone']
        WHEN level = 'all_networks' THEN ARRAY['networks']
        WHEN level = 'own_network' THEN ARRAY['network:' || network]
        ELSE '{}'
    END
$$;

CREATE FUNCTION memoria_audience_of_collection(collection bigint) RETURNS bigint LANGUAGE sql AS $$
    SELECT public.memoria_audience(public.memoria_circles_of_collection(
        c.visibility, c.network_id, c.share_token IS NOT NULL))
    FROM public.lessons_collection c WHERE c.id = collection
$$;
"""

FUNCTIONS_OF_AUDIENCES = [
    migrations.RunSQL(
        OF_LESSONS,
        """
DROP FUNCTION memoria_circles_of_person(bigint);
DROP FUNCTION memoria_wider(bigint, bigint);
DROP FUNCTION memoria_audience_of_lesson(bigint);
DROP FUNCTION memoria_audience(text[]);
DROP FUNCTION memoria_circles(timestamptz, text, bigint, bigint, bigint[]);
""",
    ),
    migrations.RunSQL(
        OF_COLLECTIONS,
        """
DROP FUNCTION memoria_audience_of_collection(bigint);
DROP FUNCTION memoria_circles_of_collection(text, bigint, boolean);
""",
    ),
]

"""A lesson's strength stands in its row: the database counts it whenever a voice, or the lesson itself, changes.

lessons/integrity/recount.py counts the same without SQL.
"""

import pgtrigger

from lessons.experience.models.experience import Application, Corroboration
from lessons.record.models import Lesson
from networks.models import Network

# Voices of the lesson's own side give it no strength: those of its organisation; if it names none, those of its network
# that speak for none. Of an unnamed lesson no voice of its network counts: otherwise the one organisation that is not
# counted would show whose lesson it is.
#
# A person who speaks for no organisation is one voice of their network: its name, or "" if not all readers of the
# lesson are told that the network spoke.
#
# Its row is locked when this runs, and each statement sees what was committed until then: of two voices at once, the
# second counts both.
_COUNTS = """
    IF NEW.published_at IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT
        count(DISTINCT v.organisation_id) FILTER (WHERE v.stance = 'confirms'),
        count(DISTINCT v.organisation_id) FILTER (WHERE v.stance = 'differs'),
        coalesce(array_agg(v.name ORDER BY v.place) FILTER (WHERE v.alone AND v.stance = 'confirms'), '{}'),
        coalesce(array_agg(v.name ORDER BY v.place) FILTER (WHERE v.alone AND v.stance = 'differs'), '{}'),
        (SELECT count(DISTINCT r.region_id) FROM public.lessons_corroboration_regions r
            WHERE r.corroboration_id = ANY (array_agg(v.id) FILTER (WHERE v.stance = 'confirms')))
        INTO NEW.confirming, NEW.differing, NEW.confirming_voices, NEW.differing_voices, NEW.departments
    FROM (
        SELECT c.id, c.stance, c.organisation_id, c.organisation_id IS NULL AS alone, says.name,
            public.memoria_order(says.name) COLLATE "C" AS place
        FROM public.lessons_corroboration c
        JOIN public.networks_network n ON n.id = c.network_id
        LEFT JOIN public.lessons_audience told ON told.id = c.audience_id
        LEFT JOIN public.lessons_audience reached ON reached.id = NEW.audience_id
        CROSS JOIN LATERAL (SELECT CASE WHEN told.circles @> ARRAY['everyone'] OR told.circles @> reached.circles
            OR (told.circles @> ARRAY['networks'] AND NEW.visibility <> 'public') THEN n.name ELSE '' END) AS says(name)
        WHERE c.lesson_id = NEW.id AND (CASE
            WHEN NEW.is_unnamed THEN c.network_id = NEW.network_id
            WHEN NEW.organisation_id IS NOT NULL THEN c.organisation_id = NEW.organisation_id
            ELSE c.organisation_id IS NULL AND c.network_id = NEW.network_id END) IS NOT TRUE
    ) AS v;
    SELECT count(*) INTO NEW.used FROM public.lessons_application a
        WHERE a.lesson_id = NEW.id AND a.withdrawn_at IS NULL;
    RETURN NEW;
"""
_WRITES_ITS_LESSON = """
    UPDATE lessons_lesson SET used = used WHERE id {of};
    RETURN NULL;
"""
_ITS_OWN = "= CASE TG_OP WHEN 'DELETE' THEN OLD.lesson_id ELSE NEW.lesson_id END"
_OF_THE_VOICE = """= (SELECT c.lesson_id FROM lessons_corroboration c
        WHERE c.id = CASE TG_OP WHEN 'DELETE' THEN OLD.corroboration_id ELSE NEW.corroboration_id END)"""
_WHERE_IT_SPOKE = """IN (SELECT c.lesson_id FROM lessons_corroboration c
        WHERE c.network_id = NEW.id AND c.organisation_id IS NULL ORDER BY 1)"""
_AT_ALL = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


class LessonThatIsHeard(Lesson):
    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="tells_its_strength",  # after the one that says whom it reaches
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_COUNTS,
            )
        ]


def _writes(of: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    func = _WRITES_ITS_LESSON.format(of=of)
    return pgtrigger.Trigger(name="changes_strength", when=pgtrigger.After, operation=operation, func=func)


class VoiceThatCounts(Corroboration):
    class Meta:
        proxy = True
        triggers = [_writes(_ITS_OWN, _AT_ALL)]


class DepartmentOfVoice(Corroboration.regions.through):  # type: ignore[misc, name-defined]
    class Meta:
        proxy = True
        triggers = [_writes(_OF_THE_VOICE, pgtrigger.Insert | pgtrigger.Delete)]


class UseThatCounts(Application):
    class Meta:
        proxy = True
        triggers = [_writes(_ITS_OWN, _AT_ALL)]


class NetworkThatSpeaks(Network):
    class Meta:
        proxy = True
        triggers = [_writes(_WHERE_IT_SPOKE, pgtrigger.UpdateOf("name"))]

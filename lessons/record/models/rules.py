"""What the database itself holds of a lesson, whatever way it is written by: its triggers and constraints."""

import pgtrigger
from django.db import models
from django.db.models import Q

from base.models import both_or_neither, one_of
from lessons.record.fields import TEXT_FIELDS
from lessons.record.models.states import ENDED, TRANSITIONS, UNPUBLISHED, State

# What a version keeps: all that readers take for what the lesson says, beside its departments and findings.
VERSIONED_FIELDS = (*TEXT_FIELDS, "sources", "result", "evidence", "happened_on", "language")

# Locks the rows that make somebody able to answer for a lesson: who takes them away meanwhile waits, and is refused.
NO_STEWARD = "lesson_has_an_active_steward"
STEWARD_IS_ACTIVE = f"""
    PERFORM 1 FROM networks_user u WHERE u.id = NEW.steward_id AND u.is_active AND u.is_admin FOR SHARE;
    IF NOT FOUND THEN
        PERFORM 1 FROM networks_membership m JOIN networks_user u ON u.id = m.user_id
            WHERE u.id = NEW.steward_id AND u.is_active AND m.network_id = NEW.network_id AND m.role <> 'observer'
            FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'lesson % has no active steward', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = '{NO_STEWARD}';
        END IF;
    END IF;
    RETURN NEW;
"""

_SAID = "jsonb_build_object(" + ", ".join(f"'{name}', {{row}}.{name}" for name in VERSIONED_FIELDS) + ")"
# Keeps each text that somebody other than its writer may have read: from the moment a draft is handed in, and when a
# second person takes over the pen of a draft. So nothing is lost, whoever writes and by whatever way.
KEEP_VERSION = f"""
    IF NEW.state <> 'draft' THEN
        kept := {_SAID.format(row="NEW")}; said_in := NEW.state; writer := NEW.edited_by_id;
        why := NEW.edit_note; meaning := NEW.edit_changes_meaning;
    ELSIF TG_OP = 'UPDATE' AND OLD.edited_by_id IS DISTINCT FROM NEW.edited_by_id THEN
        kept := {_SAID.format(row="OLD")}; said_in := OLD.state;
        writer := COALESCE(OLD.edited_by_id, OLD.author_id); why := ''; meaning := FALSE;
    ELSE
        RETURN NULL;
    END IF;
    SELECT r.number, r.texts INTO last, last_kept FROM lessons_revision r
        WHERE r.lesson_id = NEW.id ORDER BY r.number DESC LIMIT 1;
    IF last_kept IS DISTINCT FROM kept THEN
        INSERT INTO lessons_revision (lesson_id, number, state, texts, by_id, note, changes_meaning, at)
            VALUES (NEW.id, COALESCE(last, 0) + 1, said_in, kept, COALESCE(writer, NEW.author_id), why, meaning, NOW());
    END IF;
    RETURN NULL;
"""  # noqa: S608 -- names of columns only

SUPERSEDING_IS_IN_FORCE = """
    PERFORM 1 FROM lessons_lesson l WHERE l.id = NEW.superseded_by_id AND l.id <> NEW.id
        AND l.state = 'published' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'lesson % is superseded by one that is not in force', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

# The database fills these itself, from what it holds elsewhere: no history of the lesson.
STRENGTH = ("confirming", "departments", "differing", "used", "confirming_voices", "differing_voices")
FILLED = ("search", "wording", "audience", "facets", "standing", "unverified_since", *STRENGTH)
# A draft is kept every few seconds while its author writes: its words are no history yet; whose it is, and whom it
# would reach, always is.
_OF_A_DRAFT = ("network_id", "organisation_id", "author_id", "steward_id", "edited_by_id", "visibility", "is_unnamed")


class IsHistory(pgtrigger.AnyChange):
    def resolve(self, model: type[models.Model]) -> str:
        changes = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _OF_A_DRAFT)
        return f"(({super().resolve(model)}) AND (OLD.state <> 'draft' OR NEW.state <> 'draft' OR {changes}))"


IS_HISTORY = IsHistory(exclude=[*FILLED])

# Whatever writes the row, and also when its chosen networks change: see `REACHES_OTHER_NETWORKS`.
SAYS_WHOM_IT_REACHES = """
    NEW.audience_id = CASE WHEN NEW.published_at IS NOT NULL THEN public.memoria_audience(public.memoria_circles(
        NEW.published_at, NEW.visibility, NEW.network_id, NEW.organisation_id,
        ARRAY(SELECT s.network_id FROM public.lessons_lesson_shared_with s WHERE s.lesson_id = NEW.id))) END;
    RETURN NEW;
"""

TRIGGERS = [
    pgtrigger.Trigger(
        name="has_an_active_steward",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("steward_id", "network_id"),
        condition=pgtrigger.Condition("NEW.network_id IS NOT NULL"),
        func=STEWARD_IS_ACTIVE,
    ),
    pgtrigger.FSM(
        name="moves_as_the_table_says",
        field="state",
        transitions=sorted((str(before), str(after)) for before, after in TRANSITIONS),
    ),
    pgtrigger.Trigger(
        name="counts_its_words",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(*VERSIONED_FIELDS),
        func="NEW.wording = OLD.wording + 1; RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="says_whom_it_reaches",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=SAYS_WHOM_IT_REACHES,
    ),
    pgtrigger.Trigger(
        name="keeps_each_version",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[
            ("kept", "jsonb"),
            ("last_kept", "jsonb"),
            ("last", "integer"),
            ("said_in", "text"),
            ("writer", "bigint"),
            ("why", "text"),
            ("meaning", "boolean"),
        ],
        func=KEEP_VERSION,
    ),
    pgtrigger.Trigger(
        name="is_superseded_by_one_in_force",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("superseded_by_id"),
        condition=pgtrigger.Condition("NEW.superseded_by_id IS NOT NULL"),
        func=SUPERSEDING_IS_IN_FORCE,
    ),
    pgtrigger.Protect(
        name="stays_once_published",
        operation=pgtrigger.Delete,
        condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
    ),
]

CONSTRAINTS: list[models.BaseConstraint] = [
    one_of("visibility", ["own_organisation", "own_network", "chosen_networks", "all_networks", "public"]),
    models.CheckConstraint(
        condition=~Q(visibility="own_organisation", organisation=None),
        name="lesson_of_one_organisation_names_it",
    ),
    one_of("result", ["", "worked", "partly", "failed"]),
    one_of("evidence", ["own_experience", "several_cases", "evaluation", "research"]),
    models.CheckConstraint(condition=~Q(language=""), name="lesson_has_a_language"),
    models.CheckConstraint(
        condition=~Q(title=""),
        name="lesson_has_a_title",
    ),
    models.CheckConstraint(
        condition=Q(published_at=None) | ~(Q(what_happened="") | Q(insight="") | Q(recommendation="")),
        name="lesson_published_says_the_essential",
    ),
    models.CheckConstraint(
        condition=Q(network__isnull=False, author__isnull=False, steward__isnull=False)
        | Q(network=None, author=None, steward=None, visibility="public") & ~Q(speaker=""),
        name="lesson_of_a_network_or_of_the_study",
    ),
    one_of("from_source", ["", "said", "read"]),
    models.CheckConstraint(
        condition=Q(from_source="") | Q(network=None),
        name="lesson_from_a_source_is_no_networks",
    ),
    models.CheckConstraint(
        # A lesson of the study was published by nobody here.
        condition=both_or_neither("published_at", "published_by") | Q(published_at__isnull=False, network=None),
        name="lesson_published_at_and_by_together",
    ),
    models.CheckConstraint(
        condition=Q(state__in=UNPUBLISHED, published_at=None)
        | Q(state__in=[State.PUBLISHED, *ENDED], published_at__isnull=False),
        name="lesson_state_and_publication_agree",
    ),
    models.CheckConstraint(
        condition=Q(state=State.IN_REVIEW, submitted_at__isnull=False) | ~Q(state=State.IN_REVIEW),
        name="lesson_state_in_review_was_handed_in",
    ),
    models.CheckConstraint(
        condition=Q(state=State.PUBLISHED, review_on__isnull=False)
        | Q(review_on=None) & (~Q(state=State.PUBLISHED) | Q(network=None)),
        name="lesson_state_in_force_has_a_review_date",
    ),
    models.CheckConstraint(
        condition=Q(state=State.SUPERSEDED, superseded_by__isnull=False)
        | Q(superseded_by=None) & ~Q(state=State.SUPERSEDED),
        name="lesson_state_superseded_says_by_which",
    ),
    models.CheckConstraint(
        condition=Q(state__in=ENDED, ended_at__isnull=False)
        | Q(ended_at=None, ended_by=None, end_reason="") & ~Q(state__in=ENDED),
        name="lesson_state_ended_says_when",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.ARCHIVED, end_reason=""),
        name="lesson_state_archived_tells_why",
    ),
    models.CheckConstraint(
        condition=Q(taken_down_at=None, taken_down_by=None)
        | Q(taken_down_at__isnull=False, taken_down_by__isnull=False, published_at__isnull=False)
        & ~Q(take_down_reason=""),
        name="lesson_taken_down_once_published_and_says_why",
    ),
    models.CheckConstraint(condition=Q(review_months__range=(1, 36)), name="lesson_state_review_in_1_to_36_months"),
]

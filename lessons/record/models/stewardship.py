"""What keeps a lesson from losing the person who answers for it: nobody leaves before somebody else took over."""

import pgtrigger

from networks.models import Membership, User

REFUSES = """
    IF EXISTS (SELECT 1 FROM lessons_lesson l WHERE l.steward_id = OLD.{person}{here}) THEN
        RAISE EXCEPTION 'person % still answers for lessons', OLD.{person}
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_answers_for_no_lesson';
    END IF;
    RETURN NULL;
"""
_of_the_network = """ AND l.network_id = OLD.network_id
        AND NOT EXISTS (SELECT 1 FROM networks_user a WHERE a.id = OLD.user_id AND a.is_admin AND a.is_active)"""


class RoleOfSteward(Membership):
    """A role that ends, or becomes an observer's."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="steward_keeps_role",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func=REFUSES.format(person="user_id", here=_of_the_network),
            ),
            pgtrigger.Trigger(
                name="steward_keeps_writing",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("role", "network_id", "user_id"),
                condition=pgtrigger.Condition(
                    "OLD.role <> 'observer' AND (NEW.role = 'observer'"
                    " OR NEW.network_id <> OLD.network_id OR NEW.user_id <> OLD.user_id)"
                ),
                func=REFUSES.format(person="user_id", here=_of_the_network),
            ),
        ]


class AccountOfSteward(User):
    """An account that is closed, or no admin's any more."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="steward_stays_active",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_active"),
                condition=pgtrigger.Condition("OLD.is_active AND NOT NEW.is_active"),
                func=REFUSES.format(person="id", here=""),
            ),
            pgtrigger.Trigger(
                name="steward_stays_admin",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_admin"),
                condition=pgtrigger.Condition("OLD.is_admin AND NOT NEW.is_admin"),
                func=REFUSES.format(
                    person="id",
                    here=""" AND NOT EXISTS (
            SELECT 1 FROM networks_membership m
            WHERE m.user_id = OLD.id AND m.network_id = l.network_id AND m.role <> 'observer')""",
                ),
            ),
        ]

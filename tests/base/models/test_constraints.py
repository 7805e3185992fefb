import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Q

from base.models import one_of
from lessons.models import VERSIONED_FIELDS

SAID_ONCE = [
    pytest.param(model, constraint, id=constraint.name)
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if constraint.name.endswith("_is_known")
]
# A field without choices of its own, and what it may hold.
NOT_OFFERED = {"reviewnote_field_is_known": ["", *VERSIONED_FIELDS]}


def test_one_of_makes_the_constraint_that_one_would_write_by_hand():
    made = one_of("colour", (each for each in ("red", "green")))
    assert made == CheckConstraint(condition=Q(colour__in=["red", "green"]), name="%(class)s_colour_is_known")


@pytest.mark.parametrize(("model", "constraint"), SAID_ONCE)
def test_the_database_takes_what_the_field_offers_and_nothing_else(model, constraint):
    [(lookup, allowed)] = constraint.condition.children
    field = model._meta.get_field(lookup.removesuffix("__in"))
    offered = NOT_OFFERED.get(constraint.name) or [value for value, _label in field.flatchoices]
    assert sorted(allowed) == sorted(set(offered) | ({""} if field.blank else set()))


def test_most_fields_with_choices_are_held_by_a_constraint():
    assert len(SAID_ONCE) > 15

"""Secretariats, their friends and everybody else try what they may not: nobody reads more by a fact of their own.

Hypothesis makes up who does what in which order, through the pages themselves. See `machine.py` for what is compared
after each act, `model.py` for what should be true.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.attacks.lessons import Lessons
from tests.attacks.machine import Attack
from tests.attacks.organisations import Organisations


EVERYTHING = {
    *("affiliate", "agree", "decline", "withdraw", "end a belonging", "rename", "merge"),
    *("invite", "take", "let in", "change a role", "write", "publish", "change the reach"),
}


class Attacks(Organisations, Lessons):
    """All of them together: what one makes possible, another tries."""


@pytest.mark.django_db
def test_nobody_reads_more_by_a_fact_that_they_or_a_friend_set(caplog):
    Attack.done.clear()
    caplog.set_level("CRITICAL")  # a thousand refusals are a thousand lines
    run_state_machine_as_test(
        Attacks,
        settings=settings(
            max_examples=14,
            stateful_step_count=22,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to make a failing sequence shorter would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(Attack.done)
    never = {what for what in EVERYTHING if not Attack.done[what, True]}
    assert not never, f"nobody was let through, so that nothing was tried: {never}"

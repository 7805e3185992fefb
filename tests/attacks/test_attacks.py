"""Secretariats, their friends and everybody else try what they may not: nobody reads more by a fact of their own.

Hypothesis makes up who does what in which order, through the pages themselves. See `machine.py` for what is compared
after each act, `model.py` for what should be true.
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.attacks.lessons import Lessons
from tests.attacks.machine import Attack
from tests.attacks.model import ADMIN, MEMBER, SECRETARIAT
from tests.attacks.organisations import Organisations

EVERYTHING = {
    *("affiliate", "agree", "decline", "withdraw", "end a belonging", "rename", "merge"),
    *("invite", "take", "let in", "change a role", "write", "publish", "change the reach"),
}


class Attacks(Organisations, Lessons):
    """All of them together: what one makes possible, another tries."""


@pytest.fixture(autouse=True)
def quiet(db, caplog):
    """A thousand refusals are a thousand lines."""
    caplog.set_level("CRITICAL")
    Attack.done.clear()


def test_nobody_reads_more_by_a_fact_that_they_or_a_friend_set():
    run_state_machine_as_test(
        Attacks,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to make a failing sequence shorter would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_each_act_is_let_through_where_it_may_be():
    """So that the attacks above try something: an act that is refused to everybody proves nothing."""
    attacks, fair = Attacks(), {"by": ADMIN, "fairly": True}
    attacks.begin()
    for network, then in (("dos", "agree"), ("tres", "decline")):
        attacks.affiliates(**fair, network=network, organisation="casa")
        attacks.answers(**fair, turn=0, then=then)
    attacks.affiliates(**fair, network="uno", organisation="centro")
    attacks.withdraws(**fair, turn=0)
    attacks.renames(**fair, organisation="casa")
    attacks.invites(**fair, network="dos", friend="nadie", role=SECRETARIAT, organisation="casa")
    attacks.takes_an_invitation(turn=0)
    attacks.lets_in_who_asks(**fair, network="tres", friend="member.uno", role=MEMBER, organisation=None)
    attacks.changes_a_role(**fair, turn=sorted(attacks.world.places).index(("nadie", "dos")), then=MEMBER)
    told = {"level": "own_network", "organisation": None, "chosen": frozenset()}
    attacks.writes(**fair, network="uno", **told)
    attacks.publishes(**fair, turn=0)
    attacks.changes_whom_it_reaches(**fair, turn=0, **told | {"level": "public"})
    attacks.smuggles_in_a_friend(network="tres", organisation="centro", friend="nadie")
    attacks.merges(**fair, duplicate="foro", into="casa")
    attacks.ends_a_belonging(**fair, turn=0)
    attacks.teardown()
    assert {what for what, is_done in Attack.done if is_done} >= EVERYTHING

"""What is killed is started again: the site answers as before, and nothing is done twice."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.running import Browser, Site, running
from tests.support.servers.processes import until


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running() as site:
        yield site


def test_a_killed_web_answers_again_and_knows_who_signed_in(site: Site):
    member = Browser(site).sign_in("member of cies")
    site.kill("granian")
    assert until(site.is_well, 40)
    assert member.get("/lecciones/nueva/")[0] == 200


def test_a_killed_process_of_the_web_server_is_replaced_by_it(site: Site):
    [granian] = site.children("granian")
    killed, *others = workers(granian)
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: len({*workers(granian)} - {killed}) == len(others) + 1, 20)
    assert until(site.is_well, 20)
    assert site.children("granian") == [granian]


def test_a_killed_worker_works_again_and_each_letter_goes_once(site: Site):
    secretariat = Browser(site).sign_in("secretariat of cies")
    secretariat.get("/redes/cies/invitar/")
    invited = {"addresses": "nueva@example.org", "role": "member", "language": "es"}
    site.kill("celery")
    status, _page = secretariat.post("/redes/cies/invitar/", **invited)
    assert status == 302
    kept = """SELECT count(*) FROM digests_keptmail WHERE "to" LIKE '%nueva@example.org%'"""
    assert until(lambda: site.query(kept) == "1", 90)
    site.kill("celery")
    assert until(lambda: (site.health()["beat_age_seconds"] or 99) < 5, 90)
    assert site.query(kept) == "1"


def test_a_killed_database_is_back_with_what_was_saved(site: Site):
    people = site.query("SELECT count(*) FROM networks_user")
    site.kill("postgres")
    assert until(site.is_well, 40)
    assert site.query("SELECT count(*) FROM networks_user") == people


def test_a_killed_broker_is_back_and_work_goes_on(site: Site):
    site.kill("valkey")
    assert until(site.is_well, 60)


def test_the_operator_is_told_of_each_death(site: Site):
    told = site.output.read_text()
    for name in ("web", "worker", "postgres", "valkey"):
        assert f"{name} ended with code -9" in told


def workers(granian: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{granian}/task/{granian}/children").read_text().split()]

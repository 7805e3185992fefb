import pytest
from django.db import transaction
from structlog.testing import capture_logs

from digests import tasks
from digests.models import Digest
from digests.tasks import ASKED_AGAIN, send_digest, send_due_digests
from tests.support.clock import TUESDAY


@pytest.fixture
def asked(monkeypatch):
    """What would go to the broker."""
    calls = []
    monkeypatch.setattr(send_digest, "apply_async", lambda args, expires, **_: calls.append((*args, expires)))
    return calls


@pytest.fixture
def log(monkeypatch):
    with capture_logs() as entries:
        monkeypatch.setattr(tasks, "log", tasks.structlog.get_logger())
        yield entries


@pytest.mark.django_db(transaction=True)
def test_beat_asks_for_each_digest_that_is_due(cast, clock, asked):
    people = [cast.user(name) for name in ("member", "observer")]
    send_due_digests()
    assert asked == []
    clock.move_to(TUESDAY)
    with transaction.atomic():
        send_due_digests()
        assert asked == []  # a worker must not look before the rows are there
    pks = list(Digest.objects.order_by("pk").values_list("pk", flat=True))
    assert len(pks) == len(people)
    assert asked == [(pk, ASKED_AGAIN) for pk in pks]


def test_the_log_says_what_became_of_it(digest, publish, post, clock, log):
    publish(title="Visitar pronto")
    clock.move_to(TUESDAY)
    assert send_digest(digest.pk) == "sent"
    assert send_digest(digest.pk) is None
    assert [(entry["digest"], entry["outcome"]) for entry in log] == [(digest.pk, "sent"), (digest.pk, None)]


def test_a_server_that_is_down_is_no_crash_and_no_address_reaches_the_log(member, digest, publish, post, clock, log):
    publish(title="Visitar pronto")
    post.answers = {member.email: f"450 later, {member.email}"}
    clock.move_to(TUESDAY)
    assert send_digest(digest.pk) is None
    [entry] = log
    assert (entry["digest"], entry["error"]) == (digest.pk, "SMTPRecipientsRefused")
    assert member.email not in str(entry)
    assert "Visitar" not in str(entry)


def test_other_errors_are_loud_and_the_digest_stays_due(digest, clock, monkeypatch):
    monkeypatch.setattr("digests.delivery.send.deliver", lambda digest: 1 / 0)
    clock.move_to(TUESDAY)
    with pytest.raises(ZeroDivisionError):
        send_digest(digest.pk)
    digest.refresh_from_db()
    assert (digest.state, digest.claimed_at) == (Digest.State.PENDING, None)


def test_beat_knows_the_tasks_by_these_names(settings):
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert send_due_digests.name in scheduled
    assert send_digest.name == "digests.tasks.send_digest"

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection
from django.utils.timezone import now

from base.models import Claimable, ClaimableQuerySet
from networks.mail.models import Letter

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def letter() -> Letter:
    return Letter.objects.create(to="ana@ejemplo.example", subject="Un aviso", text="Hola")


class TestClaim:
    def test_a_claimed_row_is_held_by_one_and_counted(self, letter):
        claimed = Letter.objects.claim(letter.pk)
        assert (claimed, claimed.attempts) == (letter, 1)
        assert claimed.claimed_at
        assert Letter.objects.claim(letter.pk) is None
        letter.refresh_from_db()
        assert (letter.claimed_at, letter.attempts) == (claimed.claimed_at, 1)

    @pytest.mark.parametrize(
        ("since", "is_over"),
        [
            (Letter.lease - MINUTE, False),
            (Letter.lease + MINUTE, True),
            (-MINUTE, False),  # a worker whose clock is a little ahead
            (-Letter.lease - MINUTE, True),  # one whose clock ran far ahead
        ],
    )
    def test_a_claim_is_free_for_another_when_the_lease_is_over(self, letter, since, is_over):
        Letter.objects.update(claimed_at=now() - since)
        assert Letter.objects.unheld().exists() is is_over
        assert bool(Letter.objects.claim(letter.pk)) is is_over

    def test_what_is_not_due_is_claimed_by_nobody(self, letter):
        Letter.objects.update(try_after=now() + MINUTE)
        assert Letter.objects.unheld().exists()
        assert Letter.objects.claim(letter.pk) is None
        letter.refresh_from_db()
        assert (letter.claimed_at, letter.attempts) == (None, 0)

    def test_one_row_alone_is_claimed(self, letter):
        other = Letter.objects.create(to="eva@ejemplo.example", subject="Un aviso", text="Hola")
        assert Letter.objects.claim(letter.pk)
        assert list(Letter.objects.unheld()) == [other]

    def test_a_claim_is_held_until_another_worker_has_it(self, letter):
        dead = Letter.objects.claim(letter.pk)
        assert list(Letter.objects.held(dead)) == [letter]
        Letter.objects.update(claimed_at=now() - Letter.lease - MINUTE)
        living = Letter.objects.claim(letter.pk)
        assert not Letter.objects.held(dead).exists()
        assert list(Letter.objects.held(living)) == [letter]

    @pytest.mark.django_db(transaction=True)
    def test_of_two_workers_at_once_one_has_it(self, letter):
        ready = Barrier(2, timeout=10)

        def claim(_worker: int) -> bool:
            try:
                connection.ensure_connection()
                ready.wait()
                return Letter.objects.claim(letter.pk) is not None
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as workers:
            assert sorted(workers.map(claim, range(2))) == [False, True]
        letter.refresh_from_db()
        assert letter.attempts == 1


def test_each_table_with_claims_has_a_lease():
    tables = [
        model for model in apps.get_models() if "claimed_at" in {field.name for field in model._meta.concrete_fields}
    ]
    assert {model.__name__ for model in tables} >= {"Letter", "Digest", "Attachment", "Printout", "SourceLink"}
    for model in tables:
        assert issubclass(model, Claimable)
        assert isinstance(model.objects.all(), ClaimableQuerySet)
        assert model.lease > timedelta()

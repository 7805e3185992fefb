"""A letter is mail on its way to one address."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from base.models import Claimable, ClaimableQuerySet, is_come
from networks.record.models import User

# A worker that dies keeps its claim this long; then the letter is due again. Longer than a mail server may dawdle, and
# short enough that a code still arrives in time.
LEASE = timedelta(minutes=5)
RECENT = timedelta(days=30)
LONGEST_PAUSE = timedelta(hours=6)  # between two tries, of digests too
# This is left of a letter's words when it is done.
SILENT: dict[str, str | bytes] = {"to": "", "text": "", "html": "", "attachment": b""}


class LetterQuerySet(ClaimableQuerySet["Letter"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, failed_at=None)

    def due(self) -> Self:
        """Return the letters not sent, given up, expired or put off until later, and held by no living worker."""
        return super().due().waiting().of_use().filter(is_come("try_after", LONGEST_PAUSE))

    def of_use(self) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now()))

    def soonest_to_expire_first(self) -> Self:
        return self.order_by(F("expires_at").asc(nulls_last=True), "pk")

    def give_up_expired(self) -> int:
        """Give up what would arrive too late: nobody waits for its code any more, and nobody should find it.

        Return how many letters that were.
        """
        expired = self.waiting().filter(expires_at__lte=now())
        return expired.update(failed_at=now(), claimed_at=None, **SILENT)

    def withdraw(self, pk: int) -> None:
        """Take back a letter that another replaces, unless it is on its way."""
        self.waiting().filter(pk=pk, claimed_at=None).delete()

    def withdraw_all_to(self, address: str) -> None:
        """Take back what waits for the address. What a worker has in hand may still arrive, but is not tried again."""
        self.waiting().filter(to__iexact=address).delete()

    def in_trouble(self) -> Self:
        """Return the letters that were given up, in the last month, and those that wait for another try."""
        given_up = Q(failed_at__gt=now() - RECENT)
        return self.filter(given_up | Q(sent_at=None, failed_at=None, attempts__gt=0, try_after__gt=now()))

    def forget_old(self) -> int:
        """Delete letters that no admin is shown any more, since a subject may name somebody; return how many."""
        return self.filter(failed_at__lt=now() - RECENT).delete()[0]


class Letter(Claimable):
    """A letter is written with what it tells of, in one transaction; a worker sends it.

    When it is done, its words are emptied, for they may hold a secret that only its reader should have; if it was given
    up, the subject stays a while for admins.
    """

    lease = LEASE
    on_claim = {"attempts": F("attempts") + 1}

    to = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachment = models.BinaryField(default=bytes)
    attachment_name = models.CharField(max_length=100, blank=True)
    rule = models.CharField(max_length=20, blank=True, help_text="Which one says whether it still reaches its reader.")
    about = models.BigIntegerField(null=True, help_text="Of what the rule is asked: the network, the comment.")
    # It goes with their account. Without an index: accounts are closed seldom, and all letters are looked through then.
    about_person = models.ForeignKey(
        User,
        null=True,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="+",
        help_text="Whom it tells its reader of, until it is sent.",
    )
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, help_text="When it is of no use any more, as that of a code.")
    try_after = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="", about=None) | ~Q(rule="") & Q(about__isnull=False),
                name="letter_with_a_rule_says_of_what",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="letter_sent_or_failed_but_not_both"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, failed_at=None) | Q(text="", html="", to=""),
                name="letter_that_is_done_says_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["try_after"], condition=Q(sent_at=None, failed_at=None), name="letter_waiting"),
        ]

    class Privacy:
        not_shown = {"about_person": "it is somebody else's mail; what it tells of is shown in its own place"}
        deleted_with = {"about_person"}

    def __str__(self) -> str:
        return f"{self.pk}"

"""This command sends the digests of one moment by hand, in this process, with the result on the terminal."""

from argparse import ArgumentParser
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import is_naive, make_aware, now

from digests.calendar import LIMA
from digests.composition.compose import create_due
from digests.delivery.send import send
from digests.models import Digest

FARTHEST = timedelta(days=5 * 366)  # a wrong digit in the year is no moment of ours


class Command(BaseCommand):
    help = "Send the digests that are due at a moment, and those still waiting from before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="for example 2026-12-01T07:00, in Lima unless it says where; default: now")

    def handle(self, *args: Any, at: str | None, **options: Any) -> None:
        moment = _moment(at) if at else now()
        Digest.objects.hurry()
        before = Digest.objects.count()
        pks = create_due(moment)
        self.stdout.write(f"{Digest.objects.count() - before} created")
        outcomes = Counter(self._send(pk) for pk in pks)
        for outcome in ("sent", "empty", "failed", "cancelled"):
            self.stdout.write(f"{outcomes[outcome]} {outcome}")
        if outcomes["put off"]:
            raise CommandError(f"{outcomes['put off']} could not be sent; they will be tried again.")

    def _send(self, pk: int) -> str | None:
        """Send one digest; return what became of it, "put off" if anything goes wrong: the others are still tried."""
        try:
            state = send(pk)
        except Exception as error:
            self.stderr.write(f"digest {pk}: {type(error).__name__}: {error}")
            return "put off"
        if state == Digest.State.SENT:
            digest = Digest.objects.select_related("subscription__user").get(pk=pk)
            self.stdout.write(f"{digest.subscription.user.email}: {digest.items.count()} lessons")
        return state


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text}: {error}. Write it like 2026-12-01T07:00.") from None
    moment = make_aware(moment, LIMA) if is_naive(moment) else moment
    if abs(moment - now()) > FARTHEST:
        raise CommandError(f"--at {text} is more than five years away.")
    return moment

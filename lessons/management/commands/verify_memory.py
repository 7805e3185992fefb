from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons.invariants import INVARIANTS, broken


class Command(BaseCommand):
    help = "Check every invariant of the memory's data, and recount every number; say what is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = list(broken())
        for invariant, faults, are_more in wrong:
            self.stderr.write(f"Does not hold: {invariant.name}")
            for fault in [*faults, *(["… and more"] if are_more else [])]:
                self.stderr.write(f"  {fault}")
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(INVARIANTS)} invariants do not hold.")
        self.stdout.write(f"All {len(INVARIANTS)} invariants hold.")

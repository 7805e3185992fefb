from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from lessons.counts.models import KeptCount
from lessons.record.models import Lesson
from lessons.search.words.vocabulary import recount_words

AT_A_TIME = 500


class Command(BaseCommand):
    help = (
        "Count anew what is kept of each lesson and of all: whom it reaches, its strength, its words, how many of what."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Lesson.objects.exclude(published_at=None).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), AT_A_TIME):
            # Written, a lesson counts itself. A few at a time, so that nobody waits long for one.
            Lesson.objects.filter(pk__any=keys[start : start + AT_A_TIME]).update(used=0)
        with transaction.atomic():
            KeptCount.objects.rebuild()
        recount_words()
        self.stdout.write(f"Lessons counted anew: {len(keys)}. Counts kept of them: {KeptCount.objects.count()}.")

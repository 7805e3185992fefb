from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from lessons.findings import study as study
from lessons.frame.models import Finding
from networks.frame import loader as places
from networks.models import Network, Region


class Command(BaseCommand):
    help = "Load the shared frame: departments, the seven networks, the study's findings and lessons."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        places.load_sectors()
        places.load_regions()
        places.load_networks()
        places.load_published()
        study.load_findings()
        added = study.load_lessons()
        translated = study.load_translations()
        self.stdout.write(
            f"Frame: {Region.objects.count()} departments, {Network.objects.count()} networks, "
            f"{Finding.objects.count()} findings; {added} lessons of the study added, {translated} translations."
        )

"""The groups of synonyms as they come with the product: a test that empties all tables empties theirs too."""

import json
from pathlib import Path

from lessons import search
from lessons.models import SynonymGroup

FILE = Path(search.__file__).with_name("synonyms.json")


def as_they_come() -> None:
    SynonymGroup.objects.all().delete()
    groups = json.loads(FILE.read_text(encoding="utf-8"))
    SynonymGroup.objects.bulk_create(SynonymGroup(**group) for group in groups)

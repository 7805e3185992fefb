"""This module loads sectors, departments and the seven networks from the files here. Loading twice changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.db.models import Model

from networks.record.models import (
    NaturalRegion,
    Network,
    NetworkFact,
    PublishedFact,
    PublishedMember,
    Region,
    Sector,
)

HERE = Path(__file__).parent


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def load_sectors() -> None:
    for row in read(HERE / "sectors.json"):
        Sector.objects.update_or_create(slug=row.pop("slug"), defaults=row)


def load_regions() -> None:
    frame = read(HERE / "regions.json")
    for row in frame["natural_regions"]:
        NaturalRegion.objects.update_or_create(code=row.pop("code"), defaults=row)
    urls = frame["poverty_2024_source_urls"]
    for row in frame["regions"]:
        row["natural_region_id"] = row.pop("natural_region")
        row.setdefault("poverty_source_urls", urls if row["poverty_2024"] is not None else [])
        Region.objects.update_or_create(code=row.pop("code"), defaults=row)


def load_networks() -> None:
    """Add networks and facts that are not there: what a secretariat has changed since stays."""
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    for position, row in enumerate(read(HERE / "networks.json"), start=1):
        facts = row.pop("facts")
        row |= {"sector": sectors[row["sector"]], "position": position}
        network, _ = Network.objects.get_or_create(slug=row.pop("slug"), defaults=row)
        for topic, text in facts.items():
            if text["es"]:
                NetworkFact.objects.get_or_create(
                    network=network, topic=topic, defaults={"text_es": text["es"], "text_en": text["en"]}
                )


def load_published() -> None:
    """Make rows of what sources say of networks equal to the file: nobody writes them elsewhere."""
    networks = {network.slug: network for network in Network.objects.all()}
    rows = read(HERE / "published.json")
    for model, key in ((PublishedFact, "facts"), (PublishedMember, "members")):
        _make_equal(model, [{"network": networks[slug], **row} for slug in rows for row in rows[slug][key]])


def _make_equal(model: type[Model], rows: list[dict[str, Any]]) -> None:
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]

    def told(row: Model) -> tuple[Any, ...]:
        return tuple(getattr(row, column) for column in columns)

    asked = {told(row): row for row in (model(**row) for row in rows)}
    there = {told(row): row.pk for row in model._base_manager.all()}
    model._base_manager.filter(pk__in=[there[key] for key in there.keys() - asked.keys()]).delete()
    model._base_manager.bulk_create(row for key, row in asked.items() if key not in there)

"""This module loads sectors, departments and the seven networks from the files here. Loading twice changes nothing."""

import json
from pathlib import Path
from typing import Any

from networks.record.models import NaturalRegion, Network, NetworkFact, Region, Sector

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

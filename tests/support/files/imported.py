"""Files of lessons, and imports of them, as the tests send them."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lessons.importing import actions
from lessons.models import LessonImport
from networks.models import OrganisationImport
from tests.support.cast import Cast
from tests.support.factories import FindingFactory, RegionFactory, SectorFactory
from tests.support.htmx import soup
from tests.support.lessons import ESSENTIAL

HEADINGS = "Título;Qué pasó;Qué aprendimos;Qué le dirías a otra red;Departamentos;Hallazgos\n"


def our_lists() -> dict[str, Any]:
    """Two departments, two sectors, two findings."""
    return {
        "puno": RegionFactory(code="21", name="Puno", slug="puno"),
        "lima": RegionFactory(code="15", name="Lima", slug="lima"),
        "sanmartin": RegionFactory(code="22", name="San Martín", slug="san-martin"),
        "health": SectorFactory(slug="salud", name_es="Salud", name_en="Health"),
        "both": SectorFactory(slug="politica", name_es="Política económica y social", name_en="Economic policy"),
        "C1": FindingFactory(number=1, code="C1", text_es="Alta rotación, sin relevo", text_en="High turnover"),
        "P2": FindingFactory(number=2, code="P2", kind="best_practice", text_es="Alianzas", text_en="Alliances"),
    }


def as_json(*lessons: Any) -> bytes:
    return json.dumps(lessons).encode()


def thousand(faulty: int = 3) -> bytes:
    """1,000 rows as a secretariat keeps them, of which so many are faulty, each in another way."""
    names = ["Puno", "Lima, San Martín", "", "Nacional"]
    rows = [
        f"Lección {n};Cambió la dirección número {n};Quien llega decide pronto, caso {n};Pide la cita;{names[n % 4]};C1"
        for n in range(1_000)
    ]
    wrong = [f"{'x' * 161};;Muy largo;;;", "Sin lugar;;Algo;;Atlántida;", ";;;;Puno;C1"]
    for place, row in zip((10, 500, 999), wrong[:faulty], strict=False):
        rows[place] = row
    return (HEADINGS + "\n".join(rows)).encode()


def sent(cast: Cast, content: bytes, name: str = "lecciones.csv", **fields: Any) -> LessonImport:
    """A file of the secretariat's, read."""
    batch = LessonImport.objects.create(
        by=cast.user("secretariat"), network=cast.network, file_name=name, content=content, **fields
    )
    actions.read(batch.pk)
    batch.refresh_from_db()
    return batch


def confirmed(batch: LessonImport, **fields: Any) -> LessonImport:
    """After the yes."""
    LessonImport.objects.filter(pk=batch.pk).update(state="writing", visibility="all_networks", **fields)
    actions.write(batch.pk)
    batch.refresh_from_db()
    return batch


def written(cast: Cast, content: bytes, name: str = "lecciones.csv", **fields: Any) -> LessonImport:
    return confirmed(sent(cast, content, name), **fields)


def whole_row(**fields: Any) -> dict[str, Any]:
    """All that a published lesson needs, by our own names."""
    return ESSENTIAL | fields


def chosen(select: Any) -> str:
    option = select.select_one("option[selected]") or select.option
    return str(option["value"])


NEW = "/organizaciones/importar/"


def upload(text: str | bytes, name: str = "lista.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def filled(client: Client, batch: OrganisationImport) -> dict[str, str]:
    """What the form of its page holds."""
    page = soup(client.get(batch.get_absolute_url()))
    return {each["name"]: chosen(each) for each in page.select("#import select")} | {
        each["name"]: each["value"] for each in page.select("#import input[type=number]")
    }

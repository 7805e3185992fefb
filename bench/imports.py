"""How long files of organisations and of lessons take to come in, as multiples of opening the same file."""

import io
import logging
import time
from collections.abc import Callable

from base.importing.models import FileImport
from base.tables.files import read_table, write_xlsx
from bench.corpus.people import OWN
from bench.pages import user_of
from lessons.importing import actions, undo
from lessons.models import LessonImport
from networks.importing import actions as importing_actions
from networks.models import Network, Organisation, OrganisationImport

ORGANISATIONS = 10_000
IMPORTED = 5_000


def spreadsheet() -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append(["Nombre", "Sigla", "Tipo", "Sitio web", "Departamentos"])
    for number in range(ORGANISATIONS):
        sheet.append([f"Asociación número {number}", f"A{number}", "ONG", f"https://a{number}.example", "Puno; Loreto"])
    book.save(file)
    return file.getvalue()


def lessons_in_a_spreadsheet() -> bytes:
    headings = ["Título", "Qué pasó", "Qué aprendimos", "Recomendación", "Departamentos", "Hallazgos", "Contradice"]
    happened, learned = "Pedimos una cita la primera semana. " * 6, "Quien llega decide con quién habla. " * 4
    rows = [
        [f"Lección importada {number}", happened, f"{learned}{number}", "Pide la cita.", "Puno; Loreto", "C1, P2", "S9"]
        for number in range(IMPORTED)
    ]
    return write_xlsx(headings, rows)


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def measure_import(batch: FileImport, by_state: dict[str, Callable[[int], object]]) -> None:
    """Import as the worker does, step by step; the floor is to open the same file and read it to its end."""
    floor = seconds(lambda: read_table(batch.file_name, bytes(batch.content)))
    for name, step in by_state.items():
        type(batch)._default_manager.filter(pk=batch.pk).update(state=name)
        took = seconds(lambda step=step: step(batch.pk))  # type: ignore[misc]
        print(f"import, {name:<16} {took * 1000:8.1f} ms {took / floor:7.1f} x opening the file", flush=True)


def import_organisations() -> None:
    batch = OrganisationImport.objects.create(by=user_of("admin"), file_name="x.xlsx", content=spreadsheet())
    measure_import(batch, {"reading": importing_actions.read, "writing": importing_actions.write})
    print(f"{Organisation.objects.count()} organisations")


def import_lessons() -> None:
    """Import lessons with two departments and three findings each, into a network that has its share of the others."""
    network, by = Network.objects.get(slug=OWN), user_of("secretariat")
    batch = LessonImport.objects.create(by=by, network=network, file_name="x.xlsx", content=lessons_in_a_spreadsheet())
    measure_import(batch, {"reading": actions.read, "writing": actions.write, "undoing": undo.undo})
    batch.refresh_from_db()
    print(f"{batch.written} lessons written, {batch.removed} of them taken back")


def main() -> None:
    logging.disable()
    import_organisations()
    import_lessons()

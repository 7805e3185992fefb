"""`make bench` measures how the product behaves with many lessons, as multiples of a floor of the same run.

The floor is the sign-in page: a view, a template and no rows. Machines are noisy; ratios to it are less so.
"""

import io
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

import tests.support.servers.services

tests.support.servers.services.start()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from base.importing.models import FileImport  # noqa: E402
from base.tables.files import read_table, write_xlsx  # noqa: E402
from bench import capture  # noqa: E402
from lessons.importing import actions, undo  # noqa: E402
from lessons.models import Finding, Lesson, LessonFinding, LessonImport, State  # noqa: E402
from networks.importing import actions as importing_actions  # noqa: E402
from networks.models import (  # noqa: E402
    Membership,
    Network,
    Organisation,
    OrganisationImport,
    Region,
    Role,
    User,
)

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
ORGANISATIONS = 10_000
IMPORTED = 5_000
REPEATS = 9
# What a secretariat writes about; one in a hundred lessons speaks of the last.
RESULTS = cycle(["worked", "partly", "", "failed", ""])
SUBJECTS = cycle([*["las autoridades y sus políticas", "el presupuesto y las organizaciones"] * 50, "la quinua"])
PLAIN = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
}


def fill() -> User:
    """Write lessons of all networks over five years; each names two departments and two findings.

    Return a member of a network who reads them, and wrote none.
    """
    network, others = Network.objects.get(slug="cies"), cycle(Network.objects.all())
    regions, findings = list(Region.objects.all()), list(Finding.objects.all())
    member = User.objects.create_user("bench@ejemplo.example", name="Medición")
    Membership.objects.create(user=member, network=network, role=Role.MEMBER)
    keeper = User.objects.create_user("keeper@ejemplo.example", name="Responsable")
    Membership.objects.bulk_create(Membership(user=keeper, network=each) for each in Network.objects.all())
    lessons = Lesson.objects.bulk_create(
        [
            Lesson(
                title=f"Lección {number} sobre {next(SUBJECTS)}",
                what_happened="Cambió la dirección y pedimos una cita la primera semana. " * 4,
                insight="Quien llega decide con quién habla en sus primeros días. " * 3,
                recommendation="Pide la cita en la primera semana, con una página de resumen.",
                visibility=Lesson.Visibility.ALL_NETWORKS,
                network=next(others),
                author=keeper,
                steward=keeper,
                published_at=now() - timedelta(days=1826 * number / ROWS),
                published_by=keeper,
                state=State.PUBLISHED,
                review_on=now().date() + timedelta(days=365),
                result=next(RESULTS),
            )
            for number in range(ROWS)
        ],
        batch_size=2_000,
    )
    naming, speaking = Lesson.regions.through, LessonFinding
    naming.objects.bulk_create(
        [
            naming(lesson=lesson, region=regions[(lesson.pk * step) % len(regions)])
            for lesson in lessons
            for step in (1, 2)
        ],
        batch_size=5_000,
        ignore_conflicts=True,
    )
    speaking.objects.bulk_create(
        [
            speaking(lesson=lesson, finding=findings[(lesson.pk * step) % len(findings)])
            for lesson in lessons
            for step in (1, 2)
        ],
        batch_size=5_000,
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return member


def median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


@override_settings(STORAGES=PLAIN, ALLOWED_HOSTS=["*"])
def main() -> None:
    logging.disable()
    call_command("migrate", verbosity=0)
    call_command("load_frame", verbosity=0)
    member = fill()
    visitor, client = Client(), Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    floor = median_ms(lambda: visitor.get("/cuenta/login/"))
    print(f"{ROWS} lessons; floor (sign-in page) {floor:.1f} ms")
    for name, path in {
        "home": "/",
        "list": "/lecciones/",
        "list, last page": f"/lecciones/?page={ROWS // 20}",
        "search, 1 in 100": "/lecciones/?q=quinua",
        "search, half of all": "/lecciones/?q=politica",
        "search, all, two words": "/lecciones/?q=primera+semana",
        "search, typing error": "/lecciones/?q=autoridaes",
        "search, nothing": "/lecciones/?q=xilofono",
        "list, three facets": "/lecciones/?region=puno&result=worked&network=cies",
        "findings": "/hallazgos/",
        "a finding": "/hallazgos/C1/",
        "matrix": "/matriz/",
        "map": "/departamentos/",
        "a network": "/redes/cies/",
    }.items():
        took = median_ms(lambda path=path: client.get(path))  # type: ignore[misc]
        print(f"{name:<24} {took:8.1f} ms {took / floor:7.1f} x floor")


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
        print(f"import, {name:<16} {took * 1000:8.1f} ms {took / floor:7.1f} x opening the file")


def import_organisations() -> None:
    by = User.objects.create_superuser("admin@ejemplo.example", name="Administración")
    batch = OrganisationImport.objects.create(by=by, file_name="x.xlsx", content=spreadsheet())
    measure_import(batch, {"reading": importing_actions.read, "writing": importing_actions.write})
    print(f"{Organisation.objects.count()} organisations")


def import_lessons() -> None:
    """Import lessons with two departments and three findings each, into a network that has its share of the others."""
    network, by = Network.objects.get(slug="cies"), User.objects.get(email="bench@ejemplo.example")
    Membership.objects.filter(user=by, network=network).update(role=Role.SECRETARIAT)
    batch = LessonImport.objects.create(by=by, network=network, file_name="x.xlsx", content=lessons_in_a_spreadsheet())
    measure_import(batch, {"reading": actions.read, "writing": actions.write, "undoing": undo.undo})
    batch.refresh_from_db()
    print(f"{batch.written} lessons written, {batch.removed} of them taken back")


main()
import_organisations()
import_lessons()
sys.exit(not capture.measure(User.objects.get(email="bench@ejemplo.example")))

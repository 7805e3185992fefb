"""What must never be in a log is in none: every kind of error is forced, and every log file read."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import now

from config.logs import setup
from config.logs.paths import mask_path
from lessons.models import Collection, ReviewAsk
from lessons.verification import mail
from networks.models import Letter
from tests.support.factories import LessonFactory, WorkshopFactory
from tests.support.servers.processes import until
from tests.support.servers.stack import Stack, percent, stack

MARK = "zorrillo"  # in all that people type, in any letters
MARKS = {"User-Agent": f"{MARK}/1.0", "X-Forwarded-For": "203.0.113.77", "Referer": f"http://{MARK}.example/?q={MARK}"}
TOKEN = f"{MARK.title()}Abc-123_456789012345678901234567890"
ADDRESS = f"ana.{MARK}@ejemplo.example"
# Of each process of ours, whatever it does afterwards.
BEGIN = """import manage, logging.config
from config.logs import setup as logs, traces
traces.hold_back_words()
logging.config.dictConfig(logs.LOGGING)
"""


@pytest.fixture(scope="module")
def running(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stack(tmp_path_factory.mktemp("stack")) as found:
        found.marks = MARKS
        yield found


@pytest.fixture
def site(running: Stack, transactional_db: None) -> Iterator[Stack]:
    """Whatever a test did: afterwards nothing that was typed, and nobody's address, is in any file."""
    yield running
    for name, text in running.files().items():
        found = re.findall(rf".*(?:{MARK}|203\.0\.113\.77|127\.0\.0\.1 ).*", text, re.IGNORECASE)
        assert not found, (name, found[:3])


@contextmanager
def without_table(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {name} RENAME TO away")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE away RENAME TO {name}")


@contextmanager
def refusing(table: str, when: str) -> Iterator[None]:
    """A trigger that shows the whole row in its words, as PostgreSQL does in those of its own errors."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'Failing row contains %', NEW USING ERRCODE = 'data_exception'; END $$"
        )
        cursor.execute(f"CREATE TRIGGER refuse BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()")
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION refuse() CASCADE")


class TestAfterAnErrorOnAPage:
    def test_the_draft_is_in_no_log_and_the_place_is(self, site, cast):
        with refusing("lessons_lesson", "INSERT"):
            answer = site.ask(
                "/lecciones/borrador/",
                cast.user("member"),
                title=f"El {MARK}",
                insight=f"Pregunten a {ADDRESS}",
                network=str(cast.network.pk),
                key="6f2c4b1e-5f0e-4a55-9d3f-8d3b2b1f0a11",
                writer=str(cast.user("member").pk),
            )
        assert answer.status == 500, answer
        line = site.wait_for(event="request_failed", request="POST /lecciones/borrador/")
        assert re.fullmatch(r"[0-9a-f-]{36}", line["request_id"])
        assert (line["errors"][0]["error"], line["errors"][0]["detail"]) == ("DataError", "22000")
        assert any(re.match(r"lessons/[\w/]+\.py:\d+ \w+", place) for place in line["errors"][0]["at"])

    def test_the_search_is_in_no_log(self, site):
        with without_table("lessons_lesson"):
            assert site.ask(f"/lecciones/?q={MARK}").status == 500
        line = site.wait_for(event="request_failed", request="GET /lecciones/")
        assert line["errors"][0] | {"at": 0} == {"error": "ProgrammingError", "detail": "42P01", "at": 0}

    def test_a_file_that_breaks_off_while_it_is_sent(self, site, cast):
        cast.user("member")
        with without_table("lessons_application"), suppress(OSError, HTTPException):
            site.ask("/redes/propia/intercambio.csv", cast.user("member"))
        site.wait_for(level="error")

    def test_a_host_that_is_none_of_ours(self, site):
        site.marks = MARKS | {"Host": f"{MARK}.example"}
        try:
            assert site.ask("/").status == 400
        finally:
            site.marks = MARKS
        site.wait_for(logger="django.security.DisallowedHost")


class TestWhatLetsIn:
    @pytest.fixture
    def collection(self, cast) -> Collection:
        return Collection.objects.create(
            name="Una", by=cast.user("member"), network=cast.network, share_token=TOKEN, visibility="link"
        )

    @pytest.mark.parametrize(
        ("path", "logged"),
        [
            ("/colecciones/enlace/{}/", "/colecciones/enlace/…/"),
            ("/colecciones/enlace/{}/paquete.pdf", "/colecciones/enlace/…/paquete.pdf"),
            ("/colecciones/enlace/{}/paquete.docx", "/colecciones/enlace/…/paquete.docx"),
            ("/en/colecciones/enlace/{}/", "/en/colecciones/enlace/…/"),
            ("/invitacion/?token={}", "/invitacion/"),
            ("/boletin/baja/?token={}", "/boletin/baja/"),
        ],
    )
    def test_is_in_no_log_of_an_error(self, site, path, logged):
        broken = "networks_invitation" if "invitacion" in path else "digests_subscription"
        with without_table("lessons_collection" if "colecciones" in path else broken):
            site.ask(path.format(TOKEN))
        line = site.wait_for(request=f"GET {logged}")
        if "colecciones" in path:
            assert line["errors"][0]["error"] == "ProgrammingError"

    @pytest.mark.parametrize(
        "path", ["//colecciones//enlace//{}/", "/colecciones/enlace/{}", "/colecciones/enlace/{}//", "/{}/", "/nada/{}"]
    )
    def test_a_token_is_in_no_log_however_the_address_is_written(self, site, path):
        site.ask(path.format(TOKEN))
        site.ask(path.format(percent(TOKEN)))
        site.ask("/en" + path.format(TOKEN))
        assert site.wait_for(event="request_finished")["request"].startswith("GET /")

    def test_the_key_of_a_mail_and_the_code_of_a_workshop_are_in_no_log(self, site, cast):
        lesson = LessonFactory(network=cast.network, author=cast.user("member"))
        ask = ReviewAsk.objects.create(lesson=lesson, person=cast.user("member"), due_on=now().date(), asked_at=now())
        token = mail.SIGNER.sign(str(ask.pk))
        code = WorkshopFactory(network=cast.network, facilitator=cast.user("member")).code
        with without_table("lessons_reviewask"):
            assert site.ask(f"/vigencia/{token}/").status == 500
        with without_table("lessons_workshop"):
            assert site.ask(f"/taller/{code}/").status == 500
            site.ask(f"//taller//{code.lower()}/")
        site.wait_for(event="request_failed", request="GET /vigencia/…/")
        site.wait_for(event="request_failed", request="GET /taller/…/")
        for name, text in site.files().items():
            assert token not in text, name
            assert code.lower() not in text.lower(), name


class TestInTheWorker:
    def letter(self) -> Letter:
        return Letter.objects.create(to=ADDRESS, subject=f"De {MARK}", text=f"Hola {MARK}", html=f"<p>{MARK}")

    def test_a_task_that_fails_on_an_address(self, site):
        letter = self.letter()
        with refusing("networks_letter", "UPDATE"):
            site.send_task("networks.tasks.send_letter", letter.pk)
            line = site.wait_for(event="task_failed")
        assert line["errors"][0]["error"] == "DataError"
        assert any(place.startswith("networks/mail/letters.py:") for place in line["errors"][0]["at"])
        assert re.fullmatch(r"[0-9a-f-]{36}", line["task_id"])

    def test_a_mail_server_that_refuses(self, site):
        letter = self.letter()
        site.post.answers = {ADDRESS: f"450 later, {ADDRESS}, {MARK}"}
        site.send_task("networks.tasks.send_letter", letter.pk)
        line = site.wait_for(event="letter put off", letter=letter.pk)
        assert line["error"] == "SMTPRecipientsRefused"

    def test_a_task_that_gets_words_instead_of_a_number(self, site):
        site.send_task("lessons.tasks.read_attachment", ADDRESS)
        assert until(lambda: "ValueError" in site.files()["worker.log"])

    def test_the_request_that_asked_is_told(self, site, cast):
        """The whole way: a page asks for a letter, and the worker says for which request it was sent."""
        form = {"addresses": f"{MARK} <otra.{ADDRESS}>", "role": "member", "language": "es"}
        assert site.ask("/redes/propia/invitar/", cast.user("secretariat"), **form).status == 302
        asked = site.wait_for(event="request_finished", request="POST /redes/…/invitar/")
        assert site.wait_for(event="letter", sent=True)["request_id"] == asked["request_id"]

    def test_a_task_that_nobody_knows(self, site):
        site.send_task(f"nada.{MARK}", ADDRESS)
        site.wait_for(level="error", logger="celery.worker.consumer.consumer")


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "kept"),
        [
            ("/", "/"),
            ("/lecciones/7/", "/lecciones/7/"),
            ("/en/lecciones/7/vigencia/otra-vez/", "/en/lecciones/7/vigencia/otra-vez/"),
            ("/redes/propia/talleres/3/", "/redes/…/talleres/3/"),
            ("/redes/2026/", "/redes/…/"),
            ("/taller/234567/", "/taller/…/"),
            ("/taller/editar/", "/taller/…/"),
            ("/lecciones/editar/", "/lecciones/…/"),
            ("/colecciones/enlace/7/", "/colecciones/enlace/…/"),
            ("/cuenta/login/", "/cuenta/login/"),
            ("/admin/networks/user/", "/admin/networks/user/"),
            ("/en/en/lecciones/", "/en/…/…/"),
            ("//lecciones//7", "/lecciones/7"),
            ("/a\0b/\n/", "/…/…/"),
        ],
    )
    def test_keep_our_own_words_and_numbers_alone(self, path, kept):
        assert mask_path(path) == kept


class TestOneFilter:
    def test_no_handler_goes_round_it(self):
        handlers = setup.LOGGING["handlers"]
        assert [each["formatter"] for each in handlers.values()] == ["json"]
        for name, logger in setup.LOGGING["loggers"].items():
            assert logger.get("handlers", []) == [], name

    @pytest.mark.parametrize(
        "code",
        [
            f"1 / 0 if 0 else int('{MARK}')",
            f"import warnings; warnings.warn('{MARK}')",
            f"import threading; threading.Thread(target=int, args=['{MARK}']).start()",
            f"import logging; logging.getLogger('x').error('%d of %s', '{MARK}', '{ADDRESS}')",
            f"import logging; logging.getLogger('x').error('said {MARK}')",
            f"import logging; logging.getLogger('django.security').error(ValueError('{MARK}'))",
            f"import structlog; structlog.get_logger('lessons').error('x', said='a {MARK}', by='{ADDRESS}')",
            f"import structlog; structlog.get_logger('other').error('x', error='{MARK}', reason='{MARK}')",
        ],
    )
    def test_python_and_libraries_say_none_of_what_was_typed(self, code):
        """In a process that nobody watches on a terminal."""
        done = subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, timeout=60)
        assert MARK not in (done.stdout + done.stderr).lower()
        assert re.search(r'"(level)": "(error|warning)"', done.stdout + done.stderr), done

    def test_a_log_on_a_full_disk_hinders_nothing(self):
        line = "import logging; logging.getLogger('x').error('lost')"
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([sys.executable, "-u", "-c", BEGIN + line], stdout=full, stderr=full, timeout=60)
        assert done.returncode == 0


def test_a_page_that_is_shown_is_in_the_log(site):
    """The other tests would pass with logs that are empty."""
    assert site.ask("/healthz").status in {200, 503}
    line = site.wait_for(event="request_finished", request="GET /healthz")
    assert {"timestamp", "request_id", "level", "code"} <= set(line)

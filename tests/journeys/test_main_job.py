"""What one network learned reaches another: the reason for all of this, with nothing played by a stand-in."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from queue import Queue

import pytest
import time_machine
from celery import Task
from celery.contrib.testing.worker import start_worker
from celery.signals import task_postrun
from django.core.management import call_command
from playwright.sync_api import Page, expect

from config.beat import Scheduler
from config.celery import app, tick
from networks.models import Network, Role, User
from tests.support.clock import MONDAY, TUESDAY
from tests.support.factories import PASSWORD, MembershipFactory, UserFactory
from tests.support.servers.browser import sign_in

TITLE = "Las autoridades cambian cada seis meses y hay que volver a empezar"
TOLD = {
    "title": TITLE,
    "what_happened": "En dos años tratamos con cuatro ministros. Con cada uno hubo que presentar todo otra vez.",
    "insight": "Los equipos técnicos se quedan más tiempo que quienes los dirigen.",
    "recommendation": "Trabaja con el equipo técnico y deja cada acuerdo por escrito.",
}
SECONDS = 60


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY) as clock:
        yield clock


@pytest.fixture
def beat(clock, site) -> Iterator[Callable[[], list[str]]]:
    """Lets the real beat look at the clock, and the real worker finish all that follows; returns what was done."""
    done: Queue[tuple[str, str]] = Queue()

    def note(sender: Task, task_id: str, **_: object) -> None:
        done.put((task_id, sender.name))

    def finish(last: str) -> Iterator[str]:
        task_id = None
        while task_id != last:
            task_id, name = done.get(timeout=SECONDS)
            yield name

    app.control.purge()
    scheduler = Scheduler(app=app)
    scheduler._finalize.cancel()  # at the end of the process it would look for a database that is gone
    task_postrun.connect(note)

    def look() -> list[str]:
        while scheduler.tick() == 0:
            pass
        # The queue is served in order: first what beat asked for, then what these tasks asked for.
        return [name for _ in range(2) for name in finish(tick.delay().id)]

    with start_worker(app, perform_ping_check=False):
        look()
        yield look
    task_postrun.disconnect(note)


@pytest.fixture
def person() -> Callable[[str, Role], User]:
    def join(slug: str, role: Role) -> User:
        user = UserFactory(name=f"Persona de {slug}", password=PASSWORD)
        MembershipFactory(user=user, network=Network.objects.get(slug=slug), role=role)
        return user

    return join


def log_and_publish(page: Page) -> None:
    page.get_by_role("link", name="Registrar una lección").click()
    for name, text in TOLD.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Todas las redes").check()
    page.get_by_role("button", name="Publicar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("#status")).to_contain_text("Publicada")


def find(page: Page, words: str) -> None:
    page.locator("main [type=search]").fill(words)
    page.get_by_role("button", name="Buscar").click()
    expect(page).to_have_url(re.compile("q="))
    page.get_by_role("link", name=TITLE).click()
    for text in TOLD.values():
        expect(page.get_by_role("main")).to_contain_text(text)


def links(mail: EmailMessage) -> list[str]:
    body = mail.get_body(("plain",))
    assert body is not None
    return re.findall(r"https?://\S+", body.get_content())


def test_what_one_network_learned_reaches_another(site, new_context, person, beat, clock, post):
    call_command("load_frame")
    clock.shift(60)
    secretariat = person("forosalud", Role.SECRETARIAT)
    member = person("cies", Role.MEMBER)

    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(phone, secretariat)
    log_and_publish(phone)

    reader = new_context().new_page()
    sign_in(reader, member)
    find(reader, "autoridad cambio")
    for words in ("autoridades", "acuerdos tecnicos"):  # the last two are not in the title
        reader.get_by_role("navigation", name="Principal").get_by_role("link", name="Lecciones").click()
        find(reader, words)

    beat()
    assert post.mails == []  # it is Monday

    clock.move_to(TUESDAY)
    beat()
    assert [*post.recipients] == [member.email]  # to who wrote it, it is no news
    for mail in post.mails:
        assert TITLE in mail["Subject"]
        assert mail["List-Unsubscribe"].strip().startswith(f"<{site}/boletin/baja/?token=")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [link] = [link for link in links(post.mails[0]) if re.search(r"/lecciones/\d+/", link)]
    reader.goto("about:blank")
    reader.goto(link)
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)

    clock.shift(timedelta(minutes=5))
    assert "digests.tasks.send_due_digests" in beat()
    assert len(post.mails) == 1

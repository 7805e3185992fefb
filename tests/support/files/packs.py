"""What learning packs cost the web server in memory: asked for and downloaded over HTTP, made as by a worker."""

import re
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from django.conf import settings
from django.test import override_settings

from lessons.models import TEXT_FIELDS, Collection, CollectionItem
from networks.models import Network, User
from tests.support.factories import CollectionFactory, LessonFactory
from tests.support.files.printouts import work
from tests.support.servers.served import compressed

# As long as a field takes, with what takes two bytes a letter in memory.
LONG = ("Cambió la dirección – y pedimos una cita “la primera semana”, con una página de resumen. " * 80)[:6_000]


def long_collections(network: Network, author: User, *, many: int, lessons: int) -> list[Collection]:
    """Public ones, each of the same long lessons."""
    texts = {name: LONG for name in TEXT_FIELDS if name != "title"}
    about = {"network": network, "author": author, "visibility": "public", "published": True}
    held = LessonFactory.create_batch(lessons, **about, **texts)
    made = CollectionFactory.create_batch(many, by=author, network=network, visibility="public")
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=each, lesson=lesson, position=position)
        for each in made
        for position, lesson in enumerate(held)
    )
    return made


def memory_of(process: int) -> float:
    """Of a process and all that it started, in MB, as the kernel counts what is in use now."""
    parents = {
        int(each.parent.name): int(each.read_text().rpartition(")")[2].split()[1])
        for each in Path("/proc").glob("[0-9]*/stat")
    }
    family = [process]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return sum(_resident(member) for member in family) / 1024


def _resident(process: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) if found else 0


def environment() -> dict[str, str]:
    """Of a server that shares its files with this process, which works for it."""
    return {**compressed(), "FILES_DIR": str(settings.MEDIA_ROOT)}


class Visitor:
    """Without an account, with cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> bytes:
        with self.opener.open(self.address + path, timeout=60) as answer:
            content: bytes = answer.read()
            return content

    def post(self, path: str, page: str) -> None:
        """What the form of that page would send."""
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page))
        assert token, page
        body = urlencode({"csrfmiddlewaretoken": token[1].decode()}).encode()
        self.opener.open(self.address + path, body, timeout=60).read()


def take(visitor: Visitor, collection: Collection, file: str) -> int:
    """Its size."""
    page = collection.get_absolute_url()
    visitor.post(page + file, page + file)
    with override_settings(SITE_URL=visitor.address):  # it stands in what is made
        work()
    content = visitor.get(page + file)
    assert content.startswith((b"%PDF", b"PK")), content[:80]
    return len(content)

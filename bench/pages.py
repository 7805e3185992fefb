"""What is measured, and who looks: the pages of a visitor's way through the memory, and a lesson that is written."""

import json
import os
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from base.rescued_forms import mark_of
from bench.corpus.people import LOOKING, OWN, address
from bench.corpus.words import SEARCHES
from networks.models import Network, User

PER_PAGE = 20
LATE_PAGE = 500
NEW = "/lecciones/nueva/"


@dataclass(frozen=True)
class Page:
    """`by` are those who are asked to look: of what visitors cannot enter, the others."""

    name: str
    path: str
    by: tuple[str, ...] = LOOKING


@cache
def facts() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(os.environ["BENCH_FACTS"]).read_text())
    return found


def pages() -> list[Page]:
    """Return all pages; the late one is the 500th of the list, or one of a smaller list that all of them have."""
    known = facts()
    late = min(LATE_PAGE, known["rows"] // PER_PAGE // 3)
    return [
        Page("article", f"/lecciones/{known['article']}/"),
        Page("list", "/lecciones/"),
        Page("list, late page", f"/lecciones/?page={late}"),
        Page("list, one facet", "/lecciones/?region=puno"),
        *(Page(f"search, {name}", f"/lecciones/?q={word}") for name, word in SEARCHES.items()),
        Page("home", "/"),
        Page("finding", "/hallazgos/C1/"),
        Page("findings", "/hallazgos/"),
        Page("network", f"/redes/{OWN}/"),
        Page("matrix", "/matriz/"),
        Page("map", "/departamentos/"),
        Page("gaps", "/vacios/"),
        Page("new-lesson form", NEW, LOOKING[1:]),
    ]


def client_of(who: str) -> Client:
    """Return a browser in which that person is signed in; a visitor's is nobody's."""
    client = Client()
    if who != "visitor":
        client.force_login(user_of(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def user_of(who: str) -> User:
    return User.objects.get(email=address(who))


def typed(who: str) -> dict[str, str]:
    """Return a new lesson as the form sends it, and as it is often sent: as a draft."""
    return _typed(who) | {"key": str(uuid.uuid4())}


@cache
def _typed(who: str) -> dict[str, str]:
    return {
        "title": "Visitar en la primera semana a quien asume el cargo",
        "what_happened": "Cambió la directora y pedimos una cita en su primera semana.",
        "insight": "Quien llega decide en sus primeros días con quién habla.",
        "recommendation": "Pide la cita en la primera semana y lleva una página de resumen.",
        "network": str(Network.objects.get(slug=OWN).pk),
        "visibility": "all_networks",
        "evidence": "own_experience",
        "language": "es",
        "writer": mark_of(user_of(who)),
        "then": "draft",
    }

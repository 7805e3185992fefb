"""Lessons of each level with marked words in them, and whoever crawls all they can reach: for the tests of leaks."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from lessons.models import (
    TEXT_FIELDS,
    Attachment,
    Collection,
    Finding,
    Lesson,
    LessonFinding,
    Photo,
)
from lessons.writing import actions
from networks.models import Membership, Network, Region, User
from tests.support.cast import ROLES, Cast
from tests.support.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    TranslationFactory,
    UserFactory,
    WorkshopFactory,
    WorkshopNoteFactory,
    belong,
)

# Who meets the texts of a published lesson of `own`, shared with `other` where networks are chosen. The colleague takes
# part in `own` for the organisation of the lesson; `third` does so elsewhere, for the organisation of every lesson.
READERS = """
visibility        anonymous no_network third other_member observer member colleague secretariat admin
own_organisation  ·         ·          ·     ·            ·        ·      ●         ●           ●
own_network       ·         ·          ·     ·            ●        ●      ●         ●           ●
chosen_networks   ·         ·          ·     ●            ●        ●      ●         ●           ●
all_networks      ·         ·          ●     ●            ●        ●      ●         ●           ●
public            ●         ●          ●     ●            ●        ●      ●         ●           ●
draft             ·         ·          ·     ·            ·        ·      ·         ●           ●
"""
KNOW_WHO = {"secretariat", "admin"}
READ_WORKSHOPS = {"member", "colleague", "secretariat", "admin"}
_HEADER, *_ROWS = [line.split() for line in READERS.strip().splitlines()]
PEOPLE = _HEADER[1:]
MAY = {(level, who): mark == "●" for level, *marks in _ROWS for who, mark in zip(PEOPLE, marks, strict=True)}
LEVELS = [level for level, *_ in _ROWS]
# Links that only say the same in another order, what ends the session, and lists of people, who are named there for
# themselves: that they name nobody as the author of an unnamed lesson is tried in networks/test_people.py and
# lessons/test_pack.py. Workshops, and lists as packed files, have a test of their own below.
PASSED_OVER = re.compile(
    r"/personas/|/entrega|/cuenta/|/idioma/|/en/|/static/|/admin/|/administracion/|/editar/|/foto/$|/estilo/|/talleres/"
    r"|/lecciones\.(pdf|docx|xlsx)"
)
MOST_PAGES, MOST_WARM = 300, 80


def mark(kind: str, level: str, unnamed: bool) -> str:
    return f"{kind}{level.replace('_', '')}{'sin' if unnamed else 'con'}zzq"


@pytest.fixture
def people(cast: Cast) -> dict[str, User | None]:
    third = MembershipFactory(user=UserFactory(name="Tercera"), network=NetworkFactory(name="Tercera red"))
    colleague = MembershipFactory(user=UserFactory(name="Colega"), network=cast.network)
    known = {"anonymous": None, "third": third.user, "colleague": colleague.user}
    people = {who: known[who] if who in known else cast.user(who) for who in PEOPLE}
    finding, region = FindingFactory(number=1), RegionFactory(code="08")
    _twin_network(cast, colleague.user)
    for level in LEVELS:
        for unnamed in (False, True):
            _marked(cast, level, unnamed, finding, region, people)
    _widened(cast, finding)
    return people


def _twin_network(cast: Cast, colleague: User) -> None:
    """With the people of `own`, each in the same role: for who is a colleague of two organisations."""
    twin = NetworkFactory(slug="propia-dos", name="Propia dos")
    for who in ("secretariat", "member", "observer"):
        MembershipFactory(user=cast.user(who), network=twin, role=ROLES[who][1])
    MembershipFactory(user=colleague, network=twin)


SAID = ("comentario", "voz", "uso", "archivo", "foto", "traduccion", "version", "nota", "vocera", "motivo")


def said(kind: str) -> str:
    return f"antes{kind}zzq"


def _widened(cast: Cast, finding: Finding) -> None:
    """Of their own network while all of this was said, and public since."""
    lesson = LessonFactory(network=cast.network, visibility="own_network", published=True, insight=said("version"))
    LessonFinding.objects.create(lesson=lesson, finding=finding)
    by = UserFactory(name=f"Vocera {said('vocera')}")
    organisation = OrganisationFactory()
    spoken = {"lesson": lesson, "by": by}
    CommentFactory(text=said("comentario"), **spoken)
    CorroborationFactory(network=cast.network, organisation=organisation, text=said("voz"), **spoken)
    ApplicationFactory(network=cast.other_network, organisation=organisation, text=said("uso"), **spoken)
    TranslationFactory(**dict.fromkeys(TEXT_FIELDS, said("traduccion")), **spoken)
    kept = {"file_name": "a.pdf", "kind": "pdf", "content": "y", "size": 1, "text": "padrones", "read_at": now()}
    Attachment.objects.create(lesson=lesson, added_by=by, title=said("archivo"), **kept)
    Photo.objects.create(lesson=lesson, added_by=by, alt=said("foto"), small=b"s", large=b"l", width=1, height=1)
    CollectionFactory(by=by, visibility="public", holding=[lesson], title="Abierta").items.update(note=said("nota"))
    stored = Lesson.objects.get(pk=lesson.pk)
    stored.insight = "Sin nombres."
    actions.save(stored, regions=[], stances={finding: "supports"}, by=by, note=said("motivo"))
    Lesson.objects.filter(pk=lesson.pk).update(visibility="public")


def _marked(
    cast: Cast, level: str, unnamed: bool, finding: Finding, region: Region, people: dict[str, User | None]
) -> None:
    word = mark("texto", level, unnamed)
    organisation = OrganisationFactory(name=f"Casa {mark('organizacion', level, unnamed)}")
    network, colleague = cast.network, people["colleague"]
    if level == "own_organisation":
        network = Network.objects.get(slug="propia-dos") if unnamed else network
        belong(organisation, network)
        Membership.objects.filter(user=colleague, network=network).update(organisation=organisation)
    MembershipFactory(user=people["third"], network=NetworkFactory(), organisation=organisation)
    author = UserFactory(name=f"Autora {mark('autora', level, unnamed)}")
    lesson = LessonFactory(
        **dict.fromkeys(TEXT_FIELDS, f"Dicho {word}"),
        sources=f"Acta {word}",
        network=network,
        author=author,
        organisation=organisation,
        visibility="own_network" if level == "draft" else level,
        is_unnamed=unnamed,
        published=level != "draft",
    )
    lesson.shared_with.set([cast.other_network] if level == "chosen_networks" else [])
    lesson.regions.add(region)
    LessonFinding.objects.create(lesson=lesson, finding=finding)
    Attachment.objects.create(
        lesson=lesson,
        title=f"Acta {word}",
        file_name=f"{author.name}.pdf",
        added_by=author,
        kind="pdf",
        content="x",
        size=1,
        text=f"Acta {word}",
        read_at=now(),
    )
    workshop = WorkshopFactory(network=network, facilitator=author, title=f"Encuentro {mark('taller', level, unnamed)}")
    WorkshopNoteFactory(workshop=workshop, lesson=lesson)
    Photo.objects.create(lesson=lesson, alt=f"Foto {word}", small=b"s", large=b"l", width=1, height=1)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def crawl(user: User | None, *, most: int = MOST_PAGES) -> Iterator[tuple[str, str]]:
    """Address and text of all that links lead to, whole and as a fragment; lessons also by their number."""
    client = client_of(user)
    found = [
        "/",
        "/lecciones/?q=dicho",
        "/lecciones/?q=padrones",
        "/lecciones/sugerencias/?q=dicho",
        "/lecciones/?state=draft",
        *(f"/lecciones/{pk}/" for pk in _numbers()),
    ]
    found += [f"/lecciones/{pk}/?lang=en" for pk in _numbers()]
    found += _where_words_hang()
    found += [f"/lecciones/?{name}={slug}" for name, slug in (("region", "departamento-08"), ("finding", "C1"))]
    seen = set(found)
    while found:
        address = found.pop(0)
        answer = client.get(address)
        text = answer.getvalue().decode(errors="replace")
        yield address, text
        if "HX-Target" in answer.get("Vary", ""):  # only then a fragment is another answer
            fragment = client.get(address, headers={"HX-Request": "true", "HX-Target": "results"})
            yield address, fragment.content.decode()
        for link in re.findall(r'(?:href|src|action|hx-get)="([^"]+)"', text):
            path = urlsplit(urljoin(address, link.replace("&amp;", "&")))
            is_new = not path.netloc and not path.query and path.path not in seen
            if is_new and len(seen) < most and not PASSED_OVER.search(path.path):
                seen.add(path.path)
                found.append(path.path)


def _where_words_hang() -> list[str]:
    """The pages of what was said of the lesson that was widened: links alone may lead there only after many others."""
    pages = [reverse(f"lessons:{name}", args=[_numbers()[-1]]) for name in ("conversation", "files", "versions")]
    return [*pages, *(collection.get_absolute_url() for collection in Collection.objects.all())]


def _numbers() -> list[int]:
    return list(Lesson.objects.order_by("pk").values_list("pk", flat=True))


def tells(who: str, name: str, address: str, page: str) -> bool:
    """The form of a use says through which organisation one speaks oneself, which may be the lesson's."""
    is_ones_own = who in {"colleague", "third"} and name.startswith("organizacion") and address.endswith("/usar/")
    return name in page and not is_ones_own


def check(who: str, pages: list[tuple[str, str]], *, among: list[str]) -> None:
    for level in among:
        for unnamed in (False, True):
            text = mark("texto", level, unnamed)
            with_text = [(address, page) for address, page in pages if text in page]
            assert bool(with_text) == MAY[level, who], (who, text, [address for address, _ in with_text][:3])
            names = [mark(kind, level, unnamed) for kind in ("autora", "organizacion")]
            told = [address for address, page in with_text if any(tells(who, name, address, page) for name in names)]
            may_know = MAY[level, who] and (not unnamed or who in KNOW_WHO)
            assert bool(told) == may_know, (who, names, told[:3])


def check_said(who: str, pages: list[tuple[str, str]]) -> None:
    """Who collects is named to who signed in, as the collection's own; that is no word on the lesson."""
    on_lessons = [(address, page) for address, page in pages if "/colecciones/" not in address]
    in_collections = [page for address, page in pages if "/colecciones/" in address]
    for kind in SAID:
        where = [("", page) for page in in_collections] if kind == "nota" else on_lessons
        shown = [address for address, page in where if said(kind) in page]
        assert bool(shown) is MAY["own_network", who], (who, kind, shown[:3])

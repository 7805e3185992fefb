"""What a browser sends and reads of a lesson."""

import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from base.rescued_forms import mark_of
from lessons.models import (
    TEXT_FIELDS,
    Attachment,
    Lesson,
    Photo,
)
from lessons.verification import actions as verification_actions
from lessons.writing import actions as writing_actions
from lessons.writing.merging import stored_of
from networks.models import User
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    CorroborationFactory,
    TranslationFactory,
)
from tests.support.htmx import soup

ESSENTIAL = {
    "title": "Visitar en la primera semana a quien asume el cargo",
    "what_happened": "Cambió la directora y pedimos una cita en su primera semana.",
    "insight": "Quien llega decide en sus primeros días con quién habla.",
    "recommendation": "Pide la cita en la primera semana y lleva una página de resumen.",
}


def typed(cast: Cast, **fields: Any) -> dict[str, Any]:
    """A whole form of the cast's network, as a browser sends it; `fields` replace what it says."""
    sent = {
        **ESSENTIAL,
        "key": str(uuid.uuid4()),
        "network": cast.network.pk,
        "visibility": "all_networks",
        "evidence": "own_experience",
        "language": "es",
        "then": "draft",
    }
    return {name: value for name, value in (sent | fields).items() if value is not None}


def opened(lesson: Lesson, user: User) -> str:
    """What the form of that person says it has seen."""
    return str(stored_of(Lesson.objects.get(pk=lesson.pk), user).seen)


def words(lesson: Lesson) -> dict[str, Any]:
    """All its columns, to compare before and after."""
    return Lesson.objects.filter(pk=lesson.pk).values().get()


def titles(response: HttpResponse) -> list[str]:
    """Of the cards on a page, in their order."""
    return [link.get_text().strip() for link in soup(response).select("article.card h3 a")]


def said(response: HttpResponse) -> str:
    """The text of a page, without its header and footer."""
    main = soup(response).main
    assert main is not None
    return main.get_text(" ", strip=True)


@transaction.atomic
def rewrite(lesson, by, **fields):
    about = {name: fields.pop(name) for name in ("note", "changes_meaning") if name in fields}
    for name, value in fields.items():
        setattr(lesson, name, value)
    writing_actions.rewrite(lesson, by=by, regions=(), stances={}, **about)


@transaction.atomic
def change(lesson: Lesson, by: User, *, shared_with=(), **fields) -> None:
    """As the form does."""
    stored = Lesson.objects.get(pk=lesson.pk)
    for name, value in fields.items():
        setattr(stored, name, value)
    writing_actions.rewrite(stored, by=by, regions=[], stances={}, shared_with=shared_with)


def client_for(cast: Cast, user: User | AnonymousUser):
    client = cast.client("anonymous")
    if isinstance(user, User):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, cast, *more: object) -> str:
    with override("es"):  # whatever the language of the page before
        return reverse(name, args=[cast.network.slug, *more])


def writing(cast, who="member", **fields):
    """What the page sends by itself while that person writes."""
    return typed(cast, **{"writer": mark_of(cast.user(who)), "then": None} | fields)


# Whom each level reaches: `chosen` is shared with `other`; `colleague` is of the lesson's organisation, in its network.
REACHED = """
level             anonymous no_network third other_member observer colleague member secretariat admin
own_organisation  ·         ·          ·     ·            ·        ●         ●      ●           ●
own_network       ·         ·          ·     ·            ●        ●         ●      ●           ●
chosen_networks   ·         ·          ·     ●            ●        ●         ●      ●           ●
all_networks      ·         ·          ●     ●            ●        ●         ●      ●           ●
public            ●         ●          ●     ●            ●        ●         ●      ●           ●
"""
_HEADER, *ROWS = [line.split() for line in REACHED.strip().splitlines()]
READERS = _HEADER[1:]


def word(kind: str) -> str:
    return f"dicho{kind}zzq"


def speak(lesson: Lesson, by: User) -> None:
    lesson = Lesson.objects.get(pk=lesson.pk)
    CommentFactory(lesson=lesson, by=by, text=word("comment"))
    CorroborationFactory(lesson=lesson, by=by, network=lesson.network, text=word("voice"))
    ApplicationFactory(lesson=lesson, by=by, network=lesson.network, text=word("use"))
    kept = {"title": word("file"), "file_name": "a.pdf", "kind": "pdf", "extension": "pdf", "size": 1, "read_at": now()}
    acta = Attachment(lesson=lesson, added_by=by, text=f"Padrones {word('file')}", thumbnail=b"t", **kept)
    acta.content.save("a", ContentFile(b"acta"), save=True)
    Photo.objects.create(lesson=lesson, added_by=by, alt=word("photo"), small=b"s", large=b"l", width=1, height=1)
    texts = dict.fromkeys(TEXT_FIELDS, word("translation"))
    TranslationFactory(lesson=lesson, by=by, of_revision=2, **texts)
    collection = CollectionFactory(by=by, visibility="public", holding=[lesson])
    collection.items.update(note=word("note"))
    verification_actions.archive(lesson, by=by, reason=word("end"))

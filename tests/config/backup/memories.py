"""Memories of their own, each a database and a folder of files: a backup sees only what is committed."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings

from config.backup.about import seal
from config.backup.archive import ABOUT, END, MANIFEST, Writer, members
from lessons.files import attachments
from lessons.files.checks import check
from lessons.models import Attachment, Lesson
from lessons.verification import actions
from networks.models import Letter
from tests.support.cast import Cast
from tests.support.factories import CollectionFactory, CommentFactory, CorroborationFactory, LessonFactory
from tests.support.files.documents import pdf, word


@dataclass(frozen=True)
class Memory:
    name: str
    files: Path

    @contextmanager
    def here(self) -> Iterator[None]:
        """What is done meanwhile is done to this memory."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.name
        try:
            with override_settings(MEDIA_ROOT=self.files):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def trace(self) -> tuple[Any, ...]:
        """Of what it holds: another one after anything was touched."""
        with self.here(), connection.cursor() as cursor:
            cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = 'public'")
            schema = cursor.fetchone()
            cursor.execute("SELECT relname, oid, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            tables = sorted(cursor.fetchall())
            cursor.execute("SELECT count(*), max(id), max(last_login) FROM networks_user")
            people = cursor.fetchall()
        return schema, tables, people, sorted(path for path in self.files.rglob("*") if path.is_file())


@contextmanager
def memory(name: str, files: Path, template: str | None = None) -> Iterator[Memory]:
    """Made from another database, or wholly empty; gone afterwards."""
    quote = connection.ops.quote_name
    connection.close()
    with _left_by_all(template) as cursor:
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template or 'template0')}")
    try:
        yield Memory(name, files)
    finally:
        with _left_by_all(name) as cursor:
            cursor.execute(f"DROP DATABASE {quote(name)}")


@contextmanager
def _left_by_all(database: str | None) -> Iterator[Any]:
    """Nobody is in it: a thread of an earlier test may still hold a connection.

    Autovacuum, which only a superuser may end (`WITH (FORCE)` would try), is sent away by PostgreSQL itself.
    """
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [database],
        )
        yield cursor


def fill() -> None:
    """A little of all that a memory holds: people, history, voices, files; and what a backup leaves out."""
    cast = Cast()
    cast.client("member")  # a session
    cast.user("admin")
    lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
    CorroborationFactory(lesson=lesson, by=cast.user("other_member"), network=cast.other_network)
    CommentFactory(lesson=lesson, by=cast.user("other_member"), text="¿Y en Puno, ñandú?")
    CollectionFactory(by=cast.user("secretariat"), network=cast.network, holding=[lesson])
    ended = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
    actions.archive(ended, by=cast.user("secretariat"), reason="Ya no rige.")
    for name, content in {"acta.pdf": pdf(), "acta.docx": word()}.items():
        add_file(lesson, name, content)
    attachments.remove(add_file(lesson, "otra.pdf", pdf("Otra")), by=cast.user("member"))
    Letter.objects.create(to="ana@ejemplo.example", subject="Invitación", text="Un enlace que deja entrar")


def add_file(lesson: Lesson, name: str, content: bytes) -> Attachment:
    checked = check(SimpleUploadedFile(name, content), name)
    return attachments.add(lesson, checked, by=lesson.author, key=uuid4(), title=name, file_name=name)


def written_anew(
    archive: bytes,
    change: Callable[[str, bytes], bytes | None],
    rename: Callable[[str], str] = str,
    **about: Any,
) -> bytes:
    """A backup whose sums and seal are right, and whose members are others: None leaves one out."""
    parts = {}
    for member in members(io.BytesIO(archive)):
        parts[member.name] = b"".join(member.chunks())
    says = json.loads(parts.pop(ABOUT)) | about
    del parts[MANIFEST]
    writer, out = Writer(0), bytearray()
    for chunk in writer.note(ABOUT, says):
        out += chunk
    for name, content in parts.items():
        changed = change(name, content)
        if changed is not None:
            for chunk in writer.member(rename(name), len(changed), [changed]):
                out += chunk
    kept = {"sums": {name: asdict(each) for name, each in writer.sums.items()}, "missing": []}
    sealed = seal(settings.SECRET_KEY, says["key_salt"], json.dumps(kept, sort_keys=True))
    for chunk in writer.note(MANIFEST, {**kept, "seal": sealed}):
        out += chunk
    return bytes(out) + END


def paths() -> list[Path]:
    names = Attachment.objects.exclude(content="").order_by("content").values_list("content", flat=True)
    return [Path(default_storage.path(name)) for name in names]

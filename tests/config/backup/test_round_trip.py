"""What a memory held, it holds again after backup and restore: while people write, encrypted, as a stream."""

import tarfile
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from config.backup import making, snapshot
from config.backup.archive import CHUNK, members
from lessons.models import Attachment, Change, KeptCount, Lesson
from networks.models import BackupRun, Letter, User
from tests.config.backup.memories import Memory, add_file, memory, paths
from tests.support.backups import call
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.files.documents import sheet


class Unseekable(BytesIO):
    """As a pipe is."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: Any) -> int:
        raise OSError("a pipe goes one way")


def rows(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} t ORDER BY 1")
        return cursor.fetchall()


def everything() -> dict[str, list[Any]]:
    """Each row of each table that is in a backup."""
    with connection.cursor() as cursor:
        tables = snapshot.counts(cursor)
    return {table: rows(table) for table in tables}


def test_all_comes_back_with_its_history_and_its_guards(full: Memory, empty: Memory, on_disk: Callable[..., Path]):
    with full.here():
        held, files = everything(), [path.read_bytes() for path in paths()]
        assert held["lessons_lessonevent"]
    with empty.here():
        out, errors = call("restore", on_disk())
        assert (out.count("\n"), errors) == (1, "")
        assert everything() == held
        assert [path.read_bytes() for path in paths()] == files
        assert {path.stat().st_mode & 0o777 for path in paths()} == {0o600}
        assert BackupRun.objects.get().kind == "restore"
        assert "All" in call("verify_memory", "--manifest", on_disk())[0]


def test_what_the_worker_puts_together_meanwhile_is_no_difference(empty: Memory, on_disk: Callable[..., Path]):
    with empty.here():
        call("restore", on_disk())
        before = KeptCount.objects.count() + Change.objects.count()
        KeptCount.objects.fold()
        Change.objects.fold()
        assert KeptCount.objects.count() + Change.objects.count() < before
        assert "All" in call("verify_memory", "--manifest", on_disk())[0]


def test_a_stream_is_restored_and_compared(
    empty: Memory, on_disk: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    with empty.here():
        for command in (["restore", "-"], ["verify_memory", "--manifest", "-"]):
            with on_disk().open("rb") as file:
                monkeypatch.setattr("sys.stdin", TextIOWrapper(Unseekable(file.read())))
                call(*command)
        assert len(paths()) == len(Attachment.objects.exclude(content=""))  # no copy of the stream stays


def test_life_goes_on_after_a_restore(empty: Memory, on_disk: Callable[..., Path]):
    with empty.here():
        call("restore", on_disk())
        events = Lesson.pgh_event_model.objects.count()
        lesson = LessonFactory(published=True)  # numbers go on where they were
        assert Lesson.pgh_event_model.objects.filter(pgh_obj=lesson).exists()
        assert Lesson.pgh_event_model.objects.count() > events


def test_what_lets_somebody_in_stays_out(full: Memory, empty: Memory, archive: bytes, on_disk: Callable[..., Path]):
    with full.here():
        key, letter = Session.objects.get().pk, Letter.objects.get().text
    with empty.here():
        call("restore", on_disk())
        assert not Session.objects.exists()
        assert not Letter.objects.exists()
    for secret in (key, letter):
        assert secret.encode() not in archive


def test_a_database_without_tables_can_be_restored_into(archive: bytes, on_disk: Callable[..., Path], tmp_path: Path):
    with memory("memoria_bare", tmp_path / "files") as bare, bare.here():
        call("restore", on_disk())
        assert "All" in call("verify_memory")[0]


def test_an_older_backup_is_brought_up_to_date(full: Memory, empty: Memory, on_disk: Callable[..., Path]):
    older = BytesIO()
    with memory("memoria_older", full.files, full.name) as made, made.here():
        [newer] = [
            each for each in MigrationLoader(None).disk_migrations.values() if each.name.endswith("notice_subjects")
        ]
        [(app, name)] = newer.dependencies
        call("migrate", app, name)
        making.to_stream(older, [])
    with empty.here():
        call("restore", on_disk(older.getvalue()))
        assert BackupRun.objects.get().kind == "restore"
        assert "All" in call("verify_memory", "--manifest", on_disk(older.getvalue()))[0]


def test_a_backup_is_of_one_moment_while_people_write(full: Memory, empty: Memory, on_disk: Callable[..., Path]):
    with full.here():
        before = everything()
        chunks = making._chunks(making.Made("-", encrypted=False))
        begun = next(chunks) + next(chunks)  # it has counted, and read neither files nor rows
        meanwhile = LessonFactory(author=Cast().user("no_network"), published=True)
        file = add_file(meanwhile, "cuentas.xlsx", sheet())
        User.objects.filter(email="member@ejemplo.example").update(name="Otro nombre")
        archive = begun + b"".join(chunks)
    try:
        with empty.here():
            call("restore", on_disk(archive))
            assert everything() == before
            assert not Attachment.objects.filter(key=file.key).exists()
    finally:
        with full.here():
            User.objects.filter(email="member@ejemplo.example").update(name="Member")


class TestEncrypted:
    @pytest.fixture
    def identity(self, tmp_path: Path) -> Path:
        key = pyrage.x25519.Identity.generate()
        (tmp_path / "public").write_text(f"# de la secretaría\n{key.to_public()}\n")
        (tmp_path / "identity").write_text(f"# created: hoy\n{key}\n")
        return tmp_path / "identity"

    @pytest.fixture
    def backup(self, full: Memory, identity: Path, tmp_path: Path) -> Path:
        with full.here():
            call("backup", tmp_path, "--encrypt-for", identity.with_name("public"))
            assert BackupRun.objects.first().encrypted
        [path] = tmp_path.glob("memoria-*.tar.age")
        return path

    def test_an_encrypted_backup_is_restored_with_its_identity(self, empty: Memory, identity: Path, backup: Path):
        assert b"about.json" not in backup.read_bytes()
        with empty.here():
            call("restore", backup, "--identity", identity)
            assert "All" in call("verify_memory", "--manifest", backup, "--identity", identity)[0]

    @pytest.mark.parametrize(
        ("given", "said"), [("none", "is encrypted"), ("other", "another key"), ("bad", "holds no")]
    )
    def test_an_encrypted_backup_without_its_identity_touches_nothing(
        self, spare: Memory, backup: Path, tmp_path: Path, given: str, said: str
    ):
        (tmp_path / "other").write_text(str(pyrage.x25519.Identity.generate()))
        (tmp_path / "bad").write_text("AGE-SECRET-KEY-1NADA")
        before = spare.trace()
        with spare.here(), pytest.raises(CommandError, match=said):
            call("restore", backup, *([] if given == "none" else ["--identity", tmp_path / given]))
        assert spare.trace() == before

    def test_a_recipient_that_is_no_key_is_refused(self, full: Memory, tmp_path: Path):
        with full.here(), pytest.raises(CommandError, match="age1nada is no public key"):
            call("backup", tmp_path, "--encrypt-for", "age1nada")
        assert list(tmp_path.iterdir()) == []


def test_a_backup_as_a_stream_takes_little_memory_at_a_time(full: Memory):
    with full.here():
        sizes = [len(chunk) for chunk in making._chunks(making.Made("-", encrypted=False))]
    assert max(sizes) <= 4 * CHUNK


def test_another_secret_key_is_told(empty: Memory, on_disk: Callable[..., Path], settings: Any):
    settings.SECRET_KEY = "another key than that of the backup, and as long as one"
    with empty.here():
        _out, errors = call("restore", on_disk())
    assert "SECRET_KEY is another one" in errors
    assert errors.count("\n") == 1


def test_a_fallback_secret_key_is_not_told(empty: Memory, on_disk: Callable[..., Path], settings: Any):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one, as long as one should be"
    with empty.here():
        assert call("restore", on_disk())[1] == ""


def test_a_backup_can_be_unpacked_with_tar(archive: bytes):
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        names = tar.getnames()
    assert names == [member.name for member in members(BytesIO(archive)) if b"".join(member.chunks()) or True]
    assert (names[0], names[-1]) == ("about.json", "manifest.json")


def test_each_column_of_files_is_decided_on():
    found = {
        (model._meta.app_label, model.__name__, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    }
    assert found == {*snapshot.WITH_FILES, *snapshot.WITHOUT_FILES}

"""What cannot be restored is said in one line, and then nothing was touched."""

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from config.backup import BackupError, programs
from config.backup.reading import check, of_file
from tests.config.backup.memories import Memory, memory, written_anew
from tests.support.backups import call, refused


def same(_name: str, content: bytes) -> bytes:
    return content


def without_end_of_database(name: str, content: bytes) -> bytes:
    return content[: len(content) // 2] if name.startswith("database/") else content


class TestRestore:
    @pytest.fixture
    def refuses(self, spare: Memory, on_disk: Callable[..., Path]) -> Callable[..., None]:
        def refuse(archive: bytes, *said: str) -> None:
            before = spare.trace()
            with spare.here(), refused(*said):
                call("restore", on_disk(archive))
            assert spare.trace() == before

        return refuse

    def test_a_full_memory_is_refused(self, full: Memory, on_disk: Callable[..., Path]):
        before = full.trace()
        with full.here(), refused("this memory is not empty (", "people)", "nothing was touched"):
            call("restore", on_disk())
        assert full.trace() == before

    def test_a_database_of_something_else_is_refused(self, on_disk: Callable[..., Path], tmp_path: Path):
        with memory("memoria_other", tmp_path / "files") as other, other.here(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE invoices AS SELECT 1 AS number")
            with refused("holds something else (invoices)"):
                call("restore", on_disk())
            cursor.execute("SELECT number FROM invoices")
            assert cursor.fetchall() == [(1,)]

    def test_a_backup_of_a_newer_version_is_refused(self, archive: bytes, refuses: Any):
        refuses(written_anew(archive, same, migrations=["lessons.9999_later"]), "newer version", "lessons.9999_later")

    def test_a_backup_of_a_newer_postgresql_is_refused(self, archive: bytes, refuses: Any):
        refuses(written_anew(archive, same, postgres=990001), "PostgreSQL 99", "this is 18")

    def test_a_backup_of_another_format_is_refused(self, archive: bytes, refuses: Any):
        refuses(written_anew(archive, same, format=2), "format 2")

    @pytest.mark.parametrize("about", [{"migrations": None}, {"counts": []}, {"key_print": 7}, {"more": 1}])
    def test_a_backup_that_says_nonsense_of_itself_is_refused(
        self, archive: bytes, refuses: Any, about: dict[str, Any]
    ):
        refuses(written_anew(archive, same, **about), "about.json does not say what it should")

    @pytest.mark.parametrize("part", [0, 100, 5_000, 0.5, 0.99, -1])
    def test_a_backup_that_breaks_off_is_refused(self, archive: bytes, refuses: Any, part: float):
        refuses(archive[: int(part if part > 1 or part < 0 else part * len(archive)) or 0], "the backup is broken")

    def test_a_backup_with_one_turned_bit_is_refused(self, archive: bytes, refuses: Any):
        at = archive.index(b"PGDMP") + 5_000
        refuses(archive[:at] + bytes([archive[at] ^ 1]) + archive[at + 1 :], "the backup is broken", "database/000001")

    def test_a_dump_that_breaks_off_is_rolled_back(self, archive: bytes, refuses: Any):
        refuses(written_anew(archive, without_end_of_database), "the database did not take it")

    def test_a_backup_that_lacks_a_file_is_refused(self, archive: bytes, refuses: Any):
        lost = written_anew(archive, lambda name, content: None if name.startswith("files/") else content)
        refuses(
            lost[: lost.index(b"manifest.json")] + archive[archive.index(b"manifest.json") :], "is not what was written"
        )

    def test_a_backup_that_somebody_else_sealed_is_refused(self, archive: bytes, refuses: Any, settings: Any):
        ours, settings.SECRET_KEY = settings.SECRET_KEY, "of somebody who can count sums too"
        forged = written_anew(archive, same)
        settings.SECRET_KEY = ours
        refuses(forged, "its seal is not ours")

    @pytest.mark.parametrize("name", ["files/../../outside", "files//etc/outside", "elsewhere"])
    def test_a_file_that_would_be_written_elsewhere_is_refused(self, archive: bytes, refuses: Any, name: str):
        def away(old: str) -> str:
            return name if old.startswith("files/") else old

        refuses(written_anew(archive, same, rename=away), "does not belong there")

    def test_a_file_of_another_memory_is_never_overwritten(
        self, archive: bytes, spare: Memory, on_disk: Callable[..., Path]
    ):
        name = next(line for line in archive.decode("latin-1").split("\0") if line.startswith("files/"))
        with spare.here():
            there = Path(default_storage.path(name.removeprefix("files/")))
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text("of another memory")
        before = spare.trace()
        with spare.here(), refused("is there already, and is another file"):
            call("restore", on_disk())
        assert (spare.trace(), there.read_text()) == (before, "of another memory")
        there.unlink()

    def test_a_sign_up_during_the_restore_ends_it(
        self, full: Memory, on_disk: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("config.backup.restoring.refuse_full", lambda: None)
        before = full.trace()
        with full.here(), refused("somebody has signed up meanwhile"):
            call("restore", on_disk())
        assert full.trace() == before

    @pytest.mark.parametrize(("path", "said"), [("nada.tar", "No such file"), (".", "Is a directory")])
    def test_a_file_that_cannot_be_read_is_told(self, spare: Memory, tmp_path: Path, path: str, said: str):
        with spare.here(), refused(said):
            call("restore", tmp_path / path)

    def test_check_restores_nothing(self, spare: Memory, on_disk: Callable[..., Path]):
        before = spare.trace()
        with spare.here():
            assert "Whole and for this version" in call("restore", "--check", on_disk())[0]
        assert spare.trace() == before


class TestEveryByteCounts:
    def refuses(self, archive: bytes) -> None:
        with pytest.raises(BackupError):
            check(of_file(BytesIO(archive), None))

    def test_a_backup_cut_off_anywhere_is_broken(self, archive: bytes, template: str):
        places = [
            *range(0, 3 * 512, 64),
            *range(0, len(archive), len(archive) // 60),
            *range(len(archive) - 1100, len(archive)),
        ]
        for place in places:
            self.refuses(archive[:place])

    def test_a_backup_with_any_bit_turned_is_broken(self, archive: bytes, template: str):
        chance = random.Random(12)
        ends = [*range(1024), *range(len(archive) - 1600, len(archive))]
        for place in [*ends[::7], *(chance.randrange(len(archive)) for _ in range(150))]:
            self.refuses(archive[:place] + bytes([archive[place] ^ 1 << chance.randrange(8)]) + archive[place + 1 :])

    def test_a_backup_with_something_behind_it_is_broken(self, archive: bytes, template: str):
        check(of_file(BytesIO(archive), None))
        for more in (b"\0", b"x", archive):
            self.refuses(archive + more)


def test_without_a_pg_dump_that_fits_the_operator_is_told_what_to_install(
    full: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(programs, "_places", lambda: iter([]))
    with full.here(), refused("pg_dump of PostgreSQL 18 is needed", "postgresql-client-18"):
        call("backup", tmp_path)
    assert not list(tmp_path.glob("*.tar*"))

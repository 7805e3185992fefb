"""A backup is whole or not there; what is missing is named; nobody else can read it."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection

from config.backup import making, programs
from networks.models import BackupRun
from tests.config.backup.memories import Memory, memory, paths
from tests.support.backups import call, refused


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a full disk, but for the name of the error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def nothing_in(folder: Path) -> bool:
    return [path.name for path in folder.iterdir() if path.name != ".lock"] == []


def test_a_backup_can_be_read_by_the_service_alone(full: Memory, tmp_path: Path):
    with full.here():
        _out, errors = call("backup", tmp_path)
        assert (BackupRun.objects.first().place, BackupRun.objects.first().missing) == (str(*tmp_path.glob("*.tar")), 0)
    [path] = tmp_path.glob("*.tar")
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(path) in errors


class TestNoHalfBackup:
    def test_a_full_disk_leaves_no_half_backup(self, full: Memory, tmp_path: Path):
        with full.here(), files_of_at_most(100_000), refused("no backup was made: File too large"):
            call("backup", tmp_path)
        assert nothing_in(tmp_path)

    def test_a_backup_stops_before_it_fills_the_disk(
        self, full: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(making, "KEPT_FREE", 10**18)
        with full.here(), refused("MB are free in"):
            call("backup", tmp_path)
        assert nothing_in(tmp_path)

    def test_a_stream_that_takes_no_more_is_an_error(self, full: Memory):
        with (
            full.here(),
            Path("/dev/full").open("wb", buffering=0) as out,
            pytest.raises(OSError, match="No space left"),
        ):
            making.to_stream(out, [])

    def test_a_failing_pg_dump_leaves_no_backup_and_is_told(
        self, full: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        broken = tmp_path / "bin"
        broken.mkdir()
        (broken / "pg_dump").write_text("#!/bin/sh\necho half; echo 'pg_dump: error: lock timeout' >&2; exit 1\n")
        (broken / "pg_dump").chmod(0o755)
        monkeypatch.setattr(programs, "folder", lambda: broken)
        with full.here(), refused("pg_dump: error: lock timeout"):
            call("backup", tmp_path)
        assert not list(tmp_path.glob("*memoria*"))

    def test_what_a_killed_backup_left_is_swept_away(self, full: Memory, tmp_path: Path):
        (tmp_path / ".memoria-20260101T000000Z.tar.part").write_text("half")
        with full.here():
            call("backup", tmp_path)
        assert not list(tmp_path.glob(".*.part"))

    def test_a_second_backup_at_once_is_refused(self, full: Memory, tmp_path: Path):
        with full.here(), making._sole_use(tmp_path), refused("another backup is being written"):
            call("backup", tmp_path)
        assert nothing_in(tmp_path)

    def test_a_folder_that_is_not_there_is_refused(self, full: Memory, tmp_path: Path):
        with full.here(), refused("there is no folder"):
            call("backup", tmp_path / "disk-that-is-not-mounted")
        assert nothing_in(tmp_path)

    def test_a_failed_backup_is_not_noted_as_made(self, full: Memory, tmp_path: Path):
        with full.here():
            before = BackupRun.objects.count()
            with files_of_at_most(100_000), pytest.raises(CommandError):
                call("backup", tmp_path)
            assert BackupRun.objects.count() == before


def test_no_password_stands_on_a_command_line_or_comes_from_elsewhere(full: Memory, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PGHOST", "elsewhere.example")
    with full.here():
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "una-clave")
        environment = programs._environment()
    assert environment["PGPASSWORD"] == "una-clave"
    assert environment["PGHOST"] != "elsewhere.example"
    assert environment["PGDATABASE"] == full.name


class TestMissingFiles:
    @pytest.fixture
    def holed(self, full: Memory, tmp_path: Path) -> Iterator[Memory]:
        with memory("memoria_holed", tmp_path / "files", full.name) as made:
            shutil.copytree(full.files, made.files)
            with made.here():
                paths()[0].unlink()
            yield made

    def test_missing_files_are_named_and_the_others_are_kept(
        self, holed: Memory, empty: Memory, tmp_path: Path, settings: Any
    ):
        with holed.here():
            name = str(paths()[0].relative_to(holed.files))
            _out, errors = call("backup", tmp_path)
            assert BackupRun.objects.first().missing == 1
        assert f"missing on the disk, and so in the backup: {name}" in errors
        with empty.here():
            assert f"was missing when the backup was made: {name}" in call("restore", *tmp_path.glob("*.tar"))[1]
            assert len([path for path in paths() if path.exists()]) == 2
            with pytest.raises(CommandError, match="1 of"):
                call("verify_memory", "--manifest", *tmp_path.glob("*.tar"))

"""The drill restores for real, with servers of its own, and leaves nothing behind; so does it find what is broken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.backup import BackupError
from config.backup import drill as drills
from config.backup.drill import drill
from networks.models import BackupRun
from tests.config.backup.memories import Memory, written_anew
from tests.support.servers.processes import all_ended


@pytest.fixture
def beside(data_dir: Path, settings: Any) -> Path:
    data_dir.mkdir()
    settings.BACKUP_DIR = str(data_dir)
    return data_dir


def test_a_drill_restores_a_new_backup_and_throws_it_away(full: Memory, beside: Path):
    with full.here():
        before = full.trace()
        done = drill()
        noted = BackupRun.objects.filter(kind="drill").get()
        noted.delete()
    assert "All" in done.looked_at
    assert "3 files" in done.looked_at
    assert (noted.size, noted.encrypted) == (done.size, True)
    assert full.trace() == before
    assert [path.name for path in beside.iterdir()] == ["memoria-drill.lock"]
    assert all_ended(beside / "memoria-drill")


def test_a_drill_of_a_backup_that_lost_a_file_fails(
    full: Memory, beside: Path, archive: bytes, on_disk: Callable[..., Path]
):
    def without_files(name: str, content: bytes) -> bytes | None:
        return None if name.startswith("files/") else content

    with full.here():
        with pytest.raises(BackupError, match=r"the drill failed at verify_memory: .*1 of \d+ invariants"):
            drill(on_disk(written_anew(archive, without_files)))
        assert not BackupRun.objects.filter(kind="drill").exists()
    assert [path.name for path in beside.iterdir()] == ["memoria-drill.lock"]


def test_a_drill_of_a_broken_backup_fails(full: Memory, beside: Path, archive: bytes, on_disk: Callable[..., Path]):
    with full.here(), pytest.raises(BackupError, match="the backup is broken"):
        drill(on_disk(archive[:-1]))
    assert not (beside / "memoria-drill").exists()


def test_a_drill_never_asks_a_memory_that_a_secret_file_names(
    beside: Path, monkeypatch: pytest.MonkeyPatch, template: str
):
    """The file would win, and the drill would ask the living memory whether all is well."""
    for name in ("DATABASE_URL_FILE", "FILES_DIR_FILE", "SECRET_KEY_FILE"):
        monkeypatch.setenv(name, "/run/secrets/of-the-living-memory")
    environment = drills._environment("postgres:///thrown-away", beside)
    assert not [name for name, value in environment.items() if value.startswith("/run/secrets/")]
    assert environment["DATABASE_URL"] == "postgres:///thrown-away"
    assert environment["FILES_DIR"].startswith(str(beside))


def test_a_drill_that_would_fill_the_disk_is_refused(
    full: Memory, beside: Path, on_disk: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    path = on_disk()
    monkeypatch.setattr("config.backup.making.KEPT_FREE", 10**18)
    with full.here(), pytest.raises(BackupError, match="a drill may need"):
        drill(path)
    assert not (beside / "memoria-drill").exists()

"""Which backups stay, and what each night does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.backup.keeping import forget, kept_in, to_keep
from config.settings import three_numbers
from config.tasks import backup
from networks.models import BackupRun, TaskFailure
from tests.config.backup.memories import Memory
from tests.support.backups import call, refused

FIRST = datetime(2026, 1, 1, 7, 23, tzinfo=UTC)  # a Thursday


def nights(many: int) -> list[datetime]:
    return [FIRST + timedelta(days=number) for number in range(many)]


@pytest.mark.parametrize(
    ("made", "keep", "days"),
    [
        ([], (7, 4, 3), []),
        (nights(1), (0, 0, 0), ["01-01"]),  # the newest in any case
        (nights(3), (7, 4, 3), ["01-01", "01-02", "01-03"]),
        (nights(10), (3, 0, 0), ["01-08", "01-09", "01-10"]),
        (nights(20), (0, 3, 0), ["01-11", "01-18", "01-20"]),  # Sundays, and this week's newest
        (nights(70), (0, 0, 3), ["01-31", "02-28", "03-11"]),
        (nights(70), (2, 2, 2), ["02-28", "03-08", "03-10", "03-11"]),
        ([*nights(2), FIRST + timedelta(hours=9)], (2, 0, 0), ["01-01", "01-02"]),
        ([FIRST, *[each + timedelta(days=90) for each in nights(2)]], (3, 0, 0), ["01-01", "04-01", "04-02"]),
    ],
)
def test_the_newest_of_each_day_week_and_month_is_kept(
    made: list[datetime], keep: tuple[int, int, int], days: list[str]
):
    assert sorted(f"{at:%m-%d}" for at in to_keep(made, keep)) == days


def test_the_newest_of_one_day_is_kept():
    later = FIRST + timedelta(hours=9)
    assert to_keep([FIRST, later], (1, 1, 1)) == {later}


def test_only_what_we_made_is_removed(tmp_path: Path):
    names = ["memoria-20260101T072300Z.tar", "memoria-20260102T072300Z.tar.age", "memoria-20260103T072300Z.tar"]
    others = ["memoria.tar", "copy-of-memoria-20260101T072300Z.tar", "memoria-20260101T072300Z.tar.old", "notes.txt"]
    for name in names + others:
        (tmp_path / name).touch()
    assert [path.name for path in forget(tmp_path, (2, 0, 0))] == names[:1]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:] + others)
    assert [each.encrypted for each in kept_in(tmp_path)] == [False, True]


@pytest.mark.parametrize("given", ["7", "7,4", "7,4,x", "7,4,-1", ""])
def test_other_than_three_numbers_stop_the_start(given: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BACKUP_KEEP", given)
    with pytest.raises(SystemExit, match="BACKUP_KEEP is three numbers"):
        three_numbers("BACKUP_KEEP", default="7,4,3")


class TestEachNight:
    def test_a_night_adds_a_backup_and_removes_old_ones(self, full: Memory, tmp_path: Path, settings: Any):
        settings.BACKUP_DIR, settings.BACKUP_KEEP = str(tmp_path), (1, 0, 0)
        (tmp_path / "memoria-20200101T072300Z.tar").touch()
        with full.here():
            backup.apply(throw=True)
            [kept] = kept_in(tmp_path)
            assert kept.made_at.year > 2020
            assert BackupRun.objects.first().size == kept.path.stat().st_size

    def test_a_failed_night_removes_nothing_and_stands_among_the_failures(
        self, full: Memory, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
    ):
        settings.BACKUP_DIR, settings.BACKUP_KEEP = str(tmp_path), (1, 0, 0)
        names = {"memoria-20200101T072300Z.tar", "memoria-20200102T072300Z.tar"}
        for name in names:
            (tmp_path / name).touch()
        monkeypatch.setattr("config.backup.making.KEPT_FREE", 10**18)
        with full.here():
            backup.apply(throw=False)
            failure = TaskFailure.objects.get(task="config.tasks.backup")
            failure.delete()
        assert (failure.error, failure.place.split(":")[0]) == ("BackupError", "config/backup/making.py")
        assert {path.name for path in tmp_path.glob("*.tar")} == names

    def test_a_night_without_a_folder_does_nothing(self, full: Memory, settings: Any):
        settings.BACKUP_DIR = ""
        with full.here():
            before = BackupRun.objects.count()
            backup.apply(throw=True)
            assert BackupRun.objects.count() == before


def test_a_backup_by_hand_must_be_told_where_to_go(full: Memory, settings: Any):
    settings.BACKUP_DIR = ""
    with full.here(), refused("BACKUP_DIR is not set: say where to"):
        call("backup")

"""Whoever sends gigabytes does not fill the disk."""

import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory

from config.web.uploads import MOST_KEPT


def received(*sizes: int) -> list[TemporaryUploadedFile]:
    files = {f"file{number}": SimpleUploadedFile("a.bin", b"x" * size) for number, size in enumerate(sizes)}
    return list(RequestFactory().post("/", files).FILES.values())


def on_disk(file: TemporaryUploadedFile) -> int:
    file.file.flush()
    return Path(file.temporary_file_path()).stat().st_size


def test_an_ordinary_file_is_whole():
    [file] = received(5_000_000)
    assert file.size == on_disk(file) == 5_000_000
    assert file.read() == b"x" * 5_000_000


def test_only_the_beginning_of_too_large_a_file_is_kept_and_its_size_is_known():
    [file] = received(2 * MOST_KEPT)
    assert file.size == 2 * MOST_KEPT
    assert on_disk(file) <= MOST_KEPT + 64 * 1024


def test_many_files_are_kept_no_further_than_one():
    files = received(*[MOST_KEPT // 2] * 5)
    assert sum(map(on_disk, files)) <= MOST_KEPT + 64 * 1024
    assert [file.size for file in files] == [MOST_KEPT // 2] * 5


def test_small_files_stay_in_memory():
    [file] = received(1_000)
    assert isinstance(file.file, io.BytesIO)

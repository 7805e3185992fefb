"""One sheet for the browser, out of its parts."""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from config.web import stylesheet


@pytest.mark.parametrize("name", ["memoria", "desk"])
def test_all_parts_are_in_the_sheet_in_their_order(name: str):
    sheet = Path(finders.find(f"{name}.css")).read_text()
    parts = [part.read_text() for part in sorted((stylesheet.FOLDER / name).glob("*.css"))]
    assert len(parts) > 1
    assert sheet == "".join(parts)


def test_the_sheet_changes_with_a_part_and_with_nothing_else(tmp_path: Path, monkeypatch):
    (tmp_path / "all").mkdir()
    for name, text in (("2.css", "b {}"), ("1.css", "a {}\n")):
        (tmp_path / "all" / name).write_text(text)
        os.utime(tmp_path / "all" / name, ns=(1_000, 1_000))
    monkeypatch.setattr(stylesheet, "FOLDER", tmp_path)
    finder = stylesheet.JoinedStylesheets()
    sheet = Path(finder.find("all.css"))
    assert (sheet.read_text(), sheet.stat().st_mtime_ns) == ("a {}\nb {}", 1_000)
    inode = sheet.stat().st_ino
    assert Path(finder.find("all.css")).stat().st_ino == inode
    (tmp_path / "all" / "2.css").write_text("c {}")
    assert Path(finder.find("all.css")).read_text() == "a {}\nc {}"
    assert [name for name, _storage in finder.list([])] == ["all.css"]


def test_other_names_are_not_found_by_the_joined_sheets():
    assert stylesheet.JoinedStylesheets().find("site.js") == []

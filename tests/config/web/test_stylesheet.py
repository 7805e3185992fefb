"""One sheet for the browser, out of its parts."""

import os
from pathlib import Path

from django.contrib.staticfiles import finders

from config.web import stylesheet


def test_all_parts_are_in_it_in_their_order():
    sheet = Path(finders.find("memoria.css")).read_text()
    parts = [part.read_text() for part in sorted(stylesheet.PARTS.glob("*.css"))]
    assert len(parts) > 5
    assert sheet == "".join(parts)


def test_a_part_that_changes_changes_it_and_nothing_else_does(tmp_path: Path, monkeypatch):
    for name, text in (("2.css", "b {}"), ("1.css", "a {}\n")):
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, ns=(1_000, 1_000))
    monkeypatch.setattr(stylesheet, "PARTS", tmp_path)
    finder = stylesheet.JoinedStylesheet()
    sheet = Path(finder.find("memoria.css"))
    assert (sheet.read_text(), sheet.stat().st_mtime_ns) == ("a {}\nb {}", 1_000)
    inode = sheet.stat().st_ino
    assert Path(finder.find("memoria.css")).stat().st_ino == inode
    (tmp_path / "2.css").write_text("c {}")
    assert Path(finder.find("memoria.css")).read_text() == "a {}\nc {}"
    assert [name for name, _storage in finder.list([])] == ["memoria.css"]


def test_other_names_are_not_its_to_find():
    assert stylesheet.JoinedStylesheet().find("desk.css") == []

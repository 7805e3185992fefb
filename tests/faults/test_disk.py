"""A disk without room: it is told in words, nothing is there by half, and with room again all goes on."""

import os
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from django.core.files.base import ContentFile

from config.storage import UNFINISHED, WholeFileStorage
from config.web.full_disk import is_full_disk
from tests.faults.running import Browser, Site, running
from tests.support.files.documents import pdf
from tests.support.lessons import ESSENTIAL
from tests.support.servers.processes import until

MEGABYTE = 1024 * 1024
SAYS = "No queda espacio en el servidor"


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("only root mounts a disk of its own")
    with tempfile.TemporaryDirectory(prefix="m-") as folder:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("this machine mounts no disk")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    with small_disk(300) as folder:
        yield folder


@pytest.fixture(scope="module")
def site(disk: Path) -> Iterator[Site]:
    """All of it on that disk: database, queue, files, logs."""
    with running(disk) as site:
        yield site


@contextmanager
def no_room(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(64 * 1024)):
                    continue
            except OSError as error:
                assert is_full_disk(error)  # noqa: PT017
        yield
    finally:
        ballast.unlink()


@pytest.fixture(scope="module")
def member(site: Site) -> Browser:
    return Browser(site).sign_in("member of cies")


def lesson(member: Browser, title: str) -> dict[str, str]:
    page = member.get("/lecciones/nueva/?network=cies")[1]
    network = re.search(r'name="network"[^>]*value="(\d+)"', page) or re.search(r'<option value="(\d+)"', page)
    sent = {"key": str(uuid.uuid4()), "network": network[1], "visibility": "all_networks", "evidence": "own_experience"}
    return ESSENTIAL | sent | {"title": title, "language": "es", "then": "draft"}


class TestSite:
    def test_a_file_that_finds_no_room_is_told_and_leaves_nothing(self, site: Site, disk: Path, member: Browser):
        assert member.post("/lecciones/nueva/", **lesson(member, "Con archivo"))[0] == 302
        address = f"/lecciones/{site.query('SELECT max(id) FROM lessons_lesson')}/archivos/"
        key = str(uuid.uuid4())
        member.get(address)
        with no_room(disk):
            status, page = member.send_file(address, "acta.pdf", large_pdf(), key=key)
            assert (status, SAYS in page) == (507, True)
            assert files_of(site) == []
        assert member.send_file(address, "acta.pdf", large_pdf(), key=key)[0] == 302
        assert len(files_of(site)) == 1
        assert site.query("SELECT count(*) FROM lessons_attachment") == "1"

    def test_a_full_database_is_told_and_works_again_with_room(self, site: Site, disk: Path, member: Browser):
        before = int(site.query("SELECT count(*) FROM lessons_lesson"))
        form = lesson(member, "Sin espacio")
        with no_room(disk):
            answers = [
                # What repeats itself is kept in a hundredth of the room, which is free in what is there.
                member.post("/lecciones/nueva/", **form | {"key": str(uuid.uuid4()), "what_happened": token_hex(2000)})
                for _ in range(60)
            ]
        saved = sum(status == 302 for status, _page in answers)
        assert any(status in {503, 507} for status, _page in answers), {status for status, _page in answers}
        assert until(site.is_well, 60)
        assert int(site.query("SELECT count(*) FROM lessons_lesson")) - before == saved
        assert member.post("/lecciones/nueva/", **lesson(member, "Con espacio"))[0] == 302

    def test_little_room_is_a_warning_in_the_health(self, site: Site):
        assert until(site.is_well, 60)
        assert site.health()["room"] is False


class TestStorage:
    def test_what_finds_no_room_leaves_no_half_file(self):
        with small_disk(2) as folder:
            storage = WholeFileStorage(location=folder)
            with pytest.raises(OSError, match="No space"):
                storage.save("lessons/1/large.pdf", ContentFile(b"x" * 3 * MEGABYTE))
            assert [path for path in folder.rglob("*") if path.is_file()] == []
            assert storage.save("lessons/1/small.pdf", ContentFile(b"x")) == "lessons/1/small.pdf"

    def test_what_a_kill_left_is_forgotten_after_a_day(self, tmp_path: Path):
        left = tmp_path / UNFINISHED / "half"
        left.parent.mkdir()
        left.write_bytes(b"half")
        storage = WholeFileStorage(location=tmp_path)
        storage.save("a.pdf", ContentFile(b"x"))
        assert left.exists()
        os.utime(left, (0, 0))
        storage.save("b.pdf", ContentFile(b"x"))
        assert not left.exists()

    def test_a_file_is_where_it_was_told_and_for_its_owner_alone(self, tmp_path: Path):
        storage = WholeFileStorage(location=tmp_path, file_permissions_mode=0o600, directory_permissions_mode=0o700)
        name = storage.save("lessons/1/a.pdf", ContentFile(b"whole"))
        assert storage.open(name).read() == b"whole"
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / name).parents if path > tmp_path} == {0o700}


def large_pdf() -> bytes:
    return pdf() + b"\n%" + os.urandom(MEGABYTE).replace(b"\n", b" ").replace(b"\r", b" ") + b"\n%%EOF\n"


def files_of(site: Site) -> list[Path]:
    return [path for path in (site.data_dir / "files").rglob("*") if path.is_file()]

"""A file of half a megabyte on a line that drops, in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from lessons.models import Attachment, Photo, Upload
from tests.support.factories import PASSWORD, LessonFactory, UserFactory
from tests.support.files import documents
from tests.support.files.pictures import from_phone, noise
from tests.support.servers.browser import sign_in

CONTENT = documents.recording() + b"\0\1" * 300_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Voz de la asamblea.wav"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def page(page: Page, site: str) -> Page:
    author = UserFactory(password=PASSWORD)
    sign_in(page, author)
    page.goto(f"/lecciones/{LessonFactory(author=author).pk}/archivos/")
    return page


def add(page: Page, file: Path) -> None:
    page.locator("[name=file]").set_input_files(file)
    page.locator("#adding-form [type=submit]").click()


def offsets(page: Page, *, drop: set[int] = frozenset()) -> list[int]:
    """Of the slices that are sent; those in `drop` never arrive, the first time."""
    sent: list[int] = []
    dropping = set(drop)

    def pass_on(route: Route) -> Any:
        if route.request.method != "POST" or "upload-offset" not in route.request.headers:
            return route.continue_()
        offset = int(route.request.headers["upload-offset"])
        sent.append(offset)
        if offset in dropping:
            dropping.remove(offset)
            return route.abort()
        return route.continue_()

    page.route("**/subidas/**", pass_on)
    return sent


SLICE = 256 * 1024


def is_kept(page: Page) -> None:
    expect(page.locator(".card h2")).to_have_text("Voz de la asamblea")
    [kept] = Attachment.objects.all()
    assert kept.content.read() == CONTENT
    assert not Upload.objects.exists()


def test_goes_on_by_itself_when_the_line_drops(page: Page, file: Path):
    sent = offsets(page, drop={SLICE})
    add(page, file)
    is_kept(page)
    assert sent == [0, SLICE, SLICE, 2 * SLICE]


def test_an_answer_that_is_lost_does_no_harm(page: Page, file: Path):
    lost = [True]

    def lose_one(route: Route) -> Any:
        answer = route.fetch()
        if lost and route.request.headers.get("upload-offset") == "0":
            lost.pop()
            return route.abort()
        return route.fulfill(response=answer)

    page.route("**/subidas/**", lose_one)
    add(page, file)
    is_kept(page)


def test_goes_on_after_the_page_was_loaded_anew(page: Page, file: Path):
    page.route("**/subidas/**", lambda route: route.abort() if _is_slice(route, SLICE) else route.continue_())
    add(page, file)
    expect(page.locator("#upload-status")).to_contain_text("Sin conexión")
    page.unroute_all()
    page.reload()
    expect(page.locator(".message")).to_contain_text("Voz de la asamblea.wav")
    sent = offsets(page)
    add(page, file)
    is_kept(page)
    assert sent == [SLICE, 2 * SLICE]


def _is_slice(route: Route, offset: int) -> bool:
    return route.request.headers.get("upload-offset") == str(offset)


def test_what_would_be_refused_is_said_before_it_is_sent(page: Page, tmp_path: Path):
    wrong = tmp_path / "virus.exe"
    wrong.write_bytes(b"MZ" * 200_000)
    sent = offsets(page)
    page.locator("[name=file]").evaluate("each => each.removeAttribute('accept')")
    add(page, wrong)
    expect(page.locator("#upload-status")).to_contain_text("no se puede agregar")
    assert sent == []
    assert not Upload.objects.exists()


def test_photograph_is_made_small_on_the_phone_and_stands_upright(page: Page, tmp_path: Path):
    """Some four megabytes, taken with the phone on its side."""
    taken = tmp_path / "IMG_0001.jpg"
    taken.write_bytes(from_phone(noise(3000, 2000), orientation=6).getvalue())
    assert taken.stat().st_size > 3_500_000
    sizes: list[int] = []
    page.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")))
    page.goto(page.url.replace("archivos", "foto"))
    page.locator("[name=file]").set_input_files(taken)
    page.locator("[name=alt]").fill("La asamblea")
    page.locator("button[value=save]").click()
    expect(page.locator("figure.photo img")).to_be_visible()
    photo = Photo.objects.get()
    assert photo.width / photo.height == pytest.approx(2 / 3, rel=0.01)
    assert max(sizes) <= SLICE
    assert sum(sizes) < taken.stat().st_size / 2
    assert not Upload.objects.exists()


def test_picture_that_the_browser_cannot_read_is_sent_as_it_is_and_answered_in_words(page: Page, tmp_path: Path):
    of_iphone = tmp_path / "IMG_0002.jpg"
    of_iphone.write_bytes(b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf" + b"\0" * 300_000)
    add(page, of_iphone)
    expect(page.locator("#id_file_error")).to_contain_text("iPhone")
    assert not Attachment.objects.exists()

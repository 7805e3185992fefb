"""What goes along when a lesson is sent on: of one that not everybody may read, none of its words."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from lessons.models import Lesson
from lessons.moderation.takedown import take_down
from lessons.pages.sharing import sharing_of
from tests.support.cast import Cast
from tests.support.factories import LessonFactory, TranslationFactory, UserFactory
from tests.support.htmx import soup

TITLE = "Pedir la cita en la primera semana"


def lesson(cast: Cast, visibility: str, *, published: bool = True):
    return LessonFactory(
        title=TITLE, network=cast.network, author=cast.user("member"), visibility=visibility, published=published
    )


def test_a_public_lesson_is_shared_with_its_title(cast: Cast):
    public = lesson(cast, "public")
    shared = sharing_of(public)
    address = f"{settings.SITE_URL}{public.get_absolute_url()}"
    assert urlsplit(shared.whatsapp)[:3] == ("https", "wa.me", "/")
    assert parse_qs(urlsplit(shared.whatsapp).query) == {"text": [f"{TITLE} {address}"]}


@pytest.mark.parametrize("visibility", ["own_organisation", "own_network", "chosen_networks", "all_networks"])
def test_a_lesson_that_is_not_public_is_shared_without_a_word_of_it(cast: Cast, visibility: str):
    page = soup(cast.client("secretariat").get(lesson(cast, visibility).get_absolute_url()))
    box = page.select_one("#share")
    assert TITLE not in box.get_text() + box.select_one("a")["href"]
    assert TITLE not in box.select_one("[data-share]")["data-share"]


def test_translation_that_reaches_fewer_stays_behind(cast: Cast):
    original = lesson(cast, "own_network")
    TranslationFactory(lesson=original, title="Ask for the meeting in the first week")
    Lesson.objects.filter(pk=original.pk).update(visibility="public")
    page = soup(cast.client("member").get(f"{original.get_absolute_url()}?lang=en"))
    assert page.h1.get_text(strip=True) == "Ask for the meeting in the first week"
    assert page.select_one("#share [data-share]")["data-share"] == TITLE


def test_nobody_is_told_that_they_can_open_a_lesson_taken_down(cast: Cast):
    hidden = lesson(cast, "all_networks")
    take_down(hidden, by=UserFactory(is_admin=True), reason="Nombra a una persona.")
    box = soup(cast.client("member").get(hidden.get_absolute_url())).select_one("#share")
    assert box.has_attr("hidden")
    assert not box.select("a, input, button")


def test_the_box_says_who_can_open_the_lesson(cast: Cast):
    told = soup(cast.client("member").get(lesson(cast, "own_network").get_absolute_url())).select_one("#share")
    assert "Las personas de Propia." in told.get_text(" ", strip=True)
    told = soup(cast.client("anonymous").get(lesson(cast, "public").get_absolute_url())).select_one("#share")
    assert "Cualquier persona en el mundo" in told.get_text(" ", strip=True)


def test_a_draft_is_shared_with_nobody(cast: Cast):
    draft = lesson(cast, "public", published=False)
    assert sharing_of(draft) is None
    box = soup(cast.client("member").get(draft.get_absolute_url())).select_one("#share")
    assert box.has_attr("hidden")
    assert not box.select("a, input, button")

"""One asks for a document, sees that it is on its way, and gets it: with and without JavaScript."""

import uuid

import pytest

from lessons.models import Collection, Lesson, Printout
from lessons.printouts import actions, making
from lessons.tasks import make_printout
from tests.support.factories import CollectionFactory, LessonFactory
from tests.support.files.printouts import content_of, taken, text_of, work
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import said


@pytest.fixture
def collection(cast) -> Collection:
    texts = {"title": "Pedir la cita", "visibility": "public"}
    lesson = LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True, **texts)
    return CollectionFactory(
        by=cast.user("member"), network=cast.network, visibility="public", title="Para empezar", holding=[lesson]
    )


@pytest.fixture
def address(collection) -> str:
    return f"{collection.get_absolute_url()}paquete.pdf"


def asked(client, address: str) -> str:
    """The page that tells how far it is."""
    answer = client.post(address)
    assert answer.status_code == 302
    return answer["Location"]


class TestAsked:
    def test_from_the_page_of_the_collection_by_one_button(self, cast, collection, address):
        client = cast.client("anonymous")
        page = soup(client.get(collection.get_absolute_url()))
        assert {form["action"] for form in page.select(".actions form[method=post]")} == {
            address,
            address.replace(".pdf", ".docx"),
        }
        waiting = asked(client, address)
        assert "Espera su turno" in said(client.get(waiting))
        assert soup(client.get(waiting)).select_one("#printout a")["href"] == waiting
        work()
        ready = soup(client.get(waiting))
        assert ready.select_one("#printout a.button")["href"] == address
        answer = client.get(address)
        assert "Pedir la cita" in text_of(content_of(answer))
        assert answer["Content-Disposition"] == 'attachment; filename="paquete-para-empezar.pdf"'

    def test_once_made_the_button_brings_it_at_once(self, cast, address):
        taken(cast.client("member"), address)
        assert asked(cast.client("observer"), address) == address

    def test_a_look_makes_nothing(self, cast, address):
        client = cast.client("anonymous")
        page = soup(client.get(address))
        assert page.select_one("#printout form")["action"] == address
        assert not Printout.objects.exists()

    @pytest.mark.fragment("lessons/printouts/printout.html#printout")
    def test_the_swap_leaves_the_page_a_reload_would_show(self, cast, address):
        client = cast.client("member")
        waiting = asked(client, address)
        page = soup(client.get(waiting))
        assert page.select_one("#printout")["hx-get"] == waiting
        work()
        swap(page, client.get(waiting, headers=headers("printout")), "printout")
        assert page == soup(client.get(waiting))
        assert "hx-get" not in page.select_one("#printout").attrs

    def test_refused_it_says_why_and_asks_nothing(self, cast, address, monkeypatch):
        monkeypatch.setattr(actions, "MOST_CHARACTERS", 10)
        answer = cast.client("member").post(address)
        assert answer.status_code == 422
        assert "Divide la colección en dos" in said(answer)
        assert not Printout.objects.exists()

    def test_failed_it_says_so_and_can_be_asked_for_again(self, cast, address):
        client = cast.client("member")
        waiting = asked(client, address)
        Printout.objects.update(state="failed")
        assert "No se pudo hacer" in said(client.get(waiting))
        assert asked(client, address) == waiting
        work()
        assert "Está listo" in said(client.get(waiting))

    @pytest.mark.parametrize("key", ["", "x", "0", str(uuid.UUID(int=0))])
    def test_of_a_key_of_nothing_it_says_to_make_it_again(self, cast, address, key):
        page = cast.client("anonymous").get(f"{address}?documento={key}")
        assert page.status_code == 200
        assert "Hazlo de nuevo" in said(page)

    def test_a_key_of_another_document_tells_nothing(self, cast, address):
        waiting = asked(cast.client("member"), address)
        other = CollectionFactory(by=cast.user("member"), visibility="public")
        page = cast.client("member").get(f"{other.get_absolute_url()}paquete.pdf?{waiting.partition('?')[2]}")
        assert "Espera su turno" not in said(page)


class TestForOneReader:
    def test_what_was_made_for_who_may_read_more_is_not_found(self, cast, collection, address):
        Lesson.objects.update(visibility="own_network")
        assert "Pedir la cita" in text_of(content_of(taken(cast.client("member"), address)))
        for who in ("anonymous", "other_member"):
            assert "Content-Disposition" not in cast.client(who).get(address)
            assert "Pedir la cita" not in text_of(content_of(taken(cast.client(who), address)))

    def test_what_changed_after_it_was_made_is_not_given(self, cast, address):
        client = cast.client("other_member")
        taken(client, address)
        Lesson.objects.update(title="Otra cosa")
        answer = client.get(address)
        assert "Content-Disposition" not in answer
        assert "Otra cosa" in text_of(content_of(taken(client, address)))

    def test_each_language_has_its_own(self, cast, collection, address):
        client = cast.client("anonymous")
        assert "Reunida" not in text_of(content_of(taken(client, address)))
        assert "How to use this pack" in text_of(content_of(taken(client, f"/en{address}")))
        assert "Cómo usar este paquete" in text_of(content_of(client.get(address)))

    def test_a_content_that_is_gone_is_no_error(self, cast, address):
        client = cast.client("member")
        taken(client, address)
        content = Printout.objects.get().content
        content.storage.delete(content.name)
        page = client.get(address)
        assert page.status_code == 200
        assert "Content-Disposition" not in page
        assert "Pedir la cita" in text_of(content_of(taken(client, address)))


@pytest.mark.django_db(transaction=True)
class TestWithoutABroker:
    def test_it_waits_and_beat_finds_it(self, cast, address, monkeypatch):
        def away(*_args: object, **_options: object) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr(make_printout, "apply_async", away)
        client = cast.client("member")
        waiting = asked(client, address)
        assert "Espera su turno" in said(client.get(waiting))
        [pk] = Printout.objects.next_ones()
        assert making.make(pk) == "made"
        assert "Está listo" in said(client.get(waiting))

"""A collection to take away: what a reader may read of it, as a PDF for screen readers and as a Word document."""

import time
from io import BytesIO

import pytest
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from lessons.collections import actions
from lessons.models import Collection, Lesson
from lessons.printouts.learning_pack import learning_pack
from tests.support.factories import CollectionFactory, CorroborationFactory, LessonFactory, RegionFactory
from tests.support.files.printouts import content_of, learning_pack_as, taken, text_of

FILES = ("paquete.pdf", "paquete.docx")
KINDS = ("learning-pdf", "learning-docx")


@pytest.fixture
def lesson(cast) -> Lesson:
    lesson = LessonFactory(
        title="Pedir la cita",
        network=cast.network,
        author=cast.user("secretariat"),
        published=True,
        result="worked",
        applies_when="Cambió la dirección.",
        sources="Acta, en https://www.gob.pe/minsa",
        language="en",
    )
    lesson.regions.add(RegionFactory(code="08", name="Cusco"))
    CorroborationFactory(lesson=lesson, network=cast.other_network)
    return lesson


@pytest.fixture
def collection(cast, lesson) -> Collection:
    other = LessonFactory(title="La de al lado", network=cast.network, author=cast.user("member"), published=True)
    made = CollectionFactory(
        by=cast.user("member"),
        network=cast.network,
        visibility="public",
        title="#emph[Ñandú] $x^2$ <b>",
        introduction="Para quien empieza.\nVer https://www.gob.pe/minsa",
        holding=[lesson, other],
    )
    made.items.filter(lesson=lesson).update(note="Porque es la primera.")
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_the_pack_says_what_a_workshop_needs_and_no_text_is_taken_for_markup(cast, collection, kind):
    with override("es"):
        text = text_of(learning_pack_as(kind, collection, cast.user("other_member")))
    for said in (
        "#emph[Ñandú] $x^2$ <b>",
        "Para quien empieza.",
        "Reunida por Member",
        "2 lecciones",
        "Cómo usar este paquete",
        "Pedir la cita",
        "Porque es la primera.",
        "Propia",
        "confirma",
        "Cusco",
        "Cambió la dirección.",
        "Qué le diríamos a otra red",
        "gob.pe/minsa",
        "¿Qué harían distinto",
        f"/lecciones/{collection.items.first().lesson_id}/",
    ):
        assert said in text, said
    assert text.index("Pedir la cita") < text.index("La de al lado")


def test_the_pack_is_in_the_language_of_its_reader(cast, collection):
    with override("en"):
        pack = learning_pack(collection, reader=cast.user("member"))
    assert pack.language == "en"
    assert pack.how.heading == "How to use this pack"


class TestForOneReader:
    @pytest.mark.parametrize("file", FILES)
    def test_what_becomes_unreadable_is_gone(self, cast, collection, lesson, file):
        client, address = cast.client("other_member"), f"{collection.get_absolute_url()}{file}"
        before = text_of(content_of(taken(client, address)))
        Lesson.objects.filter(pk=lesson.pk).update(visibility="own_network")
        assert "attachment" not in client.get(address).get("Content-Disposition", "")
        response = taken(client, address)
        after = text_of(content_of(response))
        for secret in ("Pedir la cita", "Porque es la primera."):
            assert secret in before
            assert secret not in after
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Disposition"].startswith('attachment; filename="paquete-')

    @pytest.mark.parametrize("file", FILES)
    def test_a_pack_by_the_link_has_only_what_a_visitor_may_read(self, cast, collection, lesson, file):
        Collection.objects.update(visibility="private")
        actions.share(collection, by=collection.by)
        collection.refresh_from_db()
        visitor = cast.client("anonymous")
        assert visitor.get(f"{collection.get_absolute_url()}{file}").status_code == 404
        text = text_of(content_of(taken(visitor, f"/colecciones/enlace/{collection.share_token}/{file}")))
        assert "Para quien empieza." in text
        for secret in ("Pedir la cita", "La de al lado", "Member"):
            assert secret not in text

    @pytest.mark.parametrize("file", FILES)
    @pytest.mark.parametrize(("who", "named"), [("other_member", False), ("secretariat", True)])
    def test_an_unnamed_author_is_not_named(self, cast, collection, file, who, named):
        Lesson.objects.update(is_unnamed=True)
        text = text_of(content_of(taken(cast.client(who), f"{collection.get_absolute_url()}{file}")))
        assert ("Secretariat" in text) is named
        assert ("sin nombrar" in text) is not named


def test_the_pdf_is_tagged_and_has_a_title_and_a_language(cast, collection):
    with override("es"):
        read = PdfReader(BytesIO(learning_pack_as("learning-pdf", collection, cast.user("member"))))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "es"
    assert read.metadata.title == collection.title


def test_the_document_has_real_headings_lists_links_and_languages(cast, collection, lesson):
    with override("es"):
        document = Document(BytesIO(learning_pack_as("learning-docx", collection, cast.user("member"))))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles[collection.title] == "Title"
    assert styles[lesson.title] == "Heading 1"
    assert styles["Fuentes"] == "Heading 2"
    assert "List Bullet" in styles.values()
    assert document.core_properties.language == "es-PE"
    assert {each.get(qn("w:val")) for each in document.element.iter(qn("w:lang"))} == {"es-PE", "en-GB"}
    links = {each.target_ref for each in document.part.rels.values() if each.is_external}
    assert {"https://www.gob.pe/minsa", f"http://testserver{lesson.get_absolute_url()}"} <= links


@pytest.mark.parametrize("kind", KINDS)
def test_spaces_stay_spaces_and_what_no_document_can_hold_is_left_out(cast, collection, lesson, kind):
    said = "Costó S/\u00a05000\u202fen\u2003total.\u000bSegunda\u2028tercera\x01 línea"
    Lesson.objects.filter(pk=lesson.pk).update(insight=said, title="A\x02B\u00a0C")
    text = text_of(learning_pack_as(kind, collection, cast.user("member")))
    assert "Costó S/ 5000 en total. Segunda tercera línea" in " ".join(text.split())
    assert "AB C" in text


@pytest.mark.parametrize("kind", KINDS)
def test_thirty_lessons_take_less_than_two_seconds(cast, kind):
    texts = dict.fromkeys(("what_happened", "insight", "recommendation", "context"), "Una frase que dice algo. " * 40)
    lessons = LessonFactory.create_batch(30, network=cast.network, author=cast.user("member"), published=True, **texts)
    made = CollectionFactory(by=cast.user("member"), holding=lessons)
    learning_pack_as(kind, made, cast.user("member"))  # imports and fonts
    started = time.process_time()
    learning_pack_as(kind, made, cast.user("member"))
    took = time.process_time() - started
    print(f"{kind}: {took:.2f} s")
    assert took < 2

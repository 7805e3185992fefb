"""A collection to take away: what a reader may read of it, as a PDF for screen readers and as a Word document."""

import time
from io import BytesIO

import pytest
from django.utils.translation import override
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from lessons import collecting
from lessons.learning import learning_pack
from lessons.learning_docx import docx_of
from lessons.learning_pdf import pdf_of
from lessons.models import Collection, Lesson
from tests.factories import CollectionFactory, CorroborationFactory, LessonFactory, RegionFactory

FILES = ("paquete.pdf", "paquete.docx")


def text_of(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


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


@pytest.mark.parametrize("make", [pdf_of, docx_of])
def test_it_says_what_a_workshop_needs_and_no_text_is_taken_for_markup(cast, collection, make):
    with override("es"):
        text = text_of(make(learning_pack(collection, reader=cast.user("other_member"))))
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


def test_in_the_language_of_its_reader(cast, collection):
    with override("en"):
        pack = learning_pack(collection, reader=cast.user("member"))
    assert pack.language == "en"
    assert pack.how.heading == "How to use this pack"


class TestForOneReader:
    @pytest.mark.parametrize("file", FILES)
    def test_what_becomes_unreadable_is_gone(self, cast, collection, lesson, file):
        client, address = cast.client("other_member"), f"{collection.get_absolute_url()}{file}"
        before = text_of(client.get(address).content)
        Lesson.objects.filter(pk=lesson.pk).update(visibility="own_network")
        response = client.get(address)
        after = text_of(response.content)
        for secret in ("Pedir la cita", "Porque es la primera."):
            assert secret in before
            assert secret not in after
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Disposition"].startswith('attachment; filename="paquete-')

    @pytest.mark.parametrize("file", FILES)
    def test_by_its_link_too(self, cast, collection, lesson, file):
        Collection.objects.update(visibility="private")
        collecting.share(collection)
        collection.refresh_from_db()
        visitor = cast.client("anonymous")
        assert visitor.get(f"{collection.get_absolute_url()}{file}").status_code == 404
        text = text_of(visitor.get(f"/colecciones/enlace/{collection.share_token}/{file}").content)
        assert "Para quien empieza." in text
        for secret in ("Pedir la cita", "La de al lado", "Member"):
            assert secret not in text

    @pytest.mark.parametrize("file", FILES)
    @pytest.mark.parametrize(("who", "named"), [("other_member", False), ("secretariat", True)])
    def test_an_unnamed_author_is_not_named(self, cast, collection, file, who, named):
        Lesson.objects.update(is_unnamed=True)
        text = text_of(cast.client(who).get(f"{collection.get_absolute_url()}{file}").content)
        assert ("Secretariat" in text) is named
        assert ("sin nombrar" in text) is not named


def test_the_pdf_is_tagged_and_has_a_title_and_a_language(cast, collection):
    with override("es"):
        read = PdfReader(BytesIO(pdf_of(learning_pack(collection, reader=cast.user("member")))))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "es"
    assert read.metadata.title == collection.title


def test_the_document_has_real_headings_lists_links_and_languages(cast, collection, lesson):
    with override("es"):
        document = Document(BytesIO(docx_of(learning_pack(collection, reader=cast.user("member")))))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs}
    assert styles[collection.title] == "Title"
    assert styles[lesson.title] == "Heading 1"
    assert styles["Fuentes"] == "Heading 2"
    assert "List Bullet" in styles.values()
    assert document.core_properties.language == "es-PE"
    assert {each.get(qn("w:val")) for each in document.element.iter(qn("w:lang"))} == {"es-PE", "en-GB"}
    links = {each.target_ref for each in document.part.rels.values() if each.is_external}
    assert {"https://www.gob.pe/minsa", f"http://testserver{lesson.get_absolute_url()}"} <= links


def test_characters_that_no_document_can_hold_are_left_out(cast, collection, lesson):
    Lesson.objects.filter(pk=lesson.pk).update(insight="Antes\x0b\x01\ufffe después\n\nOtra", title="A\x02B")
    pack = learning_pack(collection, reader=cast.user("member"))
    for make in (pdf_of, docx_of):
        assert "después" in text_of(make(pack))


@pytest.mark.parametrize("make", [pdf_of, docx_of])
def test_thirty_lessons_take_less_than_two_seconds(cast, make):
    texts = dict.fromkeys(("what_happened", "insight", "recommendation", "context"), "Una frase que dice algo. " * 40)
    lessons = LessonFactory.create_batch(30, network=cast.network, author=cast.user("member"), published=True, **texts)
    made = CollectionFactory(by=cast.user("member"), holding=lessons)
    make(learning_pack(made, reader=cast.user("member")))  # imports and fonts
    started = time.process_time()
    make(learning_pack(made, reader=cast.user("member")))
    took = time.process_time() - started
    print(f"{make.__name__}: {took:.2f} s")
    assert took < 2

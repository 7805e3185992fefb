"""A feed is valid Atom, has what a visitor reads, whoever asks, and says when it has not changed."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.timezone import now

from lessons.feeds import atom
from lessons.models import Lesson, LessonFinding
from lessons.moderation.takedown import take_down
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import FindingFactory, LessonFactory, NetworkFactory, RegionFactory, TranslationFactory
from tests.support.htmx import soup
from tests.support.search.feeds import entries_of, faults_of

HOSTILE = {
    "long": "a" * 10_000,
    "NUL": "agua\0",
    "emoji": "🫠👩‍🌾🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "operators": "((agua & | ! <-> :* -\"' OR AND NOT \\",
    "markup": "]]></title><script>alert(1)</script>",
    "control": "\x01\x02\x0b",
}


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    lesson: Lesson = LessonFactory(
        network=cast.network, author=cast.user("member"), title="Pedir la cita", published=True, visibility="public"
    )
    return lesson


def feed(query: str = "", language: str = "", client: Client | None = None) -> bytes:
    answer = (client or Client()).get(f"{language}/lecciones.atom?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    content: bytes = answer.content
    assert faults_of(content) == []
    return content


def titles(query: str = "", client: Client | None = None) -> list[str]:
    return [entry["title"] for entry in entries_of(feed(query, client=client))]


def of_level(cast: Cast) -> None:
    for visibility in Lesson.Visibility.values:
        LessonFactory(
            title=visibility, network=cast.network, author=cast.user("member"), visibility=visibility, published=True
        )
    LessonFactory(title="borrador", network=cast.network, author=cast.user("member"), visibility="public")


class TestEntry:
    def test_says_what_the_lesson_is(self, cast: Cast, lesson: Lesson):
        finding = FindingFactory(code="C1", text_es="Cambian los ministros")
        LessonFinding.objects.create(lesson=lesson, finding=finding)
        lesson.regions.add(RegionFactory(code="08"))
        [entry] = entries_of(feed())
        assert entry["title"] == "Pedir la cita"
        assert entry["author"] == "Propia"
        assert lesson.insight in entry["summary"]
        assert lesson.recommendation in entry["summary"]
        assert "Cambian los ministros" in entry["subjects"]
        assert entry["language"] == "es"
        assert entry["link"].endswith(f"/lecciones/{lesson.pk}/")

    def test_names_no_person(self, cast: Cast, lesson: Lesson):
        assert cast.user("member").name not in feed().decode()

    def test_of_the_study_names_who_its_page_names(self, cast: Cast):
        said = {"network": None, "author": None, "speaker": "Ana Spray, ODI", "visibility": "public"}
        LessonFactory(published_at=now(), **said)
        assert [entry["author"] for entry in entries_of(feed())] == ["Ana Spray, ODI"]

    def test_has_the_same_id_in_each_language_and_after_a_change(self, lesson: Lesson):
        [before], [english] = entries_of(feed()), entries_of(feed(language="/en"))
        lesson.title = "Pedir la cita pronto"
        lesson.save()
        [after] = entries_of(feed())
        assert before["id"] == english["id"] == after["id"]
        assert before["id"].startswith("tag:")
        assert before["updated"] <= after["updated"]
        assert "/en/lecciones/" in english["link"]

    def test_is_in_the_words_of_the_translation_where_there_is_one(self, lesson: Lesson):
        TranslationFactory(lesson=lesson, language="en", title="Ask for the meeting")
        [spanish], [english] = entries_of(feed()), entries_of(feed(language="/en"))
        assert (spanish["title"], spanish["language"]) == ("Pedir la cita", "es")
        assert (english["title"], english["language"]) == ("Ask for the meeting", "en")

    def test_of_hostile_words_stays_text(self, cast: Cast, lesson: Lesson):
        words = "</title><script>alert(1)</script>\x0b]]>&amp; 🫠"
        Lesson.objects.update(title=words, insight=words)
        [entry] = entries_of(feed())
        assert entry["title"].startswith("</title><script>")
        assert "<script>" not in entry["summary"]
        assert "&lt;script&gt;" in entry["summary"]


class TestList:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_has_what_a_visitor_reads_whoever_asks(self, cast: Cast, who: str):
        of_level(cast)
        for query in ("", "state=draft", "q=borrador"):
            assert set(titles(query, cast.client(who))) <= {"public"}
        assert titles(client=cast.client(who)) == ["public"]

    def test_is_narrowed_as_its_page_is(self, cast: Cast, lesson: Lesson):
        other = LessonFactory(title="El padrón de socias", published=True, visibility="public", result="worked")
        finding = FindingFactory(code="C1")
        LessonFinding.objects.create(lesson=other, finding=finding)
        queries = ("", "network=propia", f"network={other.network.slug}", "finding=C1", "q=padrón", "result=worked")
        for query in queries:
            page = soup(Client().get(f"/lecciones/?{query}"))
            shown = {link.get_text().strip() for link in page.select("main .cards h3 a")}
            assert set(titles(query)) == shown != set(), query

    def test_has_the_newest_first_whatever_order_is_asked_for(self, cast: Cast, lesson: Lesson, monkeypatch):
        monkeypatch.setattr(atom, "MOST", 2)
        for days in (1, 3, 2):
            older = LessonFactory(title=f"Cita de hace {days}", published=True, visibility="public")
            Lesson.objects.filter(pk=older.pk).update(published_at=now() - timedelta(days=days))
        for query in ("", "order=oldest", "q=cita", "page=2"):
            assert titles(query) == ["Pedir la cita", "Cita de hace 1"], query

    def test_a_feed_without_lessons_is_valid(self, db):
        assert titles() == []

    def test_is_one_however_its_address_is_written(self, lesson: Lesson):
        assert feed("network=propia&q=&order=title&page=3") == feed("network=propia")

    def test_of_something_else_is_refused(self, lesson: Lesson):
        for query in ("network=zz", "finding=Z9", "since=ayer", "result=zz"):
            assert Client().get(f"/lecciones.atom?{query}").status_code == 400, query

    @pytest.mark.parametrize("kind", HOSTILE)
    @pytest.mark.parametrize("name", ["q", "network", "finding", "zz"])
    def test_of_hostile_words_is_answered(self, lesson: Lesson, kind: str, name: str):
        answer = Client().get("/lecciones.atom?" + urlencode({name: HOSTILE[kind]}))
        assert answer.status_code in {200, 400}
        if answer.status_code == 200:
            assert faults_of(answer.content) == []

    def test_another_method_than_get_is_refused(self, db):
        assert Client().post("/lecciones.atom").status_code == 405

    def test_asks_as_much_for_many_as_for_few(self, cast: Cast, django_assert_num_queries):
        LessonFactory.create_batch(5, published=True, visibility="public")
        Client().get("/lecciones.atom")
        with django_assert_num_queries(3):  # keys, lessons, findings
            assert len(titles()) == 5
        LessonFactory.create_batch(30, published=True, visibility="public")
        with django_assert_num_queries(3):
            assert len(titles()) == 35


@pytest.mark.parametrize(
    "change",
    [
        lambda lesson, cast: take_down(lesson, by=cast.user("admin"), reason="Una prueba."),
        lambda lesson, cast: Lesson.objects.filter(pk=lesson.pk).update(visibility="own_network"),
    ],
)
@pytest.mark.django_db(transaction=True)  # inside one transaction nothing is kept
def test_a_lesson_that_is_withdrawn_is_gone_at_once(cast: Cast, lesson: Lesson, change):
    address = f"/lecciones/{lesson.pk}/"
    for path in ("/lecciones.atom", "/sitemap.xml"):
        assert address in Client().get(path).content.decode()
    change(lesson, cast)
    for path in ("/lecciones.atom", "/sitemap.xml"):
        assert address not in Client().get(path).content.decode()


@pytest.mark.parametrize("path", ["/lecciones.atom?network=propia", "/en/lecciones.atom", "/sitemap.xml"])
@pytest.mark.django_db(transaction=True)
def test_what_has_not_changed_is_not_sent_again(cast: Cast, lesson: Lesson, path: str):
    first = Client().get(path)
    again = Client().get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Lesson.objects.filter(pk=lesson.pk).update(title="Otra cosa", updated_at=now() + timedelta(minutes=1))
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("who", ["anonymous", "member"])
def test_who_names_another_language_or_signed_in_is_told_too(cast: Cast, lesson: Lesson, who: str):
    client = cast.client(who)
    first = client.get("/lecciones.atom", headers={"accept-language": "en"})
    again = {"accept-language": "en", "if-none-match": first["ETag"]}
    assert client.get("/lecciones.atom", headers=again).status_code == 304
    Lesson.objects.update(title="Otra cosa")
    assert client.get("/lecciones.atom", headers=again).status_code == 200


class TestPage:
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_of_a_list_network_finding_and_departments_names_its_feed(self, lesson: Lesson, language: str):
        FindingFactory(code="C1")
        for path, query in {
            "/lecciones/": "",
            "/lecciones/?network=propia&page=1&order=title": "?network=propia",
            "/redes/propia/": "?network=propia",
            "/hallazgos/C1/": "?finding=C1",
            "/departamentos/": "",
        }.items():
            [link] = soup(Client().get(language + path)).head.select("link[type='application/atom+xml']")
            assert (link["rel"], link["href"]) == (["alternate"], f"{language}/lecciones.atom{query}"), path
            feed(query.removeprefix("?"), language)

    def test_of_a_list_leads_to_its_feed_and_says_who_reads_it(self, cast: Cast, lesson: Lesson):
        for who in ("anonymous", "member"):
            page = soup(cast.client(who).get("/lecciones/?network=propia&order=title")).main
            [link] = page.select("a[type='application/atom+xml']")
            assert link["href"] == "/lecciones.atom?network=propia"
            assert "puede leer todo el mundo" in link.parent.get_text()

    def test_of_an_unknown_network_is_none(self, db):
        NetworkFactory()
        assert Client().get("/redes/zz/").status_code == 404

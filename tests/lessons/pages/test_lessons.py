"""Who may open each page: test_permission_matrix.py."""

import re

import pytest
from django.utils.translation import override

from lessons.models import Lesson, LessonFinding
from lessons.review import actions
from networks.models import Membership
from tests.support.factories import FindingFactory, LessonFactory, NetworkFactory, RegionFactory, SectorFactory
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import ESSENTIAL, opened, said, titles, typed, words

LIST = "/lecciones/"
NEW = "/lecciones/nueva/"


class TestList:
    @pytest.fixture
    def two(self, cast):
        """One lesson with all that one can filter by, and one with nothing of it."""
        one = LessonFactory(title="Una", context="Padrones", network=cast.network, published=True, visibility="public")
        one.regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
        one.sector = SectorFactory(slug="salud", name_es="Salud")
        one.save()
        for finding in (FindingFactory(number=1), FindingFactory(number=2)):
            LessonFinding.objects.create(lesson=one, finding=finding)
        return one, LessonFactory(title="Otra", network=cast.other_network, published=True, visibility="public")

    @pytest.mark.parametrize(
        "query",
        ["network=propia", "finding=C1", "region=cusco", "sector=salud", "q=padron", "state=published&region=cusco"],
    )
    def test_each_filter_narrows(self, cast, two, query):
        client = cast.client("anonymous")
        assert titles(client.get(LIST)) == ["Otra", "Una"]
        assert titles(client.get(f"{LIST}?{query}")) == ["Una"]

    def test_filters_hold_together(self, cast, two):
        client = cast.client("anonymous")
        everything = "network=propia&finding=C1&region=cusco&sector=salud&q=padron"
        assert titles(client.get(f"{LIST}?{everything}")) == ["Una"]
        assert titles(client.get(f"{LIST}?{everything.replace('propia', 'ajena')}")) == []

    @pytest.mark.parametrize(
        "query",
        [
            "region=zz",
            "network=zz",
            "finding=Z9",
            "sector=0",
            "state=burnt",
            "q=" + "x" * 201,
            "region=cusco&sector=zz",
        ],
    )
    def test_what_is_not_on_the_list_is_said_and_finds_nothing(self, cast, two, query):
        response = cast.client("member").get(f"{LIST}?{query}")
        assert response.status_code == 200
        assert titles(response) == []
        assert soup(response).select("#results .empty a[href='/lecciones/']")
        assert soup(response).select("form.filters .errorlist")

    @pytest.mark.parametrize("query", ["region=", "q=", "q=%20", "network=&finding=&state=", "unknown=1"])
    def test_an_empty_filter_is_none(self, cast, two, query):
        assert len(titles(cast.client("anonymous").get(f"{LIST}?{query}"))) == 2

    def test_what_is_chosen_stays_in_the_form(self, cast, two):
        page = soup(cast.client("anonymous").get(f"{LIST}?q=una&region=cusco"))
        assert page.find(id="id_q")["value"] == "una"
        assert page.select_one("select[name=region] option[selected]")["value"] == "cusco"
        assert page.select_one("details.filter-fields").has_attr("open")

    @pytest.mark.parametrize(
        ("who", "drafts"),
        [
            ("anonymous", []),
            ("no_network", []),
            ("other_secretariat", []),
            ("observer", []),
            ("member", ["Del miembro"]),
            ("secretariat", ["Del secretariado", "Del miembro"]),
            ("admin", ["Del secretariado", "Del miembro"]),
        ],
    )
    def test_drafts_for_those_who_may(self, cast, two, who, drafts):
        for title, author in (("Del miembro", "member"), ("Del secretariado", "secretariat")):
            LessonFactory(title=title, network=cast.network, author=cast.user(author))
        client = cast.client(who)
        assert titles(client.get(f"{LIST}?state=draft")) == drafts
        assert titles(client.get(LIST)) == ["Otra", "Una"]

    @pytest.mark.parametrize(
        ("asked", "number"), [("2", 2), ("0", 1), ("-1", 1), ("99", 2), ("zz", 1), ("", 1), ("1.5", 1)]
    )
    def test_each_page_number_shows_a_page(self, cast, asked, number):
        LessonFactory.create_batch(
            21, network=cast.network, author=cast.user("member"), published=True, visibility="public"
        )
        response = cast.client("anonymous").get(LIST, {"page": asked, "q": ""})
        assert len(titles(response)) == (20 if number == 1 else 1)
        assert f"{number} de 2" in soup(response).select_one(".pagination").get_text()

    def test_pages_keep_the_filter(self, cast):
        LessonFactory.create_batch(21, network=cast.network, author=cast.user("member"), published=True)
        following = soup(cast.client("member").get(f"{LIST}?network=propia")).select_one("a[rel=next]")["href"]
        assert "network=propia" in following
        assert len(titles(cast.client("member").get(LIST + following))) == 1

    @pytest.mark.fragment("lessons/pages/list.html#results")
    @pytest.mark.parametrize("query", ["region=cusco", "q=una", "q=nada+de+nada", "region=zz", ""])
    def test_swap_leaves_the_results_a_reload_would_show(self, cast, two, query):
        client = cast.client("member")
        page, address = soup(client.get(LIST)), f"{LIST}?{query}"
        swap(page, client.get(address, headers=headers("results")), "results")
        assert page.body == soup(client.get(address)).body  # the head alone names the address

    def test_the_back_button_gets_the_whole_page(self, cast, two):
        restore = {**headers("results"), "HX-History-Restore-Request": "true"}
        response = cast.client("anonymous").get(LIST, headers=restore)
        assert soup(response).html
        assert {"HX-Request", "HX-Target"} <= set(re.split(", ?", response["Vary"]))


class TestDetail:
    def test_shows_what_the_lesson_says(self, cast):
        fields = (
            "what_happened",
            "insight",
            "recommendation",
            "context",
            "applies_when",
            "does_not_apply_when",
            "sources",
        )
        texts = {name: f"Texto de {name}." for name in fields}
        lesson = LessonFactory(published=True, visibility="public", **texts)
        lesson.regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
        finding = FindingFactory(number=1)
        LessonFinding.objects.create(lesson=lesson, finding=finding, stance="contradicts")
        page = said(cast.client("anonymous").get(lesson.get_absolute_url()))
        expected = [lesson.title, *texts.values(), "Cusco", finding.text_es, "Contradice", lesson.author.name]
        assert [text for text in expected if text not in page] == []

    def test_of_the_study_names_who_said_it(self, cast, study_lesson):
        page = said(cast.client("anonymous").get(study_lesson.get_absolute_url()))
        assert study_lesson.speaker in page
        assert "None" not in page

    @pytest.mark.parametrize(
        ("who", "publishes", "edits"),
        [("observer", False, False), ("member", False, True), ("secretariat", True, True), ("admin", True, True)],
    )
    def test_offers_only_what_one_may_do(self, cast, draft, who, publishes, edits):
        if who == "observer":  # reads no drafts
            actions.publish(draft, by=cast.user("secretariat"))
        page = soup(cast.client(who).get(draft.get_absolute_url()))
        assert bool(page.select(f"form[action$='/{draft.pk}/publicar/']")) is publishes
        assert bool(page.select(f"a[href$='/{draft.pk}/editar/']")) is edits

    @pytest.mark.parametrize("path", ["/lecciones/404/", "/lecciones/99999999999999999999/", "/lecciones/uno/"])
    def test_of_one_that_is_not_there(self, cast, path):
        assert cast.client("admin").get(path).status_code == 404

    def test_text_in_another_language_is_marked(self, cast):
        lesson = LessonFactory(published=True, visibility="public", language="en", title="Visit early")
        page = soup(cast.client("anonymous").get(lesson.get_absolute_url())).main
        assert page.h1["lang"] == "en"
        assert {text["lang"] for text in page.select("h2 + div")} == {"en"}
        assert not page.select("main h2[lang], main [lang] h2")  # the headings are the page's
        with override("es"):  # what an English page leaves behind ends here
            english = cast.client("anonymous").get(f"/en{lesson.get_absolute_url()}")
        assert not soup(english).main.select("[lang]")

    def test_the_recommendation_comes_first(self, cast, published):
        Lesson.objects.filter(pk=published.pk).update(applies_when="Si cambió el equipo.")
        headings = [
            each.get_text(strip=True)
            for each in soup(cast.client("member").get(published.get_absolute_url())).select("article .text h2")
        ]
        assert headings == ["Qué le diríamos a otra red", "✓Aplica cuando", "Qué aprendimos", "Qué pasó"]

    def test_leads_to_its_network_its_departments_and_its_sources(self, cast, published):
        published.regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
        Lesson.objects.filter(pk=published.pk).update(sources="Acta: https://www.gob.pe/acta")
        page = soup(cast.client("member").get(published.get_absolute_url()))
        assert page.select_one("nav.crumbs a[href='/redes/propia/']")
        assert page.select_one(".facts a[href='/lecciones/?region=cusco']")
        link = page.select_one(".sources a")
        assert (link["href"], link["rel"], link.get_text()) == (
            "https://www.gob.pe/acta",
            ["noreferrer"],
            "www.gob.pe/acta",
        )


class TestNew:
    def test_a_draft_with_only_a_title(self, cast):
        response = cast.client("member").post(NEW, typed(cast, **dict.fromkeys(set(ESSENTIAL) - {"title"})))
        lesson = Lesson.objects.get()
        assert response["Location"] == lesson.get_absolute_url()
        assert (lesson.title, lesson.author, lesson.network, lesson.is_published) == (
            ESSENTIAL["title"],
            cast.user("member"),
            cast.network,
            False,
        )

    @pytest.mark.parametrize(("who", "published"), [("member", False), ("secretariat", True), ("admin", True)])
    def test_publishes_at_once_if_one_may(self, cast, who, published):
        cast.client(who).post(NEW, typed(cast, then="publish"))
        lesson = Lesson.objects.get()
        assert lesson.is_published is published
        assert lesson.published_by == (cast.user(who) if published else None)

    def test_an_incomplete_one_is_not_published_and_nothing_is_lost(self, cast):
        response = cast.client("secretariat").post(NEW, typed(cast, then="publish", insight=""))
        assert response.status_code == 422
        page = soup(response)
        assert page.select(".has-error [name=insight]")
        assert page.find(attrs={"name": "what_happened"}).get_text(strip=True) == ESSENTIAL["what_happened"]
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("observer", 403), ("no_network", 403), ("other_member", 422)])
    def test_who_may_not_write_in_the_network_is_refused(self, cast, who, status):
        assert cast.client(who).post(NEW, typed(cast)).status_code == status
        assert not Lesson.objects.exists()

    def test_where_to_go_when_one_publishes_in_another_network(self, cast):
        """Secretariat there, member here: here it stays a draft."""
        Membership.objects.create(user=cast.user("other_secretariat"), network=cast.network)
        cast.client("other_secretariat").post(NEW, typed(cast, then="publish"))
        assert not Lesson.objects.get().is_published

    def test_the_same_form_sent_twice_is_one_lesson(self, cast):
        sent, client = typed(cast), cast.client("member")
        answers = [client.post(NEW, sent) for _ in range(2)]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert Lesson.objects.count() == 1

    def test_asks_the_short_questions_first_and_folds_the_rest(self, cast):
        RegionFactory(), FindingFactory(), NetworkFactory()
        form = soup(cast.client("member").get(NEW)).select_one("form.stack")
        folded = {field["name"] for field in form.select("details [name]")}
        first = [field["name"] for field in form.select("[name]") if field["name"] not in folded]
        assert list(dict.fromkeys(first)) == [
            "writer",
            "network",
            "asked_title",
            "seen",
            "key",
            "what_happened",
            "insight",
            "recommendation",
            "applies_when",
            "title",
            "visibility",
            "shared_with",
            "is_unnamed",
            "then",
        ]
        assert {"context", "regions", "supports", "sources", "language"} <= folded


class TestEdit:
    def url(self, lesson):
        return f"/lecciones/{lesson.pk}/editar/"

    @pytest.mark.parametrize("who", ["member", "secretariat", "admin"])
    def test_changes_the_words_and_nothing_else(self, cast, draft, who):
        before = words(draft)
        sent = typed(cast, title="Otro título", insight="Otra idea.", seen=opened(draft, cast.user(who)))
        response = cast.client(who).post(self.url(draft), sent)
        assert response["Location"] == draft.get_absolute_url()
        changed = {name for name, value in words(draft).items() if value != before[name]}
        assert changed == {*ESSENTIAL, "updated_at", "search", "wording", "edited_by_id"}
        draft.refresh_from_db()
        assert (draft.title, draft.insight, draft.author) == ("Otro título", "Otra idea.", cast.user("member"))

    def test_a_published_one_stays_published(self, cast, published):
        at = published.published_at
        cast.client("secretariat").post(self.url(published), typed(cast, title="Otro título"))
        published.refresh_from_db()
        assert (published.title, published.published_at) == ("Otro título", at)

    def test_a_published_one_goes_on_saying_the_essential(self, cast, published):
        before = words(published)
        response = cast.client("secretariat").post(self.url(published), typed(cast, insight=""))
        assert response.status_code == 422
        assert words(published) == before

    @pytest.mark.parametrize(("who", "status"), [("member", 403), ("observer", 403), ("other_member", 403)])
    def test_who_may_not_change_the_lesson_is_refused(self, cast, published, who, status):
        before = words(published)
        assert cast.client(who).post(self.url(published), typed(cast)).status_code == status
        assert words(published) == before

    def test_an_error_leaves_the_lesson_and_keeps_what_was_typed(self, cast, draft):
        before = words(draft)
        response = cast.client("member").post(self.url(draft), typed(cast, title="x" * 161, insight="Algo nuevo."))
        assert response.status_code == 422
        assert "Algo nuevo." in said(response)
        assert soup(response).find(attrs={"name": "title"})["value"] == "x" * 161
        assert words(draft) == before

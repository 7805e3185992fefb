"""Writing a lesson: what is typed is never lost, and goes nowhere else. Who may open the form: the matrix."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from lessons.models import Lesson
from lessons.review import actions
from networks.models import Membership
from tests.support.factories import FindingFactory, LessonFactory, NetworkFactory, RegionFactory
from tests.support.htmx import headers, soup, swap
from tests.support.lessons import ESSENTIAL, said, typed, words, writing

NEW = "/lecciones/nueva/"
AUTOSAVE = "/lecciones/borrador/"
PREVIEW = "/lecciones/vista-previa/"
AUDIENCE = "/lecciones/alcance/"
NEAREST = "/lecciones/parecidas/"


class TestAutosave:
    def test_keeps_a_draft(self, cast):
        response = cast.client("member").post(AUTOSAVE, writing(cast, title="Llamar antes"))
        lesson = Lesson.objects.get()
        assert (lesson.title, lesson.author, lesson.is_published) == ("Llamar antes", cast.user("member"), False)
        assert response.status_code == 200
        assert soup(response).span["data-address"] == f"/lecciones/{lesson.pk}/editar/"

    def test_saving_again_changes_the_same_draft(self, cast):
        client, key, region, finding = cast.client("member"), str(uuid4()), RegionFactory(), FindingFactory()
        for insight in ("Quien", "Quien llega", "Quien llega decide"):
            sent = writing(cast, key=key, insight=insight, regions=[region.pk], contradicts=[finding.pk])
            assert client.post(AUTOSAVE, sent).status_code == 200
        lesson = Lesson.objects.get()
        assert lesson.insight == "Quien llega decide"
        assert list(lesson.regions.all()) == [region]
        assert [(each.finding, each.stance) for each in lesson.stances.all()] == [(finding, "contradicts")]

    def test_the_same_words_again_leave_no_version(self, cast):
        client, sent = cast.client("member"), writing(cast, title="")
        for _ in range(3):
            client.post(AUTOSAVE, sent)
        assert Lesson.pgh_event_model.objects.count() == 1

    def test_the_title_follows_the_words_until_there_is_one(self, cast):
        client, key = cast.client("member"), str(uuid4())
        for insight, title, expected in (
            ("Quien", "", "Quien"),
            ("Quien llega decide. Luego no.", "", "Quien llega decide"),
            ("Quien llega decide. Luego no.", "Ir pronto", "Ir pronto"),
        ):
            client.post(AUTOSAVE, writing(cast, key=key, insight=insight, title=title))
            assert Lesson.objects.get().title == expected

    @pytest.mark.parametrize("then", ["publish", "draft", "save"])
    def test_never_publishes(self, cast, then):
        sent = writing(cast, "secretariat") | {"then": then}
        assert cast.client("secretariat").post(AUTOSAVE, sent).status_code == 200
        assert not Lesson.objects.get().is_published

    def test_before_the_first_word_nothing_is_kept(self, cast):
        response = cast.client("member").post(AUTOSAVE, writing(cast, **dict.fromkeys(ESSENTIAL, " ")))
        assert response.status_code == 204
        assert not Lesson.objects.exists()

    def test_what_is_wrong_is_said_and_the_rest_is_kept(self, cast):
        client, key, region = cast.client("member"), str(uuid4()), RegionFactory()
        client.post(AUTOSAVE, writing(cast, key=key, sources="Acta", regions=[region.pk]))
        sent = writing(cast, key=key, insight="Otra idea", sources="x" * 6_001, regions=["404"], title="x" * 161)
        response = client.post(AUTOSAVE, sent)
        lesson = Lesson.objects.get()
        assert response.status_code == 422
        assert [label.get_text() for label in soup(response).select("strong")] == [
            "En una frase, ¿qué aprendiste?",
            "Departamentos",
            "Fuentes",
        ]
        assert (lesson.insight, lesson.sources, lesson.title) == ("Otra idea", "Acta", ESSENTIAL["title"])
        assert list(lesson.regions.all()) == [region]

    def test_wrong_from_the_start_is_a_draft_of_what_is_right(self, cast):
        response = cast.client("member").post(AUTOSAVE, writing(cast, title="x" * 161, context="x" * 6_001))
        assert response.status_code == 422
        assert Lesson.objects.get().title == ESSENTIAL["insight"].removesuffix(".")

    def test_a_finding_on_both_sides_leaves_those_it_had(self, cast):
        client, key, one, two = cast.client("member"), str(uuid4()), FindingFactory(), FindingFactory()
        client.post(AUTOSAVE, writing(cast, key=key, supports=[one.pk]))
        client.post(AUTOSAVE, writing(cast, key=key, supports=[two.pk], contradicts=[two.pk]))
        assert [each.finding for each in Lesson.objects.get().stances.all()] == [one]

    @pytest.mark.django_db(transaction=True)
    def test_at_the_same_moment_is_one_draft(self, cast):
        sent, at_once = writing(cast), Barrier(4, timeout=10)
        clients = [cast.client("member") for _ in range(4)]

        def send(client):
            try:
                at_once.wait()
                return client.post(AUTOSAVE, sent).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as browsers:
            assert set(browsers.map(send, clients)) == {200}
        assert Lesson.objects.count() == 1

    def test_ones_own_draft_that_is_edited_is_saved(self, cast, draft):
        cast.client("member").post(AUTOSAVE, writing(cast, key=str(draft.key), insight="Otra idea"))
        draft.refresh_from_db()
        assert draft.insight == "Otra idea"
        assert Lesson.objects.count() == 1

    def test_a_published_one_is_left_alone(self, cast, draft):
        actions.publish(draft, by=cast.user("secretariat"))
        before = words(draft)
        response = cast.client("member").post(AUTOSAVE, writing(cast, key=str(draft.key), insight="Otra idea"))
        assert response.status_code == 409
        assert words(draft) == before

    @pytest.mark.parametrize("who", ["secretariat", "admin", "other_member"])
    def test_that_of_somebody_else_is_left_alone(self, cast, draft, who):
        Membership.objects.get_or_create(user=cast.user(who), network=cast.network)
        before = words(draft)
        response = cast.client(who).post(AUTOSAVE, writing(cast, who, key=str(draft.key), insight="Otra idea"))
        assert response.status_code == 409
        assert words(draft) == before
        assert Lesson.objects.count() == 1

    def test_a_page_of_somebody_else_is_not_saved_as_ones_own(self, cast):
        """They wrote, their session ended, and another person signed in on the same phone."""
        response = cast.client("secretariat").post(AUTOSAVE, writing(cast, "member"))
        assert response.status_code == 409
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("observer", 403), ("no_network", 403)])
    def test_whoever_may_not_write_is_told(self, cast, who, status):
        sent = writing(cast, "observer" if who == "anonymous" else who)
        assert cast.client(who).post(AUTOSAVE, sent).status_code == status
        assert not Lesson.objects.exists()

    def test_a_network_where_one_may_not_write_is_refused(self, cast):
        sent = writing(cast, network=cast.other_network.pk)
        assert cast.client("member").post(AUTOSAVE, sent).status_code == 422
        assert not Lesson.objects.exists()

    def test_what_was_kept_is_the_lesson_that_is_sent(self, cast):
        client, key = cast.client("secretariat"), str(uuid4())
        client.post(AUTOSAVE, writing(cast, "secretariat", key=key, insight="A medias"))
        client.post(NEW, typed(cast, key=key, insight="Entera", then="publish"))
        lesson = Lesson.objects.get()
        assert (lesson.insight, lesson.is_published) == ("Entera", True)


class TestSentAgain:
    def test_with_other_words_they_are_kept(self, cast):
        client, key = cast.client("member"), str(uuid4())
        for insight in ("Una idea.", "Otra idea."):
            response = client.post(NEW, typed(cast, key=key, insight=insight))
        lesson = Lesson.objects.get()
        assert lesson.insight == "Otra idea."
        assert response["Location"] == lesson.get_absolute_url()

    def test_after_it_was_published_is_an_edit(self, cast):
        client, key = cast.client("member"), str(uuid4())
        client.post(NEW, typed(cast, key=key))
        actions.publish(Lesson.objects.get(), by=cast.user("secretariat"))
        client.post(NEW, typed(cast, key=key, insight="Otra idea."))
        lesson = Lesson.objects.get()
        assert (lesson.insight, lesson.is_published) == ("Otra idea.", True)

    def test_after_it_was_published_it_goes_on_saying_the_essential(self, cast):
        client, key = cast.client("member"), str(uuid4())
        client.post(NEW, typed(cast, key=key))
        actions.publish(Lesson.objects.get(), by=cast.user("secretariat"))
        before = words(Lesson.objects.get())
        response = client.post(NEW, typed(cast, key=key, insight="", context="Esto no se pierde"))
        assert response.status_code == 422
        assert "Esto no se pierde" in said(response)
        assert words(Lesson.objects.get()) == before


class TestChosenBeforehand:
    def ticked(self, response):
        return [box["value"] for box in soup(response).select("[name=regions][checked]")]

    def test_a_department_can_be_chosen_beforehand(self, cast):
        region = RegionFactory(code="08", slug="cusco")
        RegionFactory(code="01")
        assert self.ticked(cast.client("member").get(f"{NEW}?region=cusco")) == [str(region.pk)]

    @pytest.mark.parametrize("query", ["", "?region=zz", "?region=", "?region=%00", "?region=cusco%27", "?network=%00"])
    def test_what_is_no_department_is_passed_over(self, cast, query):
        RegionFactory(slug="cusco")
        response = cast.client("member").get(NEW + query)
        assert response.status_code == 200
        assert self.ticked(response) == []

    @pytest.mark.parametrize(("slug", "chosen"), [("ajena", "ajena"), ("propia", "propia"), ("tercera", "ajena")])
    def test_a_network_where_one_writes_can_be_chosen_beforehand(self, cast, slug, chosen):
        third = NetworkFactory(slug="tercera", name="Zona")
        third.memberships.create(user=cast.user("member"), role="observer")
        Membership.objects.create(user=cast.user("member"), network=cast.other_network)
        page = soup(cast.client("member").get(f"{NEW}?network={slug}"))
        value = page.select_one("select[name=network] option[selected]")["value"]
        assert value == str({"ajena": cast.other_network, "propia": cast.network}[chosen].pk)


class TestPreview:
    def test_shows_the_lesson_above_every_word_and_stores_nothing(self, cast):
        region, finding = RegionFactory(), FindingFactory()
        sent = typed(cast, regions=[region.pk], supports=[finding.pk], sources="Acta de marzo", result="partly")
        response = cast.client("member").post(PREVIEW, sent)
        page = soup(response)
        shown = page.select_one("#preview article").get_text()
        for text in (*ESSENTIAL.values(), region.name, finding.text, "Acta de marzo"):
            assert text in shown
        assert page.select_one("form.writing")["action"] == NEW
        assert page.select_one("form.writing [name=insight]").get_text(strip=True) == ESSENTIAL["insight"]
        assert page.select_one("form.writing [name=key]")["value"] == sent["key"]
        assert not Lesson.objects.exists()

    def test_of_a_lesson_that_is_edited(self, cast, published):
        before = words(published)
        address = f"/lecciones/{published.pk}/vista-previa/"
        page = soup(cast.client("secretariat").post(address, typed(cast, insight="Otra idea.")))
        assert "Otra idea." in page.select_one("#preview article").get_text()
        assert page.select_one("form.writing")["action"] == f"/lecciones/{published.pk}/editar/"
        assert words(published) == before

    @pytest.mark.fragment("lessons/writing/form.html#preview")
    def test_swap_leaves_the_preview_a_page_would_show(self, cast):
        client, sent = cast.client("member"), typed(cast)
        page = soup(client.get(NEW))
        swap(page, client.post(PREVIEW, sent, headers=headers("preview")), "preview")
        assert page.find(id="preview") == soup(client.post(PREVIEW, sent)).find(id="preview")

    @pytest.mark.fragment("lessons/writing/form.html#audience")
    def test_swap_says_who_would_read_it(self, cast):
        client, sent = cast.client("member"), typed(cast, visibility="public")
        page = soup(client.get(NEW))
        swap(page, client.post(AUDIENCE, sent, headers=headers("audience")), "audience")
        assert page.find(id="audience") == soup(client.post(AUDIENCE, sent)).find(id="audience")
        assert not Lesson.objects.exists()

    @pytest.mark.fragment("lessons/writing/form.html#nearest")
    def test_swap_shows_what_is_similar(self, cast):
        client, sent = cast.client("member"), typed(cast)
        LessonFactory(network=cast.network, title="Lo mismo", insight=" ".join(ESSENTIAL.values()), published=True)
        page = soup(client.get(NEW))
        swap(page, client.post(NEAREST, sent, headers=headers("nearest")), "nearest")
        assert page.find(id="nearest") == soup(client.post(NEAREST, sent)).find(id="nearest")
        assert "Lo mismo" in page.find(id="nearest").get_text()
        assert Lesson.objects.count() == 1

    def test_of_what_is_wrong_keeps_it_in_the_form(self, cast):
        page = soup(cast.client("member").post(PREVIEW, typed(cast, title="x" * 161, insight="<b>Idea</b>")))
        assert page.find(attrs={"name": "title"})["value"] == "x" * 161
        assert not page.select("#preview b")
        assert not Lesson.objects.exists()

    @pytest.mark.parametrize(("who", "status"), [("member", 403), ("other_member", 403), ("anonymous", 302)])
    def test_a_lesson_one_may_not_edit_has_no_preview(self, cast, published, who, status):
        address = f"/lecciones/{published.pk}/vista-previa/"
        assert cast.client(who).post(address, typed(cast)).status_code == status


class TestErrors:
    def test_are_listed_with_the_way_to_each(self, cast):
        page = soup(cast.client("member").post(NEW, typed(cast, title="x" * 161, sources="x" * 6_001)))
        links = [link["href"] for link in page.select("#errors a")]
        assert links == ["#id_title", "#id_sources"]
        assert all(page.find(id=link.removeprefix("#")) for link in links)
        assert page.find(id="errors").has_attr("autofocus")

    def test_unfold_what_hides_them_and_nothing_else(self, cast):
        page = soup(cast.client("member").post(NEW, typed(cast, sources="x" * 6_001)))
        folds = page.select("details.more, details.group")
        assert [fold.summary.span.get_text(strip=True) for fold in folds if fold.has_attr("open")] == [
            folds[0].summary.span.get_text(strip=True),
            page.find(id="id_sources").find_parent("details").summary.span.get_text(strip=True),
        ]

    def test_of_a_field_that_is_not_shown_are_said_too(self, cast):
        page = soup(cast.client("member").post(NEW, typed(cast, network=cast.other_network.pk)))
        assert page.select("#errors li")

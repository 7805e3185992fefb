"""Pages of a review and of versions. Who may open them: the matrix."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.rescued_forms import mark_of
from lessons.models import Lesson, Notice, ReviewNote
from lessons.review import actions
from tests.support.htmx import soup
from tests.support.lessons import rewrite, said, typed, words


@pytest.fixture
def handed_in(cast, draft):
    actions.hand_in(draft, by=cast.user("member"))
    return draft


@pytest.fixture
def url(draft):
    return f"/lecciones/{draft.pk}"


class TestHandIn:
    def test_by_its_author(self, cast, draft, url):
        page = soup(cast.client("member").get(f"{url}/"))
        assert page.select_one("#status form")["action"] == f"{url}/entregar/"
        assert cast.client("member").post(f"{url}/entregar/").status_code == 302
        draft.refresh_from_db()
        assert draft.is_in_review
        assert Notice.objects.filter(kind="handed_in").count() == 0  # nobody is in the secretariat yet

    def test_what_is_missing_is_said(self, cast, draft, url):
        Lesson.objects.filter(pk=draft.pk).update(insight="")
        client = cast.client("member")
        assert client.post(f"{url}/entregar/")["Location"] == f"{url}/editar/"
        assert "Qué aprendimos" in client.get(f"{url}/editar/").content.decode()
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_the_form_saves_and_hands_in(self, cast):
        response = cast.client("member").post("/lecciones/nueva/", typed(cast, then="hand_in"))
        lesson = Lesson.objects.get()
        assert (response["Location"], lesson.state) == (lesson.get_absolute_url(), "in_review")

    @pytest.mark.parametrize("missing", ["insight", "recommendation", "what_happened"])
    def test_handing_in_has_the_checks_of_publishing(self, cast, missing):
        response = cast.client("member").post("/lecciones/nueva/", typed(cast, then="hand_in", **{missing: ""}))
        assert response.status_code == 422
        assert soup(response).select(f"#errors a[href='#id_{missing}']")
        assert not Lesson.objects.exists()

    def test_who_may_publish_is_not_asked_to_hand_in(self, cast):
        cast.network.members_may_publish = True
        cast.network.save()
        for who in ("member", "secretariat"):
            values = [each.get("value") for each in soup(cast.client(who).get("/lecciones/nueva/")).select("button")]
            assert "hand_in" not in values
            assert "publish" in values


class TestTakeBack:
    def test_by_its_author(self, cast, handed_in, url):
        cast.client("member").post(f"{url}/retirar/")
        handed_in.refresh_from_db()
        assert handed_in.state == "draft"

    def test_once_published_it_stays(self, cast, handed_in, url):
        actions.publish(handed_in, by=cast.user("secretariat"))
        cast.client("member").post(f"{url}/retirar/")
        handed_in.refresh_from_db()
        assert handed_in.is_published


class TestEditInReview:
    def test_each_save_is_a_version(self, cast, handed_in, url):
        client = cast.client("member")
        seen = soup(client.get(f"{url}/editar/")).select_one("[name=seen]")["value"]
        sent = typed(cast, key=None, network=None, insight="Otra idea.") | {"seen": seen}
        assert client.post(f"{url}/editar/", sent).status_code == 302
        handed_in.refresh_from_db()
        assert (handed_in.state, handed_in.insight, handed_in.revisions.count()) == ("in_review", "Otra idea.", 2)

    def test_an_edit_in_review_goes_on_saying_the_essential(self, cast, handed_in, url):
        before = words(handed_in)
        assert cast.client("member").post(f"{url}/editar/", typed(cast, insight="")).status_code == 422
        assert words(handed_in) == before

    def test_nothing_is_kept_while_one_types(self, cast, handed_in, url):
        before = words(handed_in)
        sent = typed(cast, key=str(handed_in.key), writer=mark_of(cast.user("member")), insight="Otra idea.")
        assert cast.client("member").post("/lecciones/borrador/", sent).status_code == 409
        assert not soup(cast.client("member").get(f"{url}/editar/")).select("form[data-keep]")
        assert words(handed_in) == before


class TestReview:
    def test_a_comment_stands_beside_its_field(self, cast, handed_in, url):
        sent = {"field": "what_happened", "text": "¿En qué <b>dirección</b>?"}
        response = cast.client("secretariat").post(f"{url}/revision/", sent)
        assert response["Location"] == f"{url}/revision/#part-what_happened"
        part = soup(cast.client("member").get(f"{url}/revision/")).select_one("#part-what_happened")
        assert "¿En qué <b>dirección</b>?" in part.get_text()

    @pytest.mark.parametrize("sent", [{"text": " "}, {"text": "x" * 2_001}, {"text": "Hola", "field": "author"}])
    def test_an_empty_comment_is_none(self, cast, handed_in, url, sent):
        response = cast.client("secretariat").post(f"{url}/revision/", {"field": "insight"} | sent)
        assert response.status_code == 422
        assert not ReviewNote.objects.exists()
        if "field" not in sent:
            assert soup(response).select("#part-insight .errorlist")

    def test_returned_with_a_reason(self, cast, handed_in, url):
        sent = {"then": "return", "text": "Falta decir dónde."}
        cast.client("secretariat").post(f"{url}/revision/", sent)
        handed_in.refresh_from_db()
        assert handed_in.state == "draft"
        assert "Falta decir dónde." in said(cast.client("member").get(f"{url}/revision/"))

    @pytest.mark.parametrize(("who", "text", "status"), [("secretariat", "", 422), ("member", "Porque sí.", 403)])
    def test_a_return_needs_a_reason_and_is_not_the_authors(self, cast, handed_in, url, who, text, status):
        response = cast.client(who).post(f"{url}/revision/", {"then": "return", "text": text})
        assert response.status_code == status
        handed_in.refresh_from_db()
        assert handed_in.is_in_review
        assert not ReviewNote.objects.exists()

    def test_why_it_came_back_stands_on_its_page_until_it_is_handed_in(self, cast, handed_in, url):
        client = cast.client("member")
        actions.give_back(handed_in, by=cast.user("secretariat"), reason="Falta dónde fue.")
        assert "Falta dónde fue." in client.get(f"{url}/").content.decode()
        actions.hand_in(Lesson.objects.get(pk=handed_in.pk), by=cast.user("member"))
        assert "Falta dónde fue." not in client.get(f"{url}/").content.decode()

    def test_the_raw_words_stay_beside_those_edited(self, cast, handed_in, url):
        rewrite(handed_in, cast.user("secretariat"), insight="Quien llega decide pronto.")
        part = soup(cast.client("member").get(f"{url}/revision/")).select_one("#part-insight")
        assert "con quién habla en sus primeros días" in part.select_one("del").get_text()
        assert not soup(cast.client("member").get(f"{url}/revision/")).select("#part-context del")

    def test_an_objection_is_settled_by_who_publishes(self, cast, handed_in, url):
        note = actions.remark(handed_in, by=cast.user("secretariat"), text="No.", kind=ReviewNote.Kind.OBJECTION)
        assert cast.client("member").post(f"{url}/revision/{note.pk}/").status_code == 403
        assert ReviewNote.objects.waiting().exists()
        assert cast.client("admin").post(f"{url}/revision/{note.pk}/").status_code == 302
        assert not ReviewNote.objects.waiting().exists()

    def test_a_note_of_another_lesson_is_not_there(self, cast, handed_in, published, url):
        note = actions.remark(published, by=cast.user("secretariat"), text="No.")
        assert cast.client("secretariat").post(f"{url}/revision/{note.pk}/").status_code == 404

    def test_queries_do_not_grow_with_notes(self, cast, handed_in, url):
        counts, client = [], cast.client("secretariat")
        for _ in range(2):
            for field in ("", "insight", "context"):
                actions.remark(handed_in, by=cast.user("secretariat"), text="¿Y?", field=field)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(f"{url}/revision/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12


def test_one_lesson_is_told_its_state_in_the_singular(cast, published):
    page = soup(cast.client("secretariat").get(f"/lecciones/{published.pk}/revision/"))
    assert page.select_one(".badge").text == "Publicada"


class TestVersions:
    @pytest.fixture
    def changed(self, cast, published):
        for insight in ("Una idea.", "Otra idea."):
            rewrite(published, cast.user("secretariat"), insight=insight, note="Más claro.", changes_meaning=True)
        return f"/lecciones/{published.pk}/versiones/"

    def test_tell_what_changed_who_when_and_why(self, cast, changed):
        page = soup(cast.client("other_member").get(changed))
        assert [each.get_text(strip=True)[-4:] for each in page.select("del")] == [":Una"]
        assert [len(page.select("main ol > li")), "Más claro." in page.main.get_text()] == [3, True]
        assert "Secretariat" in page.select_one("main ol").get_text()

    def test_any_two_are_compared(self, cast, changed):
        client = cast.client("other_member")
        assert "Quien llega" in soup(client.get(f"{changed}?of=3&to=1")).select_one("del").get_text()
        for query in ("?of=9&to=1", "?of=x&to=1", "?of=%00", "?of=²&to=1", "?of=2"):
            assert soup(client.get(changed + query)).select_one("del").get_text().endswith("Una")

    def test_of_an_unnamed_lesson_name_nobody(self, cast, changed):
        Lesson.objects.update(is_unnamed=True)
        page = soup(cast.client("other_member").get(changed))
        assert "Secretariat" not in page.main.get_text()
        assert "Secretariat" in soup(cast.client("admin").get(changed)).main.get_text()

    def test_the_lesson_leads_there(self, cast, published, changed):
        page = soup(cast.client("anonymous").get(published.get_absolute_url()))
        assert not page.select(f"a[href='{changed}']")  # not readable without an account
        assert soup(cast.client("other_member").get(published.get_absolute_url())).select(f"a[href='{changed}']")

    def test_queries_do_not_grow_with_versions(self, cast, published, changed):
        counts, client = [], cast.client("other_member")
        for number in range(2):
            for other in range(5):
                rewrite(published, cast.user("secretariat"), insight=f"Idea {number} {other}.")
            with CaptureQueriesContext(connection) as queries:
                client.get(changed)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 14


class TestObjection:
    def test_stays_on_the_desk_until_it_is_settled(self, cast, handed_in, url):
        cast.user("secretariat")
        rewrite(handed_in, cast.user("admin"), insight="Otra idea.")
        member, desk = cast.client("member"), f"/redes/{cast.network.slug}/secretaria/"
        assert soup(member.get(f"{url}/versiones/")).select(f"a[href^='{url}/versiones/objetar/']")
        member.post(f"{url}/versiones/objetar/", {"text": "No dije eso."})
        assert "No dije eso." in said(cast.client("secretariat").get(desk))
        assert Notice.objects.get(kind="objected").to == cast.user("secretariat")
        cast.client("secretariat").post(f"{url}/revision/{ReviewNote.objects.get().pk}/")
        assert "No dije eso." not in said(cast.client("secretariat").get(desk))

    def test_without_words_it_is_none(self, cast, handed_in, url):
        response = cast.client("member").post(f"{url}/versiones/objetar/", {"text": ""})
        assert (response.status_code, ReviewNote.objects.count()) == (422, 0)
        assert soup(response).select("#objection .errorlist")


class TestDesk:
    def test_what_waits_comes_first_the_oldest_before(self, cast, handed_in):
        page = soup(cast.client("secretariat").get(f"/redes/{cast.network.slug}/secretaria/"))
        assert page.select_one("section[aria-labelledby=waiting] a")["href"] == f"/lecciones/{handed_in.pk}/revision/"
        assert not page.select("section[aria-labelledby=drafts] li")


class TestMeaning:
    @pytest.mark.parametrize(
        ("insight", "chosen", "expected"),
        [
            ("Quien llega decide con quién habla en sus primeras semanas.", "", False),
            ("Nada de eso.", "", True),
            ("Nada de eso.", "small", False),
            ("Quien llega decide con quién habla en sus primeras semanas.", "meaning", True),
        ],
    )
    def test_an_edit_of_a_published_lesson_says_whether_its_meaning_changes(
        self, cast, published, insight, chosen, expected
    ):
        client, address = cast.client("secretariat"), f"/lecciones/{published.pk}/editar/"
        form = soup(client.get(address)).select_one("form.writing")
        stored = {name: getattr(published, name) for name in ("what_happened", "recommendation", "title")}
        about = {"seen": form.select_one("[name=seen]")["value"], "edit_note": "Más claro.", "changes_meaning": chosen}
        sent = typed(cast, key=None, network=None, insight=insight, **stored) | about
        assert client.post(address, sent).status_code == 302
        newest = published.revisions.first()
        assert (newest.changes_meaning, newest.note) == (expected, "Más claro.")

    def test_a_draft_is_not_asked_whether_its_meaning_changes(self, cast, draft):
        page = soup(cast.client("member").get(f"/lecciones/{draft.pk}/editar/"))
        assert not page.select("[name=edit_note], [name=changes_meaning]")

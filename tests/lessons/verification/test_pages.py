"""Who may open each page: test_permission_matrix.py."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from django.utils.translation import override

from base.rescued_forms import mark_of
from lessons.models import Lesson, Verification
from lessons.search.filters import STATES
from lessons.verification import actions
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said, titles
from tests.support.lessons import words as row_of


def page(lesson: Lesson, more: str = "") -> str:
    return f"{lesson.get_absolute_url()}vigencia/{more}"


def answer(cast, who, lesson, answer, **body):
    return cast.client(who).post(page(lesson), {"answer": answer, "writer": mark_of(cast.user(who)), **body})


def kept(lesson: Lesson) -> tuple:
    return row_of(lesson), lesson.verifications.count()


class TestAnswer:
    def test_still_true(self, cast, overdue):
        response = answer(cast, "secretariat", overdue, "still_true")
        assert response["Location"] == overdue.get_absolute_url()
        overdue.refresh_from_db()
        assert not overdue.is_due_for_review

    def test_a_change_leads_to_the_form(self, cast, overdue):
        before = kept(overdue)
        refused = answer(cast, "secretariat", overdue, "needs_change")
        assert refused.status_code == 422
        assert soup(refused).select("#needs_change ~ form .errorlist")
        assert kept(overdue) == before
        response = answer(cast, "secretariat", overdue, "needs_change", note="La oficina")
        assert response["Location"] == f"{overdue.get_absolute_url()}editar/"

    def test_archived_with_a_reason_and_what_was_typed_stays(self, cast, overdue):
        before = kept(overdue)
        assert answer(cast, "secretariat", overdue, "no_longer").status_code == 422
        too_long = answer(cast, "secretariat", overdue, "no_longer", note="Ñ" * 501)
        assert soup(too_long).find(id="id_no_longer_note").text.strip() == "Ñ" * 501
        assert kept(overdue) == before
        assert answer(cast, "secretariat", overdue, "no_longer", note="Ya no hay").status_code == 302
        assert Lesson.objects.get(pk=overdue.pk).end_reason == "Ya no hay"

    def test_superseded_by_one_that_was_found(self, cast, overdue, published):
        answer(cast, "secretariat", overdue, "no_longer", successor=published.pk)
        assert Lesson.objects.get(pk=overdue.pk).superseded_by == published

    def test_a_successor_that_they_may_not_read_is_refused(self, cast, published):
        mine = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        hidden = LessonFactory(network=cast.other_network, visibility="own_network", published=True)
        before = kept(mine)
        refused = answer(cast, "member", mine, "no_longer", successor=hidden.pk)
        assert (refused.status_code, kept(mine)) == (422, before)

    @pytest.mark.parametrize("body", [{}, {"answer": "burnt"}])
    def test_what_says_no_answer_changes_nothing(self, cast, overdue, body):
        before = kept(overdue)
        assert cast.client("secretariat").post(page(overdue), body).status_code == 422
        assert kept(overdue) == before

    def test_who_comes_second_is_told(self, cast, archived):
        before = kept(archived)
        response = cast.client("secretariat").post(page(archived), {"answer": "still_true"}, follow=True)
        assert "Alguien dijo antes que tú" in response.content.decode()
        assert kept(archived) == before

    def test_whose_session_ended_finds_what_they_wrote(self, cast, overdue):
        client, user = cast.client("anonymous"), cast.user("secretariat")
        body = {"answer": "no_longer", "note": "Lo que escribí", "writer": mark_of(user)}
        assert "/cuenta/login/" in client.post(page(overdue), body)["Location"]
        assert not overdue.verifications.exists()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert soup(client.get(page(overdue))).find(id="id_no_longer_note").text.strip() == "Lo que escribí"


class TestWhoAnswersForOneWithoutAName:
    @pytest.fixture
    def lesson(self, cast):
        cast.user("secretariat")
        lesson = LessonFactory(network=cast.network, published=True, is_unnamed=True, author__name="Zzqautora")
        cast.user("member")
        Lesson.objects.filter(pk=lesson.pk).update(steward=cast.user("member"), review_on=localdate())
        return lesson

    def test_may_say_whether_it_is_true_and_not_change_it(self, cast, lesson):
        client = cast.client("member")
        assert client.get(f"{lesson.get_absolute_url()}editar/").status_code == 403
        assert len(soup(client.get(page(lesson))).select("main form [name=answer]")) == 3
        response = answer(cast, "member", lesson, "needs_change", note="La oficina")
        assert response["Location"] == lesson.get_absolute_url()
        assert lesson.verifications.get().note == "La oficina"

    @pytest.mark.parametrize(
        ("who", "named"), [("anonymous", False), ("observer", False), ("member", False), ("secretariat", True)]
    )
    def test_who_verified_or_ended_it_is_named_to_who_knows_its_author(self, cast, lesson, who, named):
        Lesson.objects.filter(pk=lesson.pk).update(visibility="public")
        actions.verify(lesson, by=cast.user("member"), outcome="still_true")
        texts = [said(cast.client(who).get(address)) for address in (lesson.get_absolute_url(), page(lesson))]
        actions.archive(lesson, by=cast.user("member"), reason="Ya no")
        texts += [said(cast.client(who).get(address)) for address in (lesson.get_absolute_url(), page(lesson))]
        assert [("Member" in text, "Zzqautora" in texts[0]) for text in texts] == [(named, named)] * 4


class TestSearch:
    @pytest.mark.parametrize("words", ["autoridades", "#{}", "{}", "http://testserver/lecciones/{}/"])
    def test_finds_others_in_force_by_words_number_or_address(self, cast, overdue, archived, words):
        other = LessonFactory(title="Autoridad que llega", network=cast.network, published=True)
        Lesson.objects.exclude(pk=other.pk).update(title="Las autoridades cambian")
        found = cast.client("secretariat").get(page(overdue), {"q": words.format(other.pk)})
        assert [each["value"] for each in soup(found).select("[name=successor]")] == [str(other.pk), ""]

    @pytest.mark.parametrize("words", ["autori\0dad", "autoridad " * 30])
    def test_finds_them_when_a_wrong_sign_or_too_much_was_pasted(self, cast, overdue, words):
        other = LessonFactory(title="Autoridad que llega", network=cast.network, published=True)
        found = cast.client("secretariat").get(page(overdue), {"q": words})
        assert str(other.pk) in [each["value"] for each in soup(found).select("[name=successor]")]

    @pytest.mark.parametrize("words", ["{}", "secreta"])
    def test_never_one_they_may_not_read(self, cast, words):
        mine = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        fields = {"network": cast.other_network, "visibility": "own_network", "published": True}
        hidden = LessonFactory(title="La secreta", **fields)
        found = cast.client("member").get(page(mine), {"q": words.format(hidden.pk)})
        assert not soup(found).select("[name=successor]")
        assert "La secreta" not in said(found)

    def test_who_may_not_answer_is_not_asked(self, cast, overdue, published):
        asked = soup(cast.client("other_member").get(page(overdue), {"q": "lección"}))
        assert not asked.select("main form")


class TestShown:
    def test_overdue_on_its_page_and_its_card_until_somebody_verifies(self, cast, overdue):
        Lesson.objects.update(visibility="public")
        for address in (overdue.get_absolute_url(), "/lecciones/", page(overdue)):
            assert soup(cast.client("anonymous").get(address)).select(".badge.due"), address
        actions.verify(overdue, by=cast.user("secretariat"), outcome="still_true")
        for address in (overdue.get_absolute_url(), "/lecciones/", page(overdue)):
            assert not soup(cast.client("anonymous").get(address)).select(".badge.due"), address
        with override("es"):
            assert "Verificada el" in said(cast.client("anonymous").get(overdue.get_absolute_url()))

    @pytest.mark.parametrize(("who", "pointed"), [("anonymous", False), ("other_member", False), ("member", True)])
    def test_superseded_it_stays_and_points_to_who_may_read_that(self, cast, who, pointed):
        old = LessonFactory(network=cast.network, visibility="public", published=True)
        hidden = {"title": "Zzqsucesora", "visibility": "own_network", "published": True}
        new = LessonFactory(network=cast.network, **hidden)
        actions.supersede(old, by=cast.user("secretariat"), successor=new, reason="Hay otra")
        for address in (old.get_absolute_url(), page(old)):
            shown = cast.client(who).get(address)
            assert bool(soup(shown).select(f"a[href='{new.get_absolute_url()}']")) is pointed
            assert ("Zzqsucesora" in shown.content.decode()) is pointed
            assert "Hay otra" in said(shown)

    def test_archived_it_tells_why(self, cast, archived):
        for address in (archived.get_absolute_url(), page(archived)):
            text = said(cast.client("other_member").get(address))
            assert "Cambió la norma." in text
            assert "Archivada el" in text

    def test_what_has_to_change_is_told_to_who_may_change_it(self, cast, overdue):
        actions.verify(overdue, by=cast.user("secretariat"), outcome="needs_change", note="Zzqnota")
        texts = {who: said(cast.client(who).get(page(overdue))) for who in ("secretariat", "member")}
        assert ("Zzqnota" in texts["secretariat"], "Zzqnota" in texts["member"]) == (True, False)
        assert "Necesita un cambio" in texts["member"]


class TestInForceAgain:
    def test_by_the_secretariat(self, cast, archived):
        client = cast.client("secretariat")
        [form] = soup(client.get(page(archived))).select("main form")
        assert client.post(form["action"])["Location"] == archived.get_absolute_url()
        archived.refresh_from_db()
        assert (archived.is_in_force, archived.end_reason) == (True, "")

    @pytest.mark.parametrize("who", ["member", "other_secretariat"])
    def test_nobody_else_puts_it_in_force_again(self, cast, archived, who):
        before, client = kept(archived), cast.client(who)
        assert not soup(client.get(page(archived))).select("main form")
        assert client.post(page(archived, "otra-vez/")).status_code == 403
        assert kept(archived) == before

    def test_of_one_in_force_changes_nothing(self, cast, published):
        before = kept(published)
        assert cast.client("secretariat").post(page(published, "otra-vez/")).status_code == 302
        assert kept(published) == before


class TestLists:
    @pytest.fixture
    def all_states(self, cast, overdue, archived, draft):
        old = LessonFactory(title="La superada", network=cast.network, published=True)
        new = LessonFactory(title="La nueva", network=cast.network, published=True)
        actions.supersede(old, by=cast.user("secretariat"), successor=new)
        Lesson.objects.filter(pk=draft.pk).update(title="El borrador")

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            ("", ["La nueva", "La que vence"]),
            ("published", ["La nueva", "La que vence"]),
            ("due", ["La que vence"]),
            ("superseded", ["La superada"]),
            ("archived", ["La archivada"]),
            ("draft", ["El borrador"]),
        ],
    )
    @pytest.mark.parametrize("words", ["", "semana"])
    def test_show_what_ended_only_when_asked(self, cast, all_states, state, expected, words):
        client = cast.client("secretariat")
        assert titles(client.get("/lecciones/", {"state": state, "q": words})) == expected
        assert {*STATES} >= {state} - {""}

    def test_a_visitor_is_offered_those_of_lessons_that_they_read_and_never_drafts(self, cast, all_states):
        def offered():
            options = soup(cast.client("anonymous").get("/lecciones/")).select("#id_state option")
            return [each["value"] for each in options]

        assert offered() == ["published"]
        Lesson.objects.update(visibility="public")
        assert offered() == ["published", "due", "superseded", "archived"]

    def test_a_state_can_be_taken_away(self, cast, all_states):
        shown = soup(cast.client("secretariat").get("/lecciones/?state=due&q=semana"))
        assert [link["href"] for link in shown.select(".chips a.remove")] == ["?q=semana"]

    def test_an_overdue_one_ranks_after_one_as_good(self, cast, overdue, published):
        Lesson.objects.update(title="Las radios llegan lejos", published_at=now())
        Lesson.objects.filter(pk=published.pk).update(published_at=now() - timedelta(days=300))
        client = cast.client("secretariat")
        for words in ("radio", "rrradios"):
            found = soup(client.get("/lecciones/", {"q": words})).select("article.card h3 a")
            assert [link["href"] for link in found] == [published.get_absolute_url(), overdue.get_absolute_url()]

    def test_the_desk_and_the_handover_have_it(self, cast, overdue, published):
        client, network = cast.client("secretariat"), cast.network.slug
        desk = soup(client.get(f"/redes/{network}/secretaria/"))
        assert [link["href"] for link in desk.select("[aria-labelledby=due] li a")] == [page(overdue)]
        assert "La que vence" in said(client.get(f"/redes/{network}/entrega/"))


class TestStudy:
    def test_admins_archive_it_and_put_it_in_force_again(self, cast, study_lesson):
        assert answer(cast, "admin", study_lesson, "no_longer", note="Ya no").status_code == 302
        study_lesson.refresh_from_db()
        assert study_lesson.state == "archived"
        cast.client("admin").post(page(study_lesson, "otra-vez/"))
        study_lesson.refresh_from_db()
        assert (study_lesson.is_in_force, study_lesson.review_on) == (True, None)

    def test_a_secretariat_does_not_archive_a_lesson_of_the_study(self, cast, study_lesson):
        before = kept(study_lesson)
        assert answer(cast, "secretariat", study_lesson, "no_longer", note="Ya no").status_code == 403
        assert kept(study_lesson) == before


def test_a_count_of_what_happened_stays_when_a_lesson_ends(cast, published):
    client, network = cast.client("member"), cast.network.slug
    before = said(client.get(f"/redes/{network}/historia/"))
    actions.archive(published, by=cast.user("secretariat"), reason="Ya no")
    assert said(client.get(f"/redes/{network}/historia/")) == before
    assert titles(client.get(f"/redes/{network}/")) == []
    assert Verification.objects.count() == 1

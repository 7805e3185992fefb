"""Asked by mail whether a lesson is still true, and answered by the link without signing in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate, now

from lessons.models import Lesson, ReviewAsk, Verification
from lessons.verification import actions, mail
from networks.models import User
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import said, words

WEEK = timedelta(weeks=1)


@pytest.fixture
def links(cast, overdue) -> dict[str, str]:
    """Answer → address, as the mail of the secretariat has it."""
    [ask] = mail.create_asks(cast.user("secretariat"), now())
    return {answer: path(url) for answer, url in mail.links_of(ask).items()}


def path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def everything() -> tuple:
    return [*Lesson.objects.order_by("pk").values()], Verification.objects.count(), [*ReviewAsk.objects.values()]


class TestAskOf:
    def test_once_in_four_weeks_of_what_is_due_and_theirs(self, cast, overdue, published):
        LessonFactory(network=cast.network, published=True, review_on=localdate())  # somebody else's
        user, at = cast.user("secretariat"), now()
        asked = [bool(mail.create_asks(user, at + WEEK * weeks)) for weeks in range(6)]
        assert asked == [True, False, False, False, True, False]
        assert ReviewAsk.objects.get().lesson == overdue

    def test_the_same_mail_written_again_asks_the_same(self, cast, overdue):
        user, at = cast.user("secretariat"), now()
        assert mail.create_asks(user, at) == mail.create_asks(user, at)
        assert [lesson for lesson, _ in mail.asks_with_links(user, at)] == [overdue]
        assert mail.asks_with_links(user, at + WEEK) == []

    def test_a_mail_that_did_not_arrive_is_asked_again(self, cast, overdue):
        user, at = cast.user("secretariat"), now()
        mail.create_asks(user, at)
        mail.take_back(user, at)
        assert mail.asks_with_links(user, at) == []
        assert len(mail.create_asks(user, at + WEEK)) == 1

    def test_ten_in_a_mail_the_longest_due_first_and_none_is_forgotten(self, cast):
        due = {"author": cast.user("member"), "network": cast.network, "published": True}
        for days in range(12):
            LessonFactory(review_on=localdate() - timedelta(days=days), **due)
        first, second = (mail.create_asks(cast.user("member"), now() + WEEK * weeks) for weeks in range(2))
        assert [(localdate() - ask.due_on).days for ask in first] == list(range(11, 1, -1))
        assert [(localdate() - ask.due_on).days for ask in second] == [1, 0]

    def test_what_needs_a_change_is_asked_again_and_what_is_verified_is_not(self, cast, overdue):
        user, at = cast.user("secretariat"), now()
        [ask] = mail.create_asks(user, at)
        mail.answer_by_mail(ask, answer="needs_change", note="La oficina")
        assert mail.asks_with_links(user, at) == []
        [again] = mail.create_asks(user, at + 4 * WEEK)
        assert again == ask
        mail.answer_by_mail(again, answer="still_true")
        assert mail.create_asks(user, at + 8 * WEEK) == []


class TestOpened:
    @pytest.mark.parametrize("answer", mail.VERDICTS)
    def test_it_shows_the_title_and_the_answer_and_changes_nothing(self, cast, overdue, links, answer):
        before = everything()
        response = cast.client("anonymous").get(links[answer])
        assert overdue.title in said(response)
        for secret in (overdue.insight, overdue.recommendation, overdue.network.name, "Secretariat"):
            assert secret not in response.content.decode()
        assert soup(response).select_one("main form [name=answer]")["value"] == answer
        assert response["Cache-Control"].startswith("max-age=0")
        assert everything() == before

    def test_it_signs_nobody_in(self, links):
        client = Client(enforce_csrf_checks=True)
        assert client.post(links["still_true"], {"answer": "still_true"}).status_code == 200
        assert "sessionid" not in client.cookies
        assert client.get("/boletin/").status_code == 302


class TestAnswered:
    def test_still_true(self, cast, overdue, links):
        assert cast.client("anonymous").post(links["still_true"], {"answer": "still_true"}).status_code == 200
        overdue.refresh_from_db()
        assert not overdue.is_due_for_review
        assert overdue.verifications.get().by == cast.user("secretariat")

    def test_it_needs_a_change_and_leads_to_the_form(self, cast, overdue, links):
        client = cast.client("anonymous")
        assert client.post(links["needs_change"], {"answer": "needs_change", "note": " "}).status_code == 422
        response = client.post(links["needs_change"], {"answer": "needs_change", "note": "La oficina"})
        assert soup(response).select(f"main a[href='/lecciones/{overdue.pk}/editar/']")
        assert overdue.verifications.get().note == "La oficina"

    def test_archived_with_a_reason(self, cast, overdue, links):
        client, before = cast.client("anonymous"), everything()
        assert client.post(links["no_longer"], {"answer": "no_longer"}).status_code == 422
        assert everything() == before
        assert client.post(links["no_longer"], {"answer": "no_longer", "note": "Ya no hay"}).status_code == 200
        overdue.refresh_from_db()
        assert (overdue.state, overdue.end_reason) == ("archived", "Ya no hay")

    @pytest.mark.parametrize("written", ["{}", "#{}", "http://testserver/en/lecciones/{}/"])
    def test_superseded_by_a_number_or_an_address(self, cast, overdue, links, published, written):
        body = {"answer": "no_longer", "successor": written.format(published.pk)}
        assert cast.client("anonymous").post(links["no_longer"], body).status_code == 200
        overdue.refresh_from_db()
        assert overdue.superseded_by == published

    @pytest.mark.parametrize("which", ["itself", "unreadable", "nothing", "0x1", "9" * 30, "\0"])
    def test_a_successor_they_may_not_read_is_refused_without_saying_why(self, cast, overdue, links, which):
        hidden = LessonFactory(title="Zzqsecreta", network=cast.other_network, visibility="own_network", published=True)
        number = {"itself": overdue.pk, "unreadable": hidden.pk, "nothing": 987654}.get(which, which)
        before = everything()
        response = cast.client("anonymous").post(links["no_longer"], {"answer": "no_longer", "successor": number})
        assert response.status_code == 422
        assert "Zzqsecreta" not in response.content.decode()
        assert soup(response).select(".errorlist")
        assert everything() == before

    @pytest.mark.parametrize("body", [{}, {"answer": "burnt"}, {"answer": "still_true", "note": "x" * 501}])
    def test_what_says_no_answer_changes_nothing(self, cast, links, body):
        before = everything()
        assert cast.client("anonymous").post(links["still_true"], body).status_code == 422
        assert everything() == before


class TestNoLongerGood:
    def refused(self, url: str, status: int) -> str:
        before, client = everything(), Client()
        for response in (client.get(url), client.post(url, {"answer": "still_true"})):
            assert response.status_code == status
            assert "La que vence" not in response.content.decode()
        assert everything() == before
        return said(response)

    def test_answered_once(self, links):
        Client().post(links["still_true"], {"answer": "still_true"})
        assert "una respuesta" in self.refused(links["no_longer"], 410)

    def test_after_two_weeks(self, links):
        with time_machine.travel(now() + timedelta(days=13, hours=23)):
            assert Client().get(links["still_true"]).status_code == 200
        with time_machine.travel(now() + timedelta(days=14, minutes=1)):
            self.refused(links["still_true"], 410)

    def test_a_link_is_no_longer_good_when_somebody_else_answers_for_it(self, cast, overdue, links):
        Lesson.objects.filter(pk=overdue.pk).update(steward=cast.user("member"))
        self.refused(links["still_true"], 410)

    @pytest.mark.parametrize("how", ["verified", "archived"])
    def test_a_link_is_no_longer_good_when_the_lesson_is_not_due(self, cast, overdue, links, how):
        if how == "verified":
            actions.verify(overdue, by=cast.user("admin"), outcome="still_true")
        else:
            actions.archive(overdue, by=cast.user("admin"), reason="Ya no")
        self.refused(links["still_true"], 410)

    def test_due_another_time_it_wants_another_link(self, cast, overdue, links):
        Lesson.objects.filter(pk=overdue.pk).update(review_on=localdate())
        self.refused(links["still_true"], 410)

    def test_a_link_is_no_longer_good_when_the_account_is_closed(self, cast, overdue, links):
        Lesson.objects.filter(pk=overdue.pk).update(steward=cast.user("member"))
        User.objects.filter(pk=cast.user("secretariat").pk).update(is_active=False)
        self.refused(links["still_true"], 410)

    @pytest.mark.parametrize("token", ["x", "1:1sPq2X:forged", "%00", "../../perfil"])
    def test_a_link_we_did_not_make(self, db, token):
        assert Client().get(f"/vigencia/{token}/?answer=still_true").status_code in {400, 404}

    def test_a_link_made_for_something_else(self, db, links):
        from digests.delivery.tokens import SIGNER

        token = SIGNER.sign(str(ReviewAsk.objects.get().pk))
        self.refused(f"/vigencia/{token}/", 400)

    def test_an_answer_between_opening_and_sending_wins(self, cast, overdue, links):
        ask = mail.ask_by(links["still_true"].split("/")[2])
        Client().post(links["no_longer"], {"answer": "no_longer", "note": "Ya no"})
        with pytest.raises(mail.CannotAnswer) as refusal:
            mail.answer_by_mail(ask, answer="still_true")
        assert refusal.value.why == "answered"
        assert words(overdue)["state"] == "archived"

    def test_who_tries_often_is_told_to_wait(self, links):
        client = Client()
        answers = [client.post("/vigencia/x/").status_code for _ in range(121)]
        assert answers == [400] * 120 + [429]


class TestSaysWhoReads:
    def test_what_only_the_review_reads_comes_back_if_that_is_another_secretariat(self, links, overdue):
        client, url = Client(), links["needs_change"]
        named = soup(client.get(url)).select_one('[name="readers"]')["value"]
        before, sent = everything(), {"answer": "needs_change", "note": "La oficina zzq"}
        answer = client.post(url, sent | {"readers": "secretariat:0"})
        assert (answer.status_code, everything()) == (422, before)
        assert [text for text in ("La oficina zzq", "Desde que abriste") if text not in answer.content.decode()] == []
        assert client.post(url, sent | {"readers": named}).status_code == 200
        assert Verification.objects.get().note == "La oficina zzq"

    def test_of_the_lessons_own_readers_a_link_tells_nothing(self, links, overdue):
        page = soup(Client().get(links["no_longer"]))
        assert (page.select('[name="readers"]'), overdue.network.name in page.get_text()) == ([], False)

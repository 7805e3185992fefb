"""What was typed is kept when the session or its token ended, and shown to nobody else on the phone."""

import time

import pytest
from django.test import Client

from base import rescued_forms
from base.rescued_forms import mark_of
from lessons.models import Lesson
from networks.models import Membership
from tests.support.factories import PASSWORD, LessonFactory, UserFactory
from tests.support.htmx import soup
from tests.support.lessons import ESSENTIAL, said, typed, words, writing

NEW = "/lecciones/nueva/"
PREVIEW = "/lecciones/vista-previa/"


class TestSessionThatEnded:
    """Without scripts: what was sent after it is in the form once one has signed in."""

    LONG = {"insight": "Ñandú 😀 <b>con todo</b>\r\n\r\nsegunda línea", "applies_when": "x" * 6_000}

    @pytest.fixture
    def member(self, cast):
        member = cast.user("member")
        member.set_password(PASSWORD)
        member.save()
        return member

    def sign_in(self, client, user, address):
        sent = {"login": user.email, "password": PASSWORD, "next": address}
        return client.post("/cuenta/login/", sent)

    @pytest.mark.parametrize("sent_to", [NEW, PREVIEW])
    def test_every_word_is_in_the_form(self, cast, member, sent_to):
        client, sent = Client(), writing(cast, **self.LONG)
        response = client.post(sent_to, sent)
        assert response["Location"] == f"/cuenta/login/?next={NEW}"
        assert self.sign_in(client, member, NEW)["Location"] == NEW
        for _ in range(2):  # an answer that got lost on its way is asked for again
            form = soup(client.get(NEW)).select_one("form.writing")
            insight = form.select_one("[name=insight]").get_text().strip()
            assert insight.splitlines() == self.LONG["insight"].splitlines()
            assert form.select_one("[name=key]")["value"] == sent["key"]
        assert form.has_attr("data-unsent")
        assert not Lesson.objects.exists()

    def test_once_sent_it_is_gone(self, cast, member):
        client, sent = Client(), writing(cast, **self.LONG)
        client.post(NEW, sent)
        self.sign_in(client, member, NEW)
        client.post(NEW, sent)
        assert Lesson.objects.get().applies_when == "x" * 6_000
        assert "Ñandú" not in said(client.get(NEW))

    def test_every_word_of_an_edit_is_in_its_form(self, cast, member, draft):
        client, address = Client(), f"/lecciones/{draft.pk}/editar/"
        before = words(draft)
        client.post(address, writing(cast, **self.LONG))
        self.sign_in(client, member, address)
        assert "Ñandú" in said(client.get(address))
        assert "Ñandú" not in said(client.get(NEW))
        assert words(draft) == before

    def test_nobody_else_who_signs_in_sees_it(self, cast):
        client = Client()
        client.post(NEW, writing(cast, "member", insight="Ñandú"))
        other = UserFactory(password=PASSWORD)
        Membership.objects.create(user=other, network=cast.network)
        self.sign_in(client, other, NEW)
        response = client.get(NEW)
        assert response.status_code == 200
        assert "Ñandú" not in said(response)

    def test_it_is_kept_for_an_hour(self, cast, member):
        client = Client()
        client.post(NEW, writing(cast, insight="Ñandú"))
        assert client.session.get_expiry_age() == rescued_forms.SECONDS
        self.sign_in(client, member, NEW)
        assert client.session.get_expiry_age() > rescued_forms.SECONDS
        session = client.session
        session[rescued_forms.NAME] |= {"at": time.time() - rescued_forms.SECONDS - 1}
        session.save()
        assert "Ñandú" not in said(client.get(NEW))

    def test_what_is_too_long_to_keep_is_shown_to_be_copied(self, cast):
        client, sent = Client(), writing(cast, insight="á" * 30_000, context="Ñandú <b>")
        response = client.post(NEW, sent)
        assert response.status_code == 413
        assert [text.get_text(strip=True) for text in soup(response).select("textarea")] == [
            ESSENTIAL["title"],
            ESSENTIAL["what_happened"],
            "á" * 30_000,
            ESSENTIAL["recommendation"],
            "Ñandú <b>",
        ]
        assert rescued_forms.NAME not in client.session


class TestTokenThatEnded:
    @pytest.fixture
    def member(self, cast):
        client = cast.client("member")
        client.handler.enforce_csrf_checks = True
        return client

    @pytest.mark.parametrize("sent_to", [NEW, PREVIEW])
    def test_every_word_comes_back_with_a_new_one(self, cast, member, sent_to):
        sent = writing(cast, insight="Ñandú <b>", then="publish")
        response = member.post(sent_to, sent)
        assert response.status_code == 403
        form = soup(response).select_one("form.writing")
        assert form.select_one("[name=insight]").get_text(strip=True) == "Ñandú <b>"
        assert not Lesson.objects.exists()
        token = response.context["csrf_token"]
        assert member.post(NEW, sent | {"csrfmiddlewaretoken": str(token)}).status_code == 302
        assert Lesson.objects.get().insight == "Ñandú <b>"

    def test_every_word_of_an_edit_comes_back_with_a_new_token(self, cast, member, draft):
        before = words(draft)
        response = member.post(f"/lecciones/{draft.pk}/editar/", writing(cast, insight="Ñandú"))
        assert (response.status_code, "Ñandú" in said(response)) == (403, True)
        assert words(draft) == before

    def test_words_on_a_lesson_one_may_not_edit_do_not_come_back(self, cast, member, published):
        response = member.post(f"/lecciones/{published.pk}/editar/", writing(cast, insight="Ñandú"))
        assert (response.status_code, "Ñandú" in said(response)) == (403, False)

    def test_what_another_site_sent_is_not_offered_to_be_sent(self, cast, member):
        response = member.post(NEW, writing(cast, insight="Ñandú"), headers={"Origin": "https://malo.example"})
        assert (response.status_code, "Ñandú" in said(response)) == (403, False)

    def test_after_the_session_ended_too_it_waits_for_who_wrote_it(self, cast):
        client = Client(enforce_csrf_checks=True)
        assert client.post(NEW, writing(cast, insight="Ñandú"))["Location"] == f"/cuenta/login/?next={NEW}"
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "Ñandú" in said(client.get(NEW))


def test_a_draft_of_somebody_else_is_not_kept_while_it_is_edited(cast):
    """The secretariat edits a member's text: it stays in the browser until it is saved."""
    draft = LessonFactory(network=cast.network, author=cast.user("member"))
    address = f"/lecciones/{draft.pk}/editar/"
    assert not soup(cast.client("secretariat").get(address)).select("form[data-keep]")
    assert soup(cast.client("member").get(address)).select("form[data-keep]")


class TestSharedPhone:
    """One person's form is open, another signs in: the words of the first never become the second's."""

    @pytest.mark.parametrize("then", ["draft", "publish"])
    def test_a_form_of_another_is_shown_to_copy_and_stored_by_nobody(self, cast, then):
        sent = typed(cast, writer=mark_of(cast.user("member")), then=then, insight="Palabras de la primera.")
        answer = cast.client("secretariat").post(NEW, sent)
        assert answer.status_code == 403
        assert "Palabras de la primera." in soup(answer).main.textarea.find_parent("main").get_text()
        assert not Lesson.objects.exists()

    def test_a_form_of_another_is_not_offered_to_send_when_its_token_ended(self, cast):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.user("secretariat"), backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.post(NEW, typed(cast, writer=mark_of(cast.user("member")), insight="Palabras de la primera."))
        assert answer.status_code == 403
        page = soup(answer)
        assert not page.select("form[data-writer]")
        assert "Palabras de la primera." in page.main.get_text()


class TestKeptForAnother:
    def test_form_stays_when_one_writes_elsewhere(self, cast):
        client, me = Client(), mark_of(cast.user("member"))
        client.post(NEW, typed(cast, writer=me, insight="Lo que espera."))
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        draft = LessonFactory(network=cast.network, author=cast.user("member"))
        client.post("/lecciones/borrador/", typed(cast, key=str(draft.key), writer=me, title="Otra"))
        assert soup(client.get(NEW)).select_one("[name=insight]").get_text(strip=True) == "Lo que espera."

    def test_is_found_in_the_other_language_too(self, cast):
        client, me = Client(), mark_of(cast.user("member"))
        client.post(NEW, typed(cast, writer=me, insight="Lo que espera."))
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert soup(client.get(f"/en{NEW}")).select_one("[name=insight]").get_text(strip=True) == "Lo que espera."

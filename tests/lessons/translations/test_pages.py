"""A lesson in another language: the form of its translator, and the page of its reader."""

import pytest

from lessons.models import Lesson, Translation
from lessons.writing import actions
from tests.support.factories import FindingFactory, TranslationFactory
from tests.support.htmx import soup
from tests.support.lessons import ESSENTIAL, said, titles


def address_of(lesson):
    """In Spanish, whichever language the page before had."""
    return f"/lecciones/{lesson.pk}/"


@pytest.fixture
def form(published):
    return f"{address_of(published)}traducir/en/"


@pytest.fixture
def translated(published):
    Lesson.objects.filter(pk=published.pk).update(visibility="public")
    return TranslationFactory(lesson=published)


def sent(client, address, **fields):
    """What a browser sends of the form that it was shown."""
    shown = soup(client.get(address)).select_one("main form")
    kept = {each["name"]: each.get("value", "") for each in shown.select("input[type=hidden][name]")}
    return {name: value for name, value in kept.items() if name != "csrfmiddlewaretoken"} | ESSENTIAL | fields


class TestForm:
    def test_has_the_original_beside_each_field(self, cast, published, form):
        page = soup(cast.client("other_member").get(f"/en{form}"))
        assert page.html["lang"] == "en"
        assert soup(cast.client("other_member").get(form)).html["lang"] == "es-PE"
        names = [pair.select_one("input, textarea")["name"] for pair in page.select(".beside")]
        assert names == ["title", "what_happened", "insight", "recommendation"]
        originals = page.select(".beside .words")
        assert [each["lang"] for each in originals] == ["es"] * 4
        assert published.insight in originals[2].get_text()

    def test_keeps_what_was_written(self, cast, published, form):
        client = cast.client("other_member")
        answer = client.post(form, sent(client, form, title="Visit early"))
        assert answer["Location"].endswith(f"{address_of(published)}?lang=en")
        kept = Translation.objects.get()
        assert (kept.title, kept.by, kept.of_revision) == ("Visit early", cast.user("other_member"), 1)

    def test_of_one_that_there_is_the_page_asks_to_improve_it(self, cast, form, translated):
        link = soup(cast.client("other_member").get(address_of(translated.lesson))).select_one(f'a[href="{form}"]')
        assert link.get_text(strip=True) == "Mejora la traducción: inglés"

    @pytest.mark.parametrize("name", ["title", "insight"])
    def test_asks_at_the_field_for_what_is_left_out_and_keeps_the_rest(self, cast, form, name):
        client = cast.client("member")
        answer = client.post(form, sent(client, form, **{name: " ", "recommendation": "Ask early."}))
        assert answer.status_code == 422
        page = soup(answer)
        assert page.select_one(f"[name={name}]")["aria-invalid"] == "true"
        assert page.select_one("[name=recommendation]").get_text(strip=True) == "Ask early."
        assert not Translation.objects.exists()

    def test_second_of_two_sees_both_and_may_send_again(self, cast, form):
        client = cast.client("member")
        mine = sent(client, form, title="Mine")
        other = cast.client("other_member")
        other.post(form, sent(other, form, title="Theirs"))
        answer = client.post(form, mine)
        assert answer.status_code == 422
        assert Translation.objects.get().title == "Theirs"
        page = soup(answer)
        assert page.select_one("[name=title]")["value"] == "Mine"
        assert "Theirs" in page.select_one(".beside .message").get_text()
        client.post(form, mine | {"version": page.select_one("[name=version]")["value"]})
        assert Translation.objects.get().title == "Mine"

    @pytest.mark.parametrize("language", ["es", "fr", "EN"])
    def test_a_translation_is_only_into_another_language_that_there_is(self, cast, published, language):
        assert cast.client("admin").get(f"/lecciones/{published.pk}/traducir/{language}/").status_code == 404

    def test_words_written_after_the_session_ended_are_there_after_signing_in(self, cast, form):
        client = cast.client("member")
        mine = sent(client, form, title="Mine")
        client.logout()
        assert client.post(form, mine).status_code == 302
        client.force_login(cast.user("member"), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert soup(client.get(form)).select_one("[name=title]")["value"] == "Mine"
        assert not Translation.objects.exists()

    def test_warns_of_a_changed_original(self, cast, published, translated, form):
        published.refresh_from_db()
        published.insight = "Otra cosa."
        actions.save(published, regions=[], stances={}, by=published.author, changes_meaning=True)
        page = soup(cast.client("member").get(form))
        assert page.select_one(".message.warning")
        assert page.select_one("[name=of_revision]")["value"] == str(published.revisions.count())


class TestAside:
    def test_by_who_may_change_the_lesson(self, cast, published, translated, form):
        aside = f"{address_of(published)}traducir/en/apartar/"
        assert cast.client("member").post(aside).status_code == 403
        assert Translation.objects.shown().exists()
        client = cast.client("secretariat")
        client.post(aside, {"then": "aside"})
        assert not Translation.objects.shown().exists()
        assert translated.title not in said(cast.client("anonymous").get(f"/en{address_of(published)}"))
        client.post(aside, {"then": "show"})
        assert Translation.objects.shown().exists()

    def test_of_one_that_is_not_there(self, cast, published):
        aside = f"{address_of(published)}traducir/en/apartar/"
        assert cast.client("secretariat").post(aside).status_code == 404


class TestReader:
    def test_gets_their_language_and_a_switch(self, cast, published, translated):
        client, address = cast.client("anonymous"), address_of(published)
        page = soup(client.get(f"/en{address}"))
        assert page.h1.get_text() == translated.title
        assert not page.h1.get("lang")
        switch = page.select_one("nav a[href='?lang=es']")
        original = soup(client.get(f"/en{address}{switch['href']}"))
        assert (original.h1.get_text(), original.h1["lang"]) == (published.title, "es")
        assert original.select_one("nav.meta strong").get_text(strip=True) == "Spanish, the original"

    def test_of_the_originals_language_gets_the_original_and_can_switch(self, cast, published, translated):
        client, address = cast.client("anonymous"), address_of(published)
        assert soup(client.get(address)).h1.get_text() == published.title
        other = soup(client.get(f"{address}?lang=en"))
        assert (other.h1.get_text(), other.h1["lang"]) == (translated.title, "en")

    @pytest.mark.parametrize("language", ["fr", "%00", ""])
    def test_of_a_language_there_is_not_gets_what_there_is(self, cast, published, translated, language):
        page = soup(cast.client("anonymous").get(f"{address_of(published)}?lang={language}"))
        assert page.h1.get_text() == published.title

    def test_is_told_from_which_version_an_outdated_one_is(self, cast, published, translated):
        published.refresh_from_db()
        published.insight = "Otra cosa."
        actions.save(published, regions=[], stances={}, by=published.author, changes_meaning=True)
        page = said(cast.client("anonymous").get(f"/en{address_of(published)}"))
        assert "version 1" in page
        assert "earlier version" in said(cast.client("anonymous").get("/en/lecciones/"))

    def test_sees_it_in_lists_marked(self, cast, published, translated):
        for address in ("/en/", "/en/lecciones/", "/en/lecciones/?q=meeting", "/en/redes/propia/"):
            response = cast.client("anonymous").get(address)
            assert titles(response) == [translated.title], address
            assert "Translated by a person" in said(response)
        assert titles(cast.client("anonymous").get("/lecciones/")) == [published.title]

    def test_is_not_told_who_translated_it(self, cast, published, translated):
        Translation.objects.update(by=cast.user("other_secretariat"))
        for who in ("anonymous", "observer"):
            page = said(cast.client(who).get(f"/en{address_of(published)}"))
            assert cast.user("other_secretariat").name not in page

    def test_who_may_write_is_led_to_the_form(self, cast, published, translated, form):
        for who, led in (("other_member", True), ("observer", False), ("anonymous", False)):
            page = soup(cast.client(who).get(address_of(published)))
            assert bool(page.select(f"a[href='{form}']")) is led

    def test_of_a_draft_there_is_nothing_to_translate(self, cast, draft):
        assert not soup(cast.client("member").get(draft.get_absolute_url())).select("a[href*=traducir]")

    def test_answers_of_a_challenge_quote_it_in_their_language(self, cast, published, translated):
        for code, kind in (("C1", "challenge"), ("P1", "best_practice")):
            published.stances.create(finding=FindingFactory(code=code, kind=kind))
        page = soup(cast.client("anonymous").get("/en/hallazgos/C1/"))
        assert "Ask for the meeting" in page.select_one("blockquote").get_text()

"""A lesson reaches more people than before: whoever edits, translates or answers meanwhile is told; so are readers."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from lessons.models import TEXT_FIELDS, Attachment, Lesson, Notice, Photo, Translation, Verification
from lessons.review import actions as review_actions
from lessons.writing import actions
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CommentFactory,
    CorroborationFactory,
    LessonFactory,
    TranslationFactory,
)
from tests.support.htmx import soup
from tests.support.lessons import said, words

ONLY = "Solo lo lee la gente de Propia."


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    """The member's, for their network."""
    fields = {"author": cast.user("member"), "visibility": "own_network", "published": True}
    return LessonFactory(network=cast.network, **fields)


def widen(cast: Cast, lesson: Lesson, level: str = "public", **more: Any) -> None:
    stored = Lesson.objects.get(pk=lesson.pk)
    stored.visibility = level
    actions.rewrite(stored, by=cast.user("secretariat"), regions=[], stances={}, **more)


class TestEditedMeanwhile:
    """Opened by the member before the secretariat lets others read it."""

    @pytest.fixture
    def address(self, lesson):
        return reverse("lessons:edit", args=[lesson.pk])

    def filled(self, page: Any, **changed: Any) -> dict[str, Any]:
        form = soup(page).select_one("form#writing")
        hidden = form.select("input[type=hidden][name]")
        sent = {each["name"]: each.get("value", "") for each in [*hidden, *form.select("input[type=text], #id_title")]}
        sent |= {each["name"]: each.get_text().removeprefix("\n") for each in form.select("textarea")}
        sent |= {each["name"]: each["value"] for each in form.select("input[type=radio][checked]")}
        chosen = {each["name"]: each.select_one("[selected]") for each in form.select("select")}
        sent |= {name: option["value"] if option else "" for name, option in chosen.items()}
        shared = [box["value"] for box in form.select("[name=shared_with][checked]")]
        return sent | {"shared_with": shared, "then": "save", "insight": "Solo para ustedes zzq."} | changed

    @pytest.mark.parametrize("level", ["all_networks", "public", "chosen_networks"])
    def test_it_comes_back_with_the_new_readers_and_is_kept_when_sent_once_more(self, cast, lesson, address, level):
        client = cast.client("member")
        sent = self.filled(client.get(address))
        widen(cast, lesson, level, shared_with=[cast.other_network] if level == "chosen_networks" else [])
        before = words(lesson)
        answer = client.post(address, sent)
        assert (answer.status_code, words(lesson)) == (422, before)
        assert "Desde que abriste esta página" in said(answer)
        assert soup(answer).select_one("[name=visibility][checked]")["value"] == level
        assert client.post(address, self.filled(answer)).status_code == 302
        lesson.refresh_from_db()
        assert (lesson.insight, lesson.visibility) == ("Solo para ustedes zzq.", level)

    def test_kept_to_the_readers_that_it_named_it_is_asked_which(self, cast, lesson, address):
        client = cast.client("member")
        sent = self.filled(client.get(address), visibility="all_networks")
        widen(cast, lesson)
        assert client.post(address, sent).status_code == 409

    def test_narrowed_meanwhile_it_is_kept(self, cast, lesson, address):
        widen(cast, lesson)
        client = cast.client("member")
        sent = self.filled(client.get(address))
        widen(cast, lesson, "own_network")
        assert client.post(address, sent).status_code == 302
        lesson.refresh_from_db()
        assert (lesson.insight, lesson.visibility) == ("Solo para ustedes zzq.", "own_network")

    def test_widened_by_its_own_form_it_is_kept(self, cast, lesson, address):
        client = cast.client("member")
        sent = self.filled(client.get(address), visibility="public")
        assert client.post(address, sent).status_code == 302
        lesson.refresh_from_db()
        assert lesson.visibility == "public"

    def test_published_meanwhile_to_whom_it_named_it_is_kept(self, cast):
        draft = LessonFactory(network=cast.network, author=cast.user("member"), visibility="own_network")
        client, address = cast.client("member"), reverse("lessons:edit", args=[draft.pk])
        sent = self.filled(client.get(address))
        review_actions.publish(draft, by=cast.user("secretariat"))
        assert client.post(address, sent).status_code == 302
        draft.refresh_from_db()
        assert draft.insight == "Solo para ustedes zzq."


class TestMarked:
    """What reaches fewer than read the lesson says so to those who do read it, on each page that shows it."""

    PAGES = ("lesson", "conversation", "files", "versions", "still_true")

    @pytest.fixture
    def spoken(self, cast, lesson):
        by = cast.user("secretariat")
        CommentFactory(lesson=lesson, by=by)
        CorroborationFactory(lesson=lesson, by=by, network=cast.network)
        ApplicationFactory(lesson=lesson, by=by, network=cast.network)
        Photo.objects.create(lesson=lesson, added_by=by, alt="Una", small=b"s", large=b"l", width=1, height=1)
        kept = {"title": "Acta", "file_name": "a.pdf", "kind": "pdf", "content": "x", "size": 1, "read_at": now()}
        Attachment.objects.create(lesson=lesson, added_by=by, **kept)
        Verification.objects.create(lesson=lesson, by=by, outcome="needs_change", note="Falta", revision=1)
        actions.rewrite(Lesson.objects.get(pk=lesson.pk), by=by, regions=[], stances={}, note="Antes")
        stored = Lesson.objects.get(pk=lesson.pk)
        stored.insight = "Otra cosa."
        actions.rewrite(stored, by=by, regions=[], stances={})
        return lesson

    def marks(self, cast, who: str, page: str, lesson: Lesson) -> int:
        return said(cast.client(who).get(reverse(f"lessons:{page}", args=[lesson.pk]))).count(ONLY)

    def test_each_thing_said_to_fewer_is_marked(self, cast, spoken):
        assert [self.marks(cast, "observer", page, spoken) for page in self.PAGES] == [0, 0, 0, 0, 0]
        widen(cast, spoken)
        # A confirmation, a use and the photograph; a comment; a file; the version before; the answer that has a note.
        assert [self.marks(cast, "observer", page, spoken) for page in self.PAGES] == [3, 1, 1, 1, 1]
        assert [self.marks(cast, "no_network", page, spoken) for page in self.PAGES] == [0, 0, 0, 0, 0]

    def test_a_translation_said_to_fewer_is_marked(self, cast, lesson):
        TranslationFactory(lesson=lesson)
        widen(cast, lesson)
        address = reverse("lessons:lesson", args=[lesson.pk], query={"lang": "en"})
        assert ONLY in said(cast.client("observer").get(address))
        assert ONLY not in said(cast.client("no_network").get(address))

    def test_names_no_organisation(self, cast, lesson):
        CommentFactory(lesson=lesson)
        widen(cast, lesson, "chosen_networks", shared_with=[cast.other_network])
        CommentFactory(lesson=lesson)
        widen(cast, lesson, "all_networks")
        page = said(cast.client("observer").get(reverse("lessons:conversation", args=[lesson.pk])))
        assert ONLY in page
        assert "Solo lo lee la gente de Ajena y la gente de Propia." in page


class TestTranslatedOverAHiddenOne:
    SENT = dict.fromkeys(TEXT_FIELDS, "Mine") | {"version": 0, "of_revision": 1}

    @pytest.fixture
    def address(self, cast, lesson):
        TranslationFactory(lesson=lesson, by=cast.user("secretariat"), title="Theirs")
        widen(cast, lesson)
        return reverse("lessons:translate", args=[lesson.pk, "en"])

    def test_it_stays_and_the_translator_is_told_before_and_after(self, cast, address):
        client = cast.client("other_member")
        assert "Ya hay una traducción." in said(client.get(address))
        answer = client.post(address, self.SENT)
        assert answer.status_code == 422
        assert "Ya hay una traducción." in said(answer)
        assert "Mine" in answer.content.decode()
        assert "Theirs" not in answer.content.decode()
        assert Translation.objects.get().title == "Theirs"
        assert not Notice.objects.filter(kind="translated").exists()

    def test_who_reads_it_may_change_it(self, cast, address):
        sent = self.SENT | {"version": Translation.objects.get().version}
        assert cast.client("member").post(address, sent).status_code == 302
        assert Translation.objects.get().title == "Mine"

    def test_once_its_writer_agrees_others_may_change_it(self, cast, address):
        Translation.objects.update(agreed_at=now())
        assert "Ya hay una traducción." not in said(cast.client("other_member").get(address))
        sent = self.SENT | {"version": Translation.objects.get().version}
        assert cast.client("other_member").post(address, sent).status_code == 302


class TestAnsweredTwice:
    """The same form sent twice is one answer."""

    @pytest.mark.parametrize(
        "sent",
        [
            {"answer": "still_true"},
            {"answer": "needs_change", "note": "El año"},
            {"answer": "no_longer", "note": "Ya no"},
        ],
    )
    def test_is_one(self, cast, lesson, sent):
        address, client = reverse("lessons:still_true", args=[lesson.pk]), cast.client("secretariat")
        answers = [client.post(address, sent, follow=True) for _ in range(2)]
        assert ["Gracias" in answer.content.decode() for answer in answers] == [True, True]
        assert Verification.objects.count() == 1

    @pytest.mark.parametrize("who", ["secretariat", "member"])
    def test_other_words_or_another_person_are_another_answer(self, cast, lesson, who):
        address = reverse("lessons:still_true", args=[lesson.pk])
        cast.client("secretariat").post(address, {"answer": "needs_change", "note": "El año"})
        note = "El mes" if who == "secretariat" else "El año"
        cast.client(who).post(address, {"answer": "needs_change", "note": note})
        assert Verification.objects.count() == 2

    def test_who_comes_second_with_the_end_is_told(self, cast, lesson):
        address, sent = reverse("lessons:still_true", args=[lesson.pk]), {"answer": "no_longer", "note": "Ya no"}
        cast.client("secretariat").post(address, sent)
        answer = cast.client("member").post(address, sent, follow=True)
        assert "Gracias" not in answer.content.decode()
        assert Verification.objects.count() == 1

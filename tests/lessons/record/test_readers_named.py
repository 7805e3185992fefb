"""Opened while few could read the lesson, sent when more can: each form that names its readers."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from lessons.files import uploads
from lessons.models import (
    TEXT_FIELDS,
    Application,
    Attachment,
    Collection,
    CollectionItem,
    Comment,
    Corroboration,
    Lesson,
    Photo,
    ReviewNote,
    Translation,
    Verification,
)
from lessons.record.audience import MoreReaders, refuse_more_readers
from tests.support.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    LessonFactory,
    OrganisationFactory,
    speak_for,
)
from tests.support.files import documents
from tests.support.files.documents import contents
from tests.support.files.pictures import sent as photograph
from tests.support.htmx import soup
from tests.support.lessons import said

WORDS = "Lo digo a los míos zzq"
OF_NOW = {"es": ("Desde que abriste esta página", "Quién leerá esto"), "en": ("Since you opened this page", "Who will")}


@dataclass(frozen=True)
class Form:
    """What it sends, to which page, and the rows it makes; `of_review`: its readers are not the lesson's."""

    url: str
    rows: Any
    sends: dict[str, Any]
    args: tuple[str, ...] = ()
    who: str = "secretariat"
    of_review: bool = False
    query: dict[str, str] = field(default_factory=dict)


FORMS = {
    "comment": Form("conversation", Comment, {"text": WORDS}),
    "answer": Form("conversation", Comment, {"text": WORDS}),
    "confirmation": Form("corroborate", Corroboration, {"text": WORDS, "stance": "confirms"}),
    "difference": Form("corroborate", Corroboration, {"text": WORDS, "stance": "differs"}),
    "use": Form("use", Application, {"result": "worked", "for_what": "Plan", "text": WORDS}),
    "told use": Form("told_use", Application, {"result": "worked", "for_what": "Plan", "text": WORDS}),
    "file": Form("files", Attachment, {"title": WORDS}),
    "file in slices": Form("files", Attachment, {"title": WORDS}),
    "photograph": Form("photo_edit", Photo, {"alt": WORDS}),
    "translation": Form("translate", Translation, dict.fromkeys(TEXT_FIELDS, WORDS) | {"version": 0}, args=("en",)),
    "no longer true": Form("still_true", Verification, {"answer": "no_longer", "note": WORDS}),
    "collection": Form("collect", CollectionItem, {"title": "Mía", "note": WORDS}),
    "note of a collection": Form("collection_arrange", CollectionItem, {"do": "note", "note": WORDS}),
    "still true": Form("still_true", Verification, {"answer": "still_true", "note": WORDS}, of_review=True),
    "needs change": Form("still_true", Verification, {"answer": "needs_change", "note": WORDS}, of_review=True),
    "review note": Form("review", ReviewNote, {"text": WORDS}, who="admin", of_review=True),
    "return": Form("review", ReviewNote, {"text": WORDS, "then": "return"}, who="admin", of_review=True),
    "objection": Form("object_to", ReviewNote, {"text": WORDS}, who="admin", of_review=True),
}
OF_LESSONS = [name for name, form in FORMS.items() if not form.of_review]
OF_REVIEW = [name for name, form in FORMS.items() if form.of_review]


@pytest.fixture
def opens(cast):
    """Opens a form in a language; what it says it has named."""

    def opens(name: str, language: str = "es") -> "Opened":
        author = cast.user("admin" if name == "objection" else "member")
        state = {"published": True} if name != "return" else {"state": "in_review", "submitted_at": now()}
        lesson = LessonFactory(network=cast.network, author=author, visibility="own_network", **state)
        return Opened(cast, FORMS[name], name, lesson, language)

    return opens


class Opened:
    def __init__(self, cast: Any, form: Form, name: str, lesson: Lesson, language: str) -> None:
        self.form, self.name, self.lesson, self.cast = form, name, lesson, cast
        self.client, self.user = cast.client(form.who), cast.user(form.who)
        self.more = self._before()
        pk = self.more.pop("of", lesson.pk)
        with translation.override(language):
            self.address = reverse(f"lessons:{form.url}", args=[pk, *form.args])
            shows = reverse("lessons:collection_edit", args=[pk]) if "item" in self.more else self.address
        self.readers = self.named_by(self.client.get(shows))
        self.before = self.rows()

    def _before(self) -> dict[str, Any]:
        if self.name == "answer":
            return {"answering": CommentFactory(lesson=self.lesson, by=self.cast.user("member")).pk}
        if self.name == "told use":
            said = {"by": self.user, "network": self.cast.network, "result": "too_early", "text": "Antes"}
            return {"of": ApplicationFactory(lesson=self.lesson, **said).pk}
        if self.name == "note of a collection":
            mine = CollectionFactory(by=self.user)
            kept = CollectionItem.objects.create(collection=mine, lesson=self.lesson, position=1)
            return {"of": kept.collection_id, "item": kept.pk}
        if self.name in {"confirmation", "difference", "use"}:
            return {"network": self.cast.network.pk}
        return {}

    def _attached(self) -> dict[str, Any]:
        """A browser chooses it anew each time."""
        if self.name == "file":
            return {"file": documents.sent(documents.word(), "acta.docx")}
        if self.name == "file in slices":
            content = documents.word()
            begun = uploads.begin(self.lesson, by=self.user, name="acta.docx", size=len(content), mark="1")
            uploads.take(begun, offset=begun.offset, content=content[begun.offset :])
            return {"upload": str(begun.key)}
        return {"file": photograph()} if self.name == "photograph" else {}

    def named_by(self, page: Any) -> str:
        """Of the form with the words, where there are several."""
        button = {"still true": "still_true", "needs change": "needs_change", "no longer true": "no_longer"}
        within = f'form:has([value="{button[self.name]}"]) ' if self.name in button else ""
        within = 'form:has([value="return"]) ' if self.name == "return" else within
        return str(soup(page).select_one(f'main {within}[name="readers"]')["value"])

    def send(self, readers: str | None = None) -> Any:
        sent = self.form.sends | self.more | self._attached()
        return self.client.post(self.address, sent | {"readers": self.readers if readers is None else readers})

    def rows(self) -> list[dict[str, Any]]:
        return [{**row, "small": b"", "large": b""} for row in self.form.rows.objects.order_by("pk").values()]

    def change(self, **fields: Any) -> None:
        Lesson.objects.filter(pk=self.lesson.pk).update(**fields)


pytestmark = pytest.mark.django_db


class TestWidenedMeanwhile:
    @pytest.mark.parametrize("language", ["es", "en"])
    @pytest.mark.parametrize("name", OF_LESSONS)
    def test_it_comes_back_and_is_kept_when_sent_once_more(self, opens, name, language):
        opened, files = opens(name, language), contents()
        opened.change(visibility="all_networks")
        answer = opened.send()
        assert answer.status_code == 422
        assert (opened.rows(), contents()) == (opened.before, files)
        assert not Collection.objects.filter(title="Mía").exists()
        assert [each for each in OF_NOW[language] if each not in said(answer)] == []
        assert WORDS in answer.content.decode()
        again = opened.send(opened.named_by(answer))
        assert (again.status_code, opened.rows() != opened.before) == (302, True)

    @pytest.mark.parametrize("name", OF_REVIEW)
    def test_what_only_the_review_reads_is_kept(self, opens, name):
        opened = opens(name)
        opened.change(visibility="public")
        assert opened.send().status_code == 302
        assert opened.rows() != opened.before

    @pytest.mark.parametrize("name", ["review note", "return"])
    def test_another_secretariat_is_no_reader_that_was_named(self, opens, cast, name):
        opened = opens(name)
        opened.change(network=cast.other_network, steward=cast.user("other_secretariat"))
        answer = opened.send()
        assert answer.status_code == 422
        assert opened.rows() == opened.before
        assert WORDS in answer.content.decode()


class TestNotWidened:
    @pytest.mark.parametrize("name", FORMS)
    def test_unchanged_it_is_kept(self, opens, name):
        opened = opens(name)
        assert opened.send().status_code == 302
        assert opened.rows() != opened.before

    @pytest.mark.parametrize("name", OF_LESSONS)
    def test_narrowed_it_is_kept(self, opens, name):
        opened = opens(name)
        assert opened.readers == f"network:{opened.lesson.network_id}"
        assert opened.send("everyone").status_code == 302
        assert opened.rows() != opened.before

    def test_a_page_from_before_names_nobody_and_is_kept(self, opens):
        opened = opens("comment")
        assert opened.send("").status_code == 302
        assert opened.rows() != opened.before


class TestTold:
    def test_one_more_network_is_more(self, opens, cast):
        opened = opens("comment")
        opened.change(visibility="chosen_networks")
        opened.lesson.shared_with.add(cast.other_network)
        answer = opened.send()
        assert answer.status_code == 422
        assert "Propia y Ajena" in said(answer)
        assert opened.send(opened.named_by(answer)).status_code == 302

    def test_of_an_unnamed_lesson_its_organisation_is_told_neither_by_the_form_nor_by_the_refusal(self, cast):
        house = OrganisationFactory(name="Casa Secreta")
        for who in ("member", "observer"):
            speak_for(house, cast.user(who))
        fields = {"author": cast.user("member"), "organisation": house, "is_unnamed": True, "published": True}
        lesson = LessonFactory(network=cast.network, visibility="own_organisation", **fields)
        lesson.hide_source()
        refuse_more_readers(lesson, f"network:{lesson.network_id}/organisation:None")
        with pytest.raises(MoreReaders) as refusal, transaction.atomic():
            refuse_more_readers(lesson, "network:0")
        assert "Casa Secreta" not in str(refusal.value)
        assert str(house.pk) not in refusal.value.named.circles.split(":")[-1]

    def test_another_error_does_not_name_the_new_readers_in_silence(self, opens):
        opened = opens("comment")
        opened.change(visibility="public")
        page = opened.client.post(opened.address, {"text": "", "readers": opened.readers})
        assert page.status_code == 422
        assert opened.named_by(page) == opened.readers
        assert opened.send(opened.named_by(page)).status_code == 422

    def test_the_swapped_form_names_whom_a_reload_names(self, opens):
        opened = opens("use")
        opened.change(visibility="public")
        sent = opened.form.sends | opened.more | {"readers": opened.readers, "key": str(uuid.uuid4())}
        headers = {"HX-Request": "true", "HX-Target": "voices"}
        swapped = opened.client.post(opened.address, sent, headers=headers)
        assert swapped.status_code == 422
        assert soup(swapped).select_one('[name="readers"]')["value"] == opened.named_by(
            opened.client.get(opened.address)
        )


class TestShowingMine:
    @pytest.mark.parametrize(("level", "shown"), [("all_networks", False), ("own_network", True)])
    def test_only_to_those_whom_the_page_named(self, opens, level, shown):
        opened = opens("comment")
        comment = CommentFactory(lesson=opened.lesson, by=opened.user)
        opened.change(visibility="all_networks")
        page = opened.client.get(opened.lesson.get_absolute_url())
        readers = soup(page).select_one('#mine [name="readers"]')["value"]
        opened.change(visibility="public" if level == "all_networks" else "all_networks")
        url = reverse("lessons:show_mine", args=[opened.lesson.pk])
        answer = opened.client.post(url, {"only": f"comment:{comment.pk}", "readers": readers}, follow=True)
        comment.refresh_from_db()
        assert (comment.agreed_at is not None) is shown
        assert ("Desde que abriste esta página" in answer.content.decode()) is not shown

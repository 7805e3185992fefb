"""Whoever saves second overwrites nothing in silence: who opened what, and who wrote what meanwhile."""

import pytest
from django.contrib.messages import get_messages

from base.rescued_forms import mark_of
from lessons.models import Lesson
from lessons.writing import actions
from tests.support.factories import FindingFactory, NetworkFactory, RegionFactory
from tests.support.htmx import soup
from tests.support.lessons import ESSENTIAL, opened, typed, words

AUTOSAVE = "/lecciones/borrador/"


@pytest.fixture
def form(cast, draft):
    """Sends the form of the member's draft as it stands, with what that person changes in it."""
    Lesson.objects.filter(pk=draft.pk).update(**ESSENTIAL)

    def send(who, seen, **changed):
        sent = typed(cast, network=None, key=None, **ESSENTIAL | changed) | {"seen": seen}
        return cast.client(who).post(f"/lecciones/{draft.pk}/editar/", sent)

    return send


def write(cast, lesson, who, **fields):
    """That person changes these fields, and nothing else."""
    stored = Lesson.objects.get(pk=lesson.pk)
    said = {name: fields.pop(name, ()) for name in ("regions", "shared_with")} | {"stances": fields.pop("stances", {})}
    for name, value in fields.items():
        setattr(stored, name, value)
    actions.rewrite(stored, by=cast.user(who), **said)


def in_form(response):
    """What a page sends if nothing more is done: hidden fields, boxes, and the choices made beforehand."""
    form = soup(response).select_one("main form")
    sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]") if each.get("name")}
    sent |= {each["name"]: each.get_text().removeprefix("\n") for each in form.select("textarea")}
    return sent | {each["name"]: each["value"] for each in form.select("input[type=radio][checked]")}


class TestBothWroteTheSame:
    @pytest.fixture
    def clash(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", insight="Otra idea de la secretaría.")
        self.before = words(draft)
        return form("member", seen, insight="Mi idea nueva.", context="Mi contexto.")

    def test_nothing_is_saved_and_both_texts_are_shown(self, draft, clash):
        assert clash.status_code == 409
        text = soup(clash).main.get_text(" ", strip=True)
        assert "Otra idea de la secretaría." in text
        assert "Mi idea nueva." in text
        assert [box["name"] for box in soup(clash).select("textarea")] == ["insight"]
        assert words(draft) == self.before

    def test_sent_again_mine_stands_and_the_rest_of_mine_too(self, cast, draft, clash):
        sent = in_form(clash)
        assert sent["keep_insight"] == "mine"
        response = cast.client("member").post(f"/lecciones/{draft.pk}/editar/", sent)
        assert response.status_code == 302
        draft.refresh_from_db()
        assert (draft.insight, draft.context) == ("Mi idea nueva.", "Mi contexto.")

    def test_sent_again_their_text_stands_if_i_choose_it(self, cast, draft, clash):
        sent = in_form(clash) | {"keep_insight": "theirs"}
        cast.client("member").post(f"/lecciones/{draft.pk}/editar/", sent)
        draft.refresh_from_db()
        assert (draft.insight, draft.context) == ("Otra idea de la secretaría.", "Mi contexto.")

    def test_sent_again_both_texts_in_one_stand(self, cast, draft, clash):
        sent = in_form(clash) | {"insight": "Mi idea, y la de la secretaría."}
        cast.client("member").post(f"/lecciones/{draft.pk}/editar/", sent)
        draft.refresh_from_db()
        assert draft.insight == "Mi idea, y la de la secretaría."

    def test_a_text_changed_once_more_meanwhile_is_asked_about_again(self, cast, draft, clash):
        write(cast, draft, "secretariat", insight="La tercera.")
        response = cast.client("member").post(f"/lecciones/{draft.pk}/editar/", in_form(clash))
        assert response.status_code == 409
        draft.refresh_from_db()
        assert draft.insight == "La tercera."

    def test_a_form_that_says_nothing_of_what_it_saw_has_seen_nothing(self, cast, draft, form):
        write(cast, draft, "secretariat", insight="Otra idea.")
        for seen in ("", "nada", "9." * 40, "0" + "." * 16):
            assert form("member", seen, insight="Mi idea nueva.").status_code == 409
        draft.refresh_from_db()
        assert draft.insight == "Otra idea."


class TestOnlyOneWroteIt:
    def test_both_changes_are_kept_and_it_is_said(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", insight="Otra idea.")
        response = form("member", seen, recommendation="Otra recomendación.")
        assert response.status_code == 302
        draft.refresh_from_db()
        assert (draft.insight, draft.recommendation) == ("Otra idea.", "Otra recomendación.")
        said = [str(each) for each in get_messages(response.wsgi_request)]
        assert "Qué aprendimos" in said[-1]

    def test_choices_from_lists_of_both_are_kept(self, cast, draft, form):
        seen, region, finding = opened(draft, cast.user("member")), RegionFactory(), FindingFactory()
        write(cast, draft, "secretariat", regions=[region], stances={finding: "supports"}, visibility="public")
        assert form("member", seen, insight="Mi idea.").status_code == 302
        draft.refresh_from_db()
        assert (list(draft.regions.all()), draft.visibility, draft.insight) == ([region], "public", "Mi idea.")
        assert draft.stances.get().finding == finding

    @pytest.mark.parametrize(
        ("theirs", "mine"),
        [
            ({"visibility": "own_network"}, {"visibility": "public"}),
            ({"result": "worked"}, {"result": "failed"}),
            ({"language": "en", "evidence": "research"}, {"evidence": "evaluation"}),
        ],
    )
    def test_a_choice_made_otherwise_by_both_is_asked_about(self, cast, draft, form, theirs, mine):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", **theirs)
        before = words(draft)
        response = form("member", seen, **mine)
        assert response.status_code == 409
        assert words(draft) == before
        left = in_form(response) | {f"keep_{name}": "theirs" for name in mine}
        assert cast.client("member").post(f"/lecciones/{draft.pk}/editar/", left).status_code == 302
        draft.refresh_from_db()
        assert {name: getattr(draft, name) for name in theirs} == theirs

    def test_readers_are_one_choice(self, cast, draft, form):
        seen, network = opened(draft, cast.user("member")), NetworkFactory()
        write(cast, draft, "secretariat", visibility="chosen_networks", shared_with=[network])
        assert form("member", seen, visibility="own_network").status_code == 409
        draft.refresh_from_db()
        assert list(draft.shared_with.all()) == [network]


class TestOneselfInTwoWindows:
    def test_the_last_word_stands(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        assert form("member", seen, insight="De una ventana.").status_code == 302
        assert form("member", seen, insight="De la otra.").status_code == 302
        draft.refresh_from_db()
        assert draft.insight == "De la otra."

    def test_the_last_word_does_not_stand_over_somebody_elses_between_both(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", insight="Otra idea.")
        write(cast, draft, "member", context="Mi contexto.")
        assert form("member", seen, insight="Mi idea nueva.").status_code == 409
        draft.refresh_from_db()
        assert draft.insight == "Otra idea."


class TestAutosave:
    def send(self, cast, draft, seen, **fields):
        sent = typed(cast, key=str(draft.key), writer=mark_of(cast.user("member")), then=None, **fields)
        return cast.client("member").post(AUTOSAVE, sent | {"seen": seen})

    def test_over_somebody_else_is_refused(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", insight="Otra idea.")
        before = words(draft)
        response = self.send(cast, draft, seen, insight="Mi idea nueva.")
        assert response.status_code == 409
        assert "Otra persona cambió esto mientras tanto: Qué aprendimos" in soup(response).get_text()
        assert words(draft) == before

    def test_beside_somebody_else_goes_on(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", insight="Otra idea.")
        for text in ("Mi", "Mi contexto"):
            response = self.send(cast, draft, seen, context=text)
            assert response.status_code == 200
            seen = soup(response).span["data-seen"]
        draft.refresh_from_db()
        assert (draft.insight, draft.context) == ("Otra idea.", "Mi contexto")

    def test_what_others_wrote_is_asked_for_once_one_touches_it(self, cast, draft, form):
        seen = opened(draft, cast.user("member"))
        write(cast, draft, "secretariat", insight="Otra idea.")
        seen = soup(self.send(cast, draft, seen, context="Mi contexto")).span["data-seen"]
        assert self.send(cast, draft, seen, insight="Mi idea nueva.", untouched=["context"]).status_code == 409
        draft.refresh_from_db()
        assert draft.insight == "Otra idea."

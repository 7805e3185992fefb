"""Where few lessons say all that is asked for, more are found: since they say most of it.

Whatever is done for that, a reader is told nothing of lessons that are not theirs to read.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from lessons.models import Attachment, Lesson, SynonymGroup
from lessons.search import counts
from lessons.search.words import sayings, vocabulary
from lessons.search.words.matching import ENOUGH
from networks.models import Network
from networks.record.prepared import PreparedSQL
from tests.support.cast import Cast, visitor
from tests.support.factories import (
    CorroborationFactory,
    LessonFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
)
from tests.support.lessons import titles
from tests.support.search import VISITOR, corrected, found, public, searched

pytestmark = pytest.mark.django_db


class TestMostOfIt:
    def test_those_that_say_all_come_before_those_that_say_most(self):
        public("Quinua y alpaca", insight="Quinua y alpaca, alpaca y quinua.")
        public("Crianza", context="Había quinua; luego alpaca, y al final trucha.")
        public("Trucha")
        assert found("quinua alpaca trucha") == ["Crianza", "Quinua y alpaca", "Trucha"]

    def test_those_that_say_most_stay_behind_however_strong_they_are(self):
        strong = public("Quinua y alpaca")
        for _voice in range(5):
            CorroborationFactory(lesson=strong, organisation=OrganisationFactory())
        public("Crianza", context="Había quinua; luego alpaca, y al final trucha.")
        assert found("quinua alpaca trucha") == ["Crianza", "Quinua y alpaca"]

    def test_how_many_say_all_is_known(self):
        for title in ("Quinua y alpaca", "Quinua", "Alpaca"):
            public(title)
        lessons, search = Lesson.objects.readable_by(VISITOR), searched("quinua alpaca")
        best = search.ranked(counts.counts_of({"all": search.found_in(lessons)}, best_of="quinua alpaca"))
        assert (len(best), search.many_say_all, search.says_part) == (3, 1, True)

    def test_a_rare_word_weighs_more_than_a_common_one(self):
        public("Kiwicha")
        for number in range(3):
            public(f"Quinua {number}")
        assert found("quinua kiwicha")[0] == "Kiwicha"
        assert len(found("quinua kiwicha")) > 1

    def test_who_says_too_little_of_it_is_not_found(self):
        public("Kiwicha tarwi olluco mashua")
        for number in range(8):
            public(f"Quinua {number}")
        assert found("quinua kiwicha tarwi olluco mashua oca") == ["Kiwicha tarwi olluco mashua"]

    def test_a_lesson_with_one_word_of_a_name_of_two_comes_after_one_with_both(self):
        SynonymGroup.objects.create(kind="near", terms=["vigilancia andina", "control desde la puna"])
        public("Vigilancia de la quinua")
        public("Control desde la puna")
        assert found("vigilancia andina kiwicha") == ["Control desde la puna", "Vigilancia de la quinua"]

    def test_the_name_of_its_department_counts_as_said(self):
        there, elsewhere = public("Quinua allá"), public("Quinua acá")
        there.regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
        elsewhere.regions.add(RegionFactory(code="21", slug="puno", name="Puno"))
        assert found("quinua Cusco") == ["Quinua allá", "Quinua acá"]
        assert found("quinua puno") == ["Quinua acá", "Quinua allá"]

    @pytest.mark.parametrize("named", ["Foro Verde", "foro verde", "Foro Verde del Perú", "Mesa Antigua"])
    def test_a_networks_name_is_said_by_its_lessons(self, named: str):
        network = NetworkFactory(name="Foro Verde", full_name="Foro Verde del Perú", former_names=["Mesa Antigua"])
        public("Quinua allá", network=network)
        public("Quinua acá")
        assert found(f"quinua {named}") == ["Quinua allá", "Quinua acá"]

    @pytest.mark.parametrize("words", ["quinua kiwicha -alpaca", 'quinua kiwicha -"la alpaca"'])
    def test_what_is_not_wanted_stays_out(self, words: str):
        public("Quinua sola")
        public("Quinua con la alpaca")
        assert found(words) == ["Quinua sola"]

    def test_a_lesson_that_says_a_synonym_says_the_word(self):
        SynonymGroup.objects.create(kind="near", terms=["quinua", "grano andino"])
        public("Quinua con alpaca")
        public("Grano andino con alpaca")
        public("Grano andino solo")
        assert found("quinua kiwicha -alpaca") == ["Grano andino solo"]

    def test_and_where_a_department_is_what_is_asked_for(self):
        for title in ("Con alpaca", "Sin nada"):
            public(title).regions.add(RegionFactory(code="08", slug="cusco", name="Cusco"))
        assert found("quinua Cusco -alpaca") == ["Sin nada"]

    def test_what_is_held_back_is_asked_for_then(self):
        SynonymGroup.objects.create(kind="near", terms=["nudo", "atado"], careful=True)
        public("Un atado")
        assert found("nudo") == ["Un atado"]
        for number in range(ENOUGH):
            public(f"Nudo {number}")
        assert "Un atado" not in found("nudo")

    @pytest.mark.parametrize("words", ["oyster kiwicha", "oysters alpaca"])
    def test_an_english_document_is_read_as_english(self, words: str):
        lesson = public("Quinua")
        given = {"title": "Acta", "text": "They grow oysters.", "language": "en"}
        Attachment.objects.create(lesson=lesson, added_by=lesson.author, kind="pdf", content="x", size=1, **given)
        assert found(words) == ["Quinua"]


class TestInAnotherOrder:
    def listed(self, cast: Cast, words: str) -> list[str]:
        return titles(cast.client("anonymous").get("/lecciones/", {"q": words, "order": "title"}))

    def test_where_one_says_all_those_that_say_a_part_are_not_mixed_in(self, cast: Cast):
        for title in ("Alpaca", "Quinua y alpaca"):
            public(title)
        assert self.listed(cast, "quinua alpaca") == ["Quinua y alpaca"]

    def test_where_none_does_they_are_shown_in_that_order(self, cast: Cast):
        for title in ("Trucha y alpaca", "Alpaca"):
            public(title)
        assert self.listed(cast, "quinua alpaca") == ["Alpaca", "Trucha y alpaca"]


class TestManyByTheWordsAsTyped:
    def test_are_enough_and_no_synonym_is_looked_for(self, monkeypatch: pytest.MonkeyPatch):
        SynonymGroup.objects.create(kind="near", terms=["quinua", "grano andino"])
        public("Grano andino")
        for number in range(ENOUGH):
            public(f"Quinua {number}")
        assert ("Grano andino" in found("quinua"), searched("quinua").asked.also) == (True, ["grano andino"])
        monkeypatch.setattr(sayings, "MANY", ENOUGH)
        monkeypatch.setattr(sayings, "_saying", PreparedSQL(sayings._ask_saying))
        assert ("Grano andino" in found("quinua"), searched("quinua").asked.also) == (False, [])


class TestEnough:
    def statements(self, words: str) -> int:
        found(words)  # what is asked once in a process was
        with CaptureQueriesContext(connection) as asked:
            found(words)
        return len(asked)

    def test_then_nothing_else_is_asked_of_the_database(self):
        for number in range(ENOUGH - 1):
            public(f"Quinua y kiwicha {number}")
        public("Quinua sola")
        few = self.statements("quinua kiwicha")
        assert "Quinua sola" in found("quinua kiwicha")
        public("Quinua y kiwicha, la última")
        assert self.statements("quinua kiwicha") == 4  # which say it, how many, in which order, and the rows
        assert few > 4
        assert "Quinua sola" not in found("quinua kiwicha")


READERS = ("anonymous", "no_network", "member", "other_member", "admin")


class TestRights:
    @pytest.fixture
    def hidden(self, cast: Cast) -> Callable[..., Lesson]:
        """Makes lessons that their own network and admins alone read."""
        author = cast.user("secretariat")
        return lambda title, **fields: LessonFactory(
            title=title, network=cast.network, author=author, visibility="own_network", **{"published": True} | fields
        )

    @pytest.mark.parametrize("who", READERS)
    @pytest.mark.parametrize("words", ["kiwicha", "kiwicha quinua", "kiwichq quinua", "quinua Propia"])
    def test_what_a_reader_may_not_read_is_never_found(self, cast: Cast, hidden: Any, who: str, words: str):
        public("Quinua")
        hidden("Kiwicha")
        vocabulary.recount_words()
        assert ("Kiwicha" in found(words, visitor(cast, who))) == (who in {"member", "admin"})

    @pytest.mark.parametrize("who", ["anonymous", "no_network", "other_member"])
    def test_what_a_reader_may_not_read_changes_no_order(self, cast: Cast, hidden: Any, who: str):
        """If others' lessons were counted, “quinua” would be the common word, and weigh less."""
        for title in ("Quinua una", "Kiwicha una", "Kiwicha otra"):
            public(title)
        reader = visitor(cast, who)
        before = found("quinua kiwicha", reader)
        assert before[0] == "Quinua una"
        for number in range(9):
            hidden(f"Quinua {number}")
            hidden(f"Quinua borrador {number}", published=False)
        assert found("quinua kiwicha", reader) == before
        assert found("quinua kiwicha", cast.user("member"))[0] != before[0]

    @pytest.mark.parametrize("who", ["anonymous", "no_network", "other_member"])
    def test_a_word_that_only_such_a_lesson_says_is_never_suggested(self, cast: Cast, hidden: Any, who: str):
        hidden("Con el quipucamayoc")
        vocabulary.recount_words()
        assert corrected("quipucamayuc", visitor(cast, who)) == []
        assert found("quipucamayuc", visitor(cast, who)) == []

    @pytest.mark.parametrize("who", ["member", "admin"])
    def test_it_is_to_those_who_read_it(self, cast: Cast, hidden: Any, who: str):
        hidden("Con el quipucamayoc")
        vocabulary.recount_words()
        assert corrected("quipucamayuc", visitor(cast, who)) == [("quipucamayuc", "quipucamayoc")]
        assert found("quipucamayuc", visitor(cast, who)) == ["Con el quipucamayoc"]

    @pytest.mark.parametrize("who", ["anonymous", "no_network", "other_member"])
    @pytest.mark.parametrize("is_published", [True, False])
    def test_whether_one_says_a_word_is_not_told_by_what_is_corrected(
        self, cast: Cast, hidden: Any, who: str, is_published: bool
    ):
        """Else names could be tried: not corrected would be one that somebody wrote of."""
        public("El presupuesto")
        vocabulary.recount_words()
        reader = visitor(cast, who)
        before = corrected("presupuesta", reader), corrected("presupuezto", reader)
        hidden("El presupuezto", published=is_published)
        assert (corrected("presupuesta", reader), corrected("presupuezto", reader)) == before
        assert before[1] == [("presupuezto", "presupuesto")]

    def test_a_draft_is_found_by_nobody_among_those_that_say_most(self, cast: Cast, hidden: Any):
        public("Quinua")
        hidden("Kiwicha", published=False)
        assert [found("quinua kiwicha", visitor(cast, who)) for who in READERS] == [["Quinua"]] * len(READERS)


class TestStanding:
    @pytest.fixture
    def old(self, monkeypatch: pytest.MonkeyPatch) -> Lesson:
        """Five years old, verified again, and confirmed by three organisations, among newer ones that say the same."""
        monkeypatch.setattr(counts, "CANDIDATES", 3)
        years = timedelta(days=5 * 365)
        reviewed = {"review_months": 12, "review_on": localdate() + timedelta(days=200)}
        old = public("La vieja verdad", insight="El saneamiento se vigila.", published_at=now() - years, **reviewed)
        for _voice in range(3):
            CorroborationFactory(lesson=old, organisation=OrganisationFactory())
        for number in range(4 * ENOUGH):
            public(f"Nueva {number}", insight="El saneamiento se vigila.")
        return old

    def test_old_truth_is_found(self, old: Lesson):
        old.refresh_from_db()
        assert old.standing >= 50
        assert found("saneamiento")[0] == old.title

    def test_it_sinks_once_it_is_overdue(self, old: Lesson):
        Lesson.objects.filter(pk=old.pk).update(review_on=localdate() - timedelta(days=1))
        assert found("saneamiento")[0] != old.title

    def test_on_the_page_too(self, old: Lesson, cast: Cast):
        assert titles(cast.client("anonymous").get("/lecciones/", {"q": "saneamiento"}))[0] == old.title

    @pytest.mark.parametrize(
        ("voices", "verified", "standing"),
        [(0, False, 0), (3, False, 30), (9, False, 50), (0, True, 25), (3, True, 55)],
    )
    def test_says_how_much_others_and_time_have_borne_it_out(self, voices: int, verified: bool, standing: int):
        since = now() - timedelta(days=400)
        due = localdate() + timedelta(days=300 if verified else -40)
        lesson = public("Vieja", published_at=since, review_months=12, review_on=due)
        for _voice in range(voices):
            CorroborationFactory(lesson=lesson, organisation=OrganisationFactory())
        lesson.refresh_from_db()
        assert lesson.standing == standing


def test_names_of_networks_are_asked_for_anew_once_they_change(cast: Cast) -> None:
    public("Quinua allá", network=cast.network)
    public("Quinua acá")
    Network.objects.filter(pk=cast.network.pk).update(name="Foro Verde")
    assert found("quinua foro verde") == ["Quinua allá", "Quinua acá"]

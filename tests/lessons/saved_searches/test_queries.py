"""What a saved search keeps of an address, what it is called, and what it finds among new lessons."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lessons.models import Lesson, SavedSearch
from lessons.saved_searches.queries import MOST_FOUND, MOST_IN_DIGEST, cleaned_query, described, found_in
from networks.models import User
from tests.support.cast import Cast
from tests.support.factories import FindingFactory, LessonFactory, RegionFactory


@pytest.fixture
def member(cast: Cast) -> User:
    return cast.user("member")


def saved(by: User, query: str, **fields: object) -> SavedSearch:
    count = SavedSearch.objects.count()
    search: SavedSearch = SavedSearch.objects.create(**{"by": by, "name": f"Uno {count}", "query": query, **fields})
    return search


class TestCleanedQuery:
    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            ("q=anemia&page=3", "q=anemia"),
            ("page=2&q=%20anemia%20&network=&order=&state=published", "q=anemia"),
            ("unknown=1&result=partly&q=", "result=partly"),
            ("state=archived", "state=archived"),
            ("order=title&q=agua", "q=agua&order=title"),
            ("since=01/03/2025&q=a", "q=a&since=2025-03-01"),
            ("q=uno&q=dos", "q=dos"),
        ],
    )
    def test_keeps_what_narrows_in_one_form(self, member: User, asked: str, kept: str):
        assert cleaned_query(asked, member) == kept
        assert cleaned_query(kept, member) == kept

    def test_keeps_several_findings_in_one_order(self, member: User):
        for number in (1, 2):
            FindingFactory(kind="challenge", number=number)
        kept = cleaned_query("finding=C2&finding=C1&finding=C2", member)
        assert kept == "finding=C1&finding=C2"

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ("network=no-es", "Red: "),
            ("result=bogus&q=agua", "Resultado: "),
            ("since=ayer", "Publicadas desde"),
            ("q=" + "a" * 201, "200"),
            ("q=%00", "Buscar: "),
            ("", "lista de todas"),
            ("order=title", "lista de todas"),
            ("page=2&state=published", "lista de todas"),
        ],
    )
    def test_refuses_with_the_words_of_the_filter(self, member: User, asked: str, says: str):
        with pytest.raises(ValidationError) as refusal:
            cleaned_query(asked, member)
        assert says in " ".join(refusal.value.messages)


class TestDescribed:
    def test_says_what_is_asked_for(self, cast: Cast, member: User):
        search = saved(member, "q=anemia&network=propia&result=partly&since=2025-03-01")
        (asked,) = described([search])
        assert (asked.is_whole, asked.in_force) == (True, True)
        assert asked.words[:3] == ("«anemia»", "Propia", "Funcionó en parte")
        assert "1 de marzo" in asked.words[3].lower()

    @pytest.mark.parametrize("query", ["network=no-es", "finding=X9", "result=bogus", "gone=1"])
    def test_knows_what_is_there_no_more(self, member: User, query: str):
        (asked,) = described([saved(member, f"q=agua&{query}")])
        assert not asked.is_whole

    def test_knows_that_a_digest_never_tells_of_what_is_not_in_force(self, member: User):
        (asked,) = described([saved(member, "state=archived")])
        assert not asked.in_force


class TestFoundIn:
    @pytest.fixture
    def anaemia(self, cast: Cast) -> Lesson:
        lesson: Lesson = LessonFactory(
            title="La anemia baja con visitas", network=cast.network, visibility="own_network", published=True
        )
        return lesson

    def test_finds_by_words_and_by_choice(self, member: User, anaemia: Lesson):
        region = RegionFactory(slug="cusco")
        other = LessonFactory(title="Otra", visibility="public", published=True)
        other.regions.add(region)
        by_words, by_choice = saved(member, "q=anemia"), saved(member, "region=cusco")
        assert found_in([anaemia.pk, other.pk], member) == {anaemia.pk: by_words, other.pk: by_choice}

    def test_names_a_lesson_under_the_first_that_finds_it(self, member: User, anaemia: Lesson):
        first, _second = saved(member, "q=visitas"), saved(member, "q=anemia")
        assert found_in([anaemia.pk], member) == {anaemia.pk: first}

    def test_finds_none_but_the_new(self, member: User, anaemia: Lesson):
        saved(member, "q=anemia")
        assert found_in([anaemia.pk + 1], member) == {}
        assert found_in([], member) == {}

    def test_finds_nothing_that_the_reader_may_not_read(self, cast: Cast, anaemia: Lesson):
        saved(cast.user("other_member"), "q=anemia")
        assert found_in([anaemia.pk], cast.user("other_member")) == {}

    def test_finds_no_lesson_whose_title_is_only_similar(self, member: User, anaemia: Lesson):
        saved(member, "q=anemja")
        assert found_in([anaemia.pk], member) == {}

    @pytest.mark.parametrize("query", ["q=anemia&network=no-es", "q=anemia&gone=1", "q=anemia&result=bogus"])
    def test_finds_nothing_with_what_is_there_no_more(self, member: User, anaemia: Lesson, query: str):
        saved(member, query)
        assert found_in([anaemia.pk], member) == {}

    def test_asks_neither_others_searches_nor_those_not_in_the_digest(self, cast: Cast, member: User, anaemia: Lesson):
        saved(member, "q=anemia", in_digest=False)
        saved(cast.user("secretariat"), "q=anemia")
        assert found_in([anaemia.pk], member) == {}

    def test_is_bounded_in_lessons_and_statements(self, cast: Cast, member: User):
        lessons = LessonFactory.create_batch(MOST_FOUND + 3, title="Agua", visibility="public", published=True)
        for number in range(MOST_IN_DIGEST + 5):
            saved(member, f"q=agua&until=2100-01-{number + 1:02d}")
        with CaptureQueriesContext(connection) as queries:
            found = found_in([lesson.pk for lesson in lessons[: MOST_FOUND + 1]], member)
        assert len(found) == MOST_FOUND + 1
        assert len({search.pk for search in found.values()}) == 2
        assert len(queries) <= 1 + 10 * MOST_IN_DIGEST

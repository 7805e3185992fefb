"""A count beside a choice is a promise: for each reader it is what counting the lessons one by one says."""

from collections import Counter
from urllib.parse import urlencode

import hypothesis.strategies as st
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings

from lessons.models import Lesson
from lessons.search.filters import LessonFilter
from networks.record.permissions import Visitor
from tests.lessons.integrity.test_readers import readable_as_said
from tests.support.cast import EVERYBODY, Cast, visitor
from tests.support.factories import LessonFactory, UserFactory
from tests.support.htmx import soup
from tests.support.memory import WORD, fill

READERS = (*EVERYBODY, "author", "closed")
OFFERED = {
    "network": ["propia", "ajena"],
    "region": ["departamento-01", "departamento-02"],
    "sector": [],
    "result": ["worked", "untold"],
    "natural": ["costa", "sierra"],
    "year": ["2019", "2024", "1812"],
    "evidence": ["research", "own_experience"],
    "language": ["es", "en"],
    "confirmed": ["yes"],
    "used": ["yes"],
    "source": ["yes", "no"],
    "state": ["due", "archived", "draft", "superseded"],
    "q": [WORD],
}
ASKED = st.fixed_dictionaries(
    {"finding": st.lists(st.sampled_from(["C1", "C2"]), unique=True, max_size=2)},
    optional={name: st.sampled_from(values) for name, values in OFFERED.items() if values},
)
FEW = ASKED.filter(lambda asked: len(asked) + len(asked["finding"]) < 3) | ASKED
Facts = dict[str, set[str]]


def facts_of(lesson: Lesson) -> Facts:
    """What the lesson may be asked for, read from its rows alone."""
    published = None if lesson.is_from_source or not lesson.published_at else localdate(lesson.published_at)
    day = lesson.happened_on or published
    heard = [voice for voice in lesson.corroborations.all() if voice.stance == "confirms"]
    return {
        "network": {lesson.network.slug} if lesson.network else set(),
        "finding": {finding.code for finding in lesson.findings.all()},
        "region": {region.slug for region in lesson.regions.all()},
        "natural": {region.natural_region.code for region in lesson.regions.all()},
        "sector": {lesson.sector.slug} if lesson.sector else set(),
        "result": {lesson.result or "untold"},
        "year": {str(day.year)} if day else set(),
        "evidence": {lesson.evidence},
        "language": {lesson.language},
        "confirmed": {"yes"} if heard else set(),
        "used": {"yes"} if lesson.applications.exists() else set(),
        "source": {"yes" if lesson.from_source else "no"},
        "q": {WORD} if WORD in lesson.title else set(),
        "state": states_of(lesson),
    }


def states_of(lesson: Lesson) -> set[str]:
    if lesson.taken_down_at:
        return set()
    if lesson.state != "published":
        return {"draft" if lesson.published_at is None else lesson.state}
    return {"published", "due"} if lesson.review_on and lesson.review_on <= localdate() else {"published"}


def counted(lessons: list[Facts], asked: dict[str, set[str]]) -> dict[tuple[str, str], int]:
    """How many lessons each choice leaves, its own field's choice left aside; one finding more narrows further."""
    numbers = Counter[tuple[str, str]]()
    for facts in lessons:
        for name, values in facts.items():
            but = {} if name == "finding" else {name: set()}
            if all(wanted <= facts[field] for field, wanted in (asked | but).items()):
                numbers.update((name, value) for value in values)
    return numbers


def promised(narrowed: LessonFilter) -> dict[tuple[str, str], int]:
    options = [(facet.name, each) for facet in narrowed.facets + narrowed.more_facets for each in facet.options]
    told = {(name, option.value): option.count for name, option in options}
    told |= {("state", option.value): option.count for option in narrowed.states}
    results = {str(label): value for value, label in narrowed.filters["result"].extra["choices"]}
    return told | {("result", results[link.label]): link.count for link in narrowed.results}


def reader(cast: Cast, who: str) -> Visitor:
    return UserFactory(is_active=False) if who == "closed" else visitor(cast, who)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=FEW, who=st.sampled_from(READERS))
def test_each_count_is_that_of_the_lessons_for_each_reader(cast: Cast, asked: dict[str, object], who: str) -> None:
    if not Lesson.objects.exists():
        fill(cast, 60)
    user = reader(cast, who)
    narrowed = LessonFilter(
        QueryDict(urlencode(asked, doseq=True)), queryset=Lesson.objects.readable_by(user), reader=user
    )
    assert narrowed.is_valid(), narrowed.errors
    wanted = {name: {value} if isinstance(value, str) else {*value} for name, value in asked.items()}  # type: ignore[misc]
    wanted.setdefault("state", {"published"})
    readable = {lesson.pk: facts_of(lesson) for lesson in readable_as_said(user).distinct()}
    numbers = counted([*readable.values()], wanted)
    fields = {*OFFERED, "finding"} - {"q"}
    brute = {of: many for of, many in numbers.items() if of[0] in fields and of != ("state", "draft")}
    assert {of: many for of, many in promised(narrowed).items() if many} == brute
    found = {pk for pk, facts in readable.items() if all(values <= facts[name] for name, values in wanted.items())}
    if found or "q" not in asked:
        assert ({*narrowed.qs.values_list("pk", flat=True)}, narrowed.total) == (found, len(found))


@pytest.mark.parametrize("who", READERS)
def test_without_a_choice_and_with_one_each_count_is_that_of_the_lessons(cast: Cast, who: str) -> None:
    """Those that are kept; the others are asked for above."""
    fill(cast, 40)
    user = reader(cast, who)
    readable = [facts_of(lesson) for lesson in readable_as_said(user).distinct()]
    for query in ("", "confirmed=yes", "natural=sierra", "used=yes&state=archived", "finding=C1", "network=propia"):
        narrowed = LessonFilter(QueryDict(query), queryset=Lesson.objects.readable_by(user), reader=user)
        wanted = {"state": {"published"}} | {name: {*values} for name, values in QueryDict(query).lists()}
        brute = {of: n for of, n in counted(readable, wanted).items() if of[0] != "q" and of != ("state", "draft")}
        assert {of: many for of, many in promised(narrowed).items() if many} == brute, query


class TestPage:
    def test_shows_only_what_offers_something_and_opens_what_was_chosen(self, cast: Cast) -> None:
        LessonFactory(visibility="public", published=True)
        page = soup(cast.client("anonymous").get("/lecciones/"))
        more = page.select_one("details.more-facets")
        assert not more.has_attr("open")
        assert {each["name"] for each in more.select("select")} == {"year", "evidence", "language", "source"}
        LessonFactory(visibility="public", published=True, language="en")
        page = soup(cast.client("anonymous").get("/lecciones/?language=en"))
        assert page.select_one("details.more-facets").has_attr("open")
        assert page.select_one("#id_language option[selected]").get_text(" ", strip=True).endswith("(1)")
        assert "language" not in page.select_one(".chips a.remove")["href"]

    def test_says_how_many_are_in_each_state(self, cast: Cast) -> None:
        lesson = LessonFactory(visibility="public", published=True)
        Lesson.objects.filter(pk=lesson.pk).update(review_on="2020-01-01")
        options = soup(cast.client("anonymous").get("/lecciones/")).select("#id_state option")
        assert [(each["value"], " ".join(each.get_text().split())[-3:]) for each in options] == [
            ("published", "(1)"),
            ("due", "(1)"),
        ]

    @pytest.mark.parametrize(
        "query", ["year=20024", "year=abcd", "year=２０２４", "natural=luna", "used=no", "source=maybe", "language=qu"]
    )
    def test_refuses_what_is_on_no_list(self, cast: Cast, query: str) -> None:
        LessonFactory(visibility="public", published=True)
        page = cast.client("anonymous").get(f"/lecciones/?{query}")
        assert (page.status_code, list(page.context["page"])) == (200, [])
        assert not page.context["filter"].is_valid()


def test_a_visitor_is_told_nothing_of_what_others_read(cast: Cast) -> None:
    LessonFactory(
        network=cast.network, visibility="own_network", published=True, language="en", happened_on="1999-01-01"
    )
    narrowed = LessonFilter(QueryDict(""), queryset=Lesson.objects.readable_by(AnonymousUser()), reader=AnonymousUser())
    assert not any(promised(narrowed).values())
    user = cast.user("member")
    narrowed = LessonFilter(QueryDict(""), queryset=Lesson.objects.readable_by(user), reader=user)
    assert promised(narrowed)["year", "1999"] == 1

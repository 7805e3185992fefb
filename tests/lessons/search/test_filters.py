"""A count beside a choice is a promise: it is what the list shows once the choice is made."""

from datetime import timedelta
from random import Random
from urllib.parse import parse_qsl

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.timezone import localdate, now

from lessons.experience.strength import for_cards
from lessons.models import Lesson
from lessons.search.filters import MOST_FINDINGS, LessonFilter
from networks.record.permissions import Visitor
from tests.support.cast import Cast
from tests.support.factories import CorroborationFactory, FindingFactory, LessonFactory, RegionFactory

ASKED = (
    "",
    "result=worked",
    "network=propia",
    "finding=C1",
    "finding=C1&finding=C2",
    "region=departamento-01&result=failed",
    "q=autoridad",
    "q=autoridad&finding=C2",
    "since=2026-01-01",
    "state=draft",
)


def chosen(query: str, user: Visitor) -> LessonFilter:
    return LessonFilter(QueryDict(query), queryset=for_cards(Lesson.objects.readable_by(user)), reader=user)


def shown(query: str, user: Visitor) -> int:
    return len(chosen(query, user).qs)


@pytest.fixture
def sixty_lessons(cast: Cast) -> None:
    chance = Random(7)
    findings = [FindingFactory(number=number) for number in (1, 2, 3)]
    regions = [RegionFactory(code=f"{number:02d}") for number in (1, 2, 3)]
    for number in range(60):
        lesson = LessonFactory(
            title=chance.choice(["Las autoridades cambian", "El presupuesto se gana en marzo"]) + f" ({number})",
            network=chance.choice([cast.network, cast.other_network]),
            author=cast.user("secretariat"),
            visibility=chance.choice(Lesson.Visibility.values),
            result=chance.choice(["", *Lesson.Result.values]),
            published=chance.random() < 0.8,
        )
        if lesson.is_published:
            Lesson.objects.filter(pk=lesson.pk).update(published_at=now() - timedelta(days=30 * (number % 20)))
        for finding in chance.sample(findings, chance.randint(0, 3)):
            lesson.stances.create(finding=finding, stance=chance.choice(["supports", "contradicts"]))
        lesson.regions.set(chance.sample(regions, chance.randint(0, 3)))


@pytest.mark.parametrize("who", ["anonymous", "other_member", "secretariat"])
def test_each_choice_leaves_as_many_as_it_says(
    sixty_lessons: None, cast: Cast, who: str, subtests: pytest.Subtests
) -> None:
    user = AnonymousUser() if who == "anonymous" else cast.user(who)
    for query in ASKED:
        with subtests.test(query):
            narrowed = chosen(query, user)
            assert narrowed.is_valid()
            assert promised_by(narrowed) == kept_by(narrowed, query, user)


Counts = dict[tuple[str, str], int]  # what is chosen → how many lessons it leaves


def promised_by(narrowed: LessonFilter) -> Counts:
    promised = {(facet.name, option.value): option.count for facet in narrowed.facets for option in facet.offered}
    return promised | {("result", link.label): link.count for link in narrowed.results if not link.chosen}


def kept_by(narrowed: LessonFilter, query: str, user: Visitor) -> Counts:
    kept = {}
    for facet in narrowed.facets:
        for option in facet.offered:
            asked = QueryDict(query, mutable=True)
            if facet.several:
                asked.appendlist(facet.name, option.value)
            else:
                asked[facet.name] = option.value
            kept[facet.name, option.value] = shown(asked.urlencode(), user)
    return kept | {("result", link.label): shown(link.query, user) for link in narrowed.results if not link.chosen}


def test_taking_a_choice_back_leaves_the_others(sixty_lessons: None) -> None:
    narrowed = chosen("q=autoridad&finding=C1&finding=C2&since=2026-01-01&page=3", AnonymousUser())
    without = {link.label: parse_qsl(link.query) for link in narrowed.chosen}
    first = next(query for label, query in without.items() if label.startswith("C1"))
    assert first == [("q", "autoridad"), ("finding", "C2"), ("since", "2026-01-01")]
    assert len(without) == 3


def test_a_form_sends_along_what_it_does_not_show(sixty_lessons: None) -> None:
    narrowed = chosen("finding=C1&result=worked&until=2030-01-01&network=propia", AnonymousUser())
    assert narrowed.kept == [("finding", "C1"), ("result", "worked"), ("until", "2030-01-01")]


def test_empty_fields_ask_for_nothing(sixty_lessons: None) -> None:
    empty = "q=&network=&finding=&region=&sector=&result=&since=&until=&state="
    assert chosen(empty, AnonymousUser()).is_valid()
    assert shown(empty, AnonymousUser()) == shown("", AnonymousUser()) > 0


def test_another_finding_is_offered_beside_one_that_was_chosen(sixty_lessons: None) -> None:
    offered = {"finding=C1": "Y además …", "finding=": "Todos los hallazgos", "": "Todos los hallazgos"}
    for query, first in offered.items():
        [findings] = [facet for facet in chosen(query, AnonymousUser()).facets if facet.several]
        assert findings.everything == first


def test_the_days_are_of_lima(cast: Cast) -> None:
    lesson = LessonFactory(visibility="public", published=True)
    today, tomorrow = localdate(), localdate() + timedelta(days=1)
    assert list(chosen(f"since={today}&until={today}", AnonymousUser()).qs) == [lesson]
    assert shown(f"since={tomorrow}", AnonymousUser()) == 0


def test_a_filter_value_that_is_on_no_list_finds_nothing(
    sixty_lessons: None, cast: Cast, subtests: pytest.Subtests
) -> None:
    for query in (
        "finding=X9",
        "finding=C1%00",
        "result=great",
        "since=yesterday",
        "since=99999-01-01",
        "region=atlantis",
        "&".join(f"finding=C{number}" for number in range(1, MOST_FINDINGS + 2)),
    ):
        with subtests.test(query):
            page = cast.client("anonymous").get(f"/lecciones/?{query}")
            assert page.status_code == 200
            assert not page.context["filter"].is_valid()
            assert list(page.context["page"]) == []


def test_similar_titles_stand_in_only_for_words_that_nobody_used(cast: Cast) -> None:
    """Not for those that another choice leaves out: the counts beside the choices know of no similar titles."""
    user, fields = cast.user("member"), {"network": cast.network, "author": cast.user("member"), "published": True}
    LessonFactory(title="La red se cuida entre todas", result="failed", **fields)
    LessonFactory(title="Redactar juntas el resumen", result="worked", **fields)
    assert shown("q=red", user) == 1
    assert shown("q=red&result=worked", user) == 0
    assert shown("q=redactarr&result=worked", user) == 1


class TestOrder:
    @pytest.fixture
    def three(self, cast: Cast) -> None:
        for number, title in enumerate(["Zonas de autoridades", "Ágora y autoridades", "las autoridades"]):
            lesson = LessonFactory(title=title, network=cast.network, author=cast.user("member"), published=True)
            Lesson.objects.filter(pk=lesson.pk).update(published_at=now() - timedelta(days=number))
        CorroborationFactory(lesson=lesson, network=cast.other_network, organisation=None)

    @pytest.mark.parametrize("words", ["", "q=autoridades&", "q=autoridaes&"])
    @pytest.mark.parametrize(
        ("order", "wanted"), [("newest", "ZÁl"), ("oldest", "lÁZ"), ("title", "ÁlZ"), ("confirmed", "lZÁ")]
    )
    def test_is_the_one_asked_for_also_of_what_was_searched(
        self, cast: Cast, three, order: str, wanted: str, words: str
    ):
        found = chosen(f"{words}order={order}", cast.user("member")).qs
        assert "".join(lesson.title[0] for lesson in found) == wanted

    def test_by_title_is_that_of_names_and_leaves_out_no_word(self, cast: Cast):
        titles = ["Agua", "«Más agua»", "Nube", "Ñandú", "Si llueve"]
        for title in reversed(titles):
            LessonFactory(title=title, network=cast.network, published=True)
        assert [lesson.title for lesson in chosen("order=title", cast.user("member")).qs] == titles

    def test_narrows_nothing_and_stays_in_the_links(self, cast: Cast, three):
        asked = chosen("order=title", cast.user("member"))
        assert not asked.is_narrowed
        assert all("order=title" in link.query for link in asked.results)

    def test_that_there_is_not_is_said(self, cast: Cast):
        asked = chosen("order=zz", cast.user("member"))
        assert not asked.is_valid()
        assert list(asked.form.errors) == ["order"]

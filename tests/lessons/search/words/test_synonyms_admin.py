"""Admins say in Django's admin which words mean the same, and search follows at once."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from lessons.models import Lesson, SynonymGroup
from lessons.search.words.asked import read
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.search import found
from tests.support.written_rows import rows_of

pytestmark = pytest.mark.django_db

TABLE = {"lessons_synonymgroup", "lessons_synonymgroupevent"}


def page(name: str, *args: object) -> str:
    return reverse(f"admin:lessons_synonymgroup_{name}", args=args)


def sent(*terms: str, **fields: str) -> dict[str, str]:
    """As a browser sends lines."""
    return {"kind": "near", "terms": "\r\n".join(terms), **fields}


def errors(answer: HttpResponse) -> list[str]:
    return [error.get_text(strip=True) for error in soup(answer).select(".field-terms .errorlist li")]


@pytest.fixture
def lesson(db: None) -> Lesson:
    return LessonFactory(title="La kiwicha", visibility="public", published=True)


@pytest.fixture
def group(db: None) -> SynonymGroup:
    return SynonymGroup.objects.create(kind="near", terms=["kiwicha", "amaranto"])


class TestWork:
    def test_a_group_is_added_and_search_follows_at_once(self, cast: Cast, lesson: Lesson):
        assert found("amaranto") == []
        answer = cast.client("admin").post(page("add"), sent("  kiwicha ", "", "Amaranto  andino", ""))
        assert answer.status_code == 302
        assert SynonymGroup.objects.latest("pk").terms == ["kiwicha", "Amaranto andino"]
        assert found("amaranto andino") == [lesson.title]

    def test_one_is_edited(self, cast: Cast, lesson: Lesson, group: SynonymGroup):
        assert found("amaranto") == [lesson.title]
        client = cast.client("admin")
        assert client.post(page("change", group.pk), sent("kiwicha", "huautli")).status_code == 302
        assert (found("amaranto"), found("huautli")) == ([], [lesson.title])

    def test_one_is_made_to_go_one_way(self, cast: Cast, group: SynonymGroup):
        cast.client("admin").post(page("change", group.pk), sent("kiwicha", "amaranto", "bledo", one_way="on"))
        assert [read(word).also for word in ("kiwicha", "amaranto")] == [["amaranto", "bledo"], ["bledo"]]

    def test_one_is_made_careful(self, cast: Cast, group: SynonymGroup):
        cast.client("admin").post(page("change", group.pk), sent("kiwicha", "amaranto", careful="on"))
        assert [read(word).also for word in ("kiwicha", "KIWICHA")] == [[], ["amaranto"]]

    def test_one_is_removed(self, cast: Cast, lesson: Lesson, group: SynonymGroup):
        assert found("amaranto") == [lesson.title]
        assert cast.client("admin").post(page("delete", group.pk), {"post": "yes"}).status_code == 302
        assert not SynonymGroup.objects.filter(pk=group.pk).exists()
        assert found("amaranto") == []

    def test_the_history_says_by_whom(self, cast: Cast, group: SynonymGroup):
        cast.client("admin").post(page("change", group.pk), sent("kiwicha", "huautli"))
        event = group.events.latest("pk")
        assert (event.terms, event.pgh_context.metadata["user"]) == (["kiwicha", "huautli"], cast.user("admin").pk)

    def test_a_term_keeps_its_commas_when_its_form_is_sent_as_it_came(self, cast: Cast):
        terms = ["DAR", "Derecho, Ambiente y Recursos Naturales"]
        group = SynonymGroup.objects.create(kind="acronym", terms=terms, one_way=True)
        client = cast.client("admin")
        shown = soup(client.get(page("change", group.pk))).select_one("textarea[name=terms]")
        answer = client.post(page("change", group.pk), {"kind": "acronym", "terms": shown.get_text(), "one_way": "on"})
        group.refresh_from_db()
        assert (answer.status_code, group.terms) == (302, terms)

    def test_one_is_found_by_any_of_its_terms(self, cast: Cast, group: SynonymGroup):
        listed = cast.client("admin").get(page("changelist"), {"q": "amaranto"})
        assert [link.get_text() for link in soup(listed).select("#result_list tbody th a")] == ["kiwicha · amaranto"]


REFUSED: list[tuple[Any, str]] = [
    (sent("kiwicha"), "dos términos"),
    (sent("kiwicha", " "), "dos términos"),
    (sent("kiwicha", "kiwicha"), "dos términos"),
    (sent("kiwicha", "quinua", "KIWICHA"), "dos términos"),
    (sent("cañihua", "canihua"), "dos términos"),
    (sent(""), "Completa este campo."),
    (sent("kiwicha", "x" * 81), "80"),
    (sent(*(f"término {number}" for number in range(13))), "12"),
]


class TestRefused:
    @pytest.mark.parametrize(("fields", "told"), REFUSED)
    def test_what_is_no_group_is_refused_at_its_field_and_nothing_is_saved(
        self, cast: Cast, group: SynonymGroup, fields: dict[str, str], told: str
    ):
        client, before = cast.client("admin"), rows_of(TABLE)
        for address in (page("add"), page("change", group.pk)):
            answer = client.post(address, fields)
            assert answer.status_code == 200
            assert told in " ".join(errors(answer))
        assert rows_of(TABLE) == before

    @pytest.mark.parametrize("who", ["anonymous", "no_network", "member", "secretariat"])
    def test_who_is_no_admin_changes_nothing(self, cast: Cast, group: SynonymGroup, who: str):
        client, before = cast.client(who), rows_of(TABLE)
        for address, fields in (
            (page("add"), sent("quinua", "quinoa")),
            (page("change", group.pk), sent("quinua", "quinoa")),
            (page("delete", group.pk), {"post": "yes"}),
        ):
            answer = client.post(address, fields, follow=True)
            landed = (answer.redirect_chain or [("", 0)])[-1][0]
            assert answer.status_code == 403 or "/cuenta/login/" in landed
        assert rows_of(TABLE) == before

"""Wherever a lesson is listed, those who saw it differently are told: agreement alone would be half of it."""

import pytest
from django.urls import reverse

from lessons.models import Collection, CollectionItem
from lessons.relations import actions
from lessons.relations.mentions import update_mentions
from tests.support.factories import CorroborationFactory, FindingFactory, LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import typed

TOLD = "Cuando cambió la directora regional de salud pedimos una cita en su primera semana con una página."


@pytest.fixture
def contested(cast):
    lesson = LessonFactory(network=cast.network, title="La contestada", insight=TOLD, result="failed", published=True)
    lesson.stances.create(finding=FindingFactory())
    return lesson


@pytest.fixture
def pages(cast, contested):
    """Name → whether that page tells it where it lists the lesson, asked anew each time."""
    member, address = cast.client("member"), contested.get_absolute_url()
    linked = LessonFactory(network=cast.network, author=cast.user("secretariat"), published=True)
    actions.link(linked, contested, actions.RELATED, by=linked.author)
    naming = LessonFactory(network=cast.network, published=True, context=f"Como en #{contested.pk}.")
    update_mentions(naming)
    contested.what_happened = f"Como en #{naming.pk}."
    update_mentions(contested)
    collection = Collection.objects.create(title="Visitas", by=cast.user("member"))
    CollectionItem.objects.create(collection=collection, lesson=contested, position=1)
    sent = typed(cast, insight=TOLD, what_happened="", recommendation="", network=cast.other_network.pk)

    def says(page):
        rows = [each.find_parent(["li", "article", "dd", "blockquote"]) for each in page.find_all("a", href=address)]
        assert any(rows)
        return any(row.select(".differs") for row in rows if row)

    def on(url):
        return lambda: says(soup(member.get(url)))

    return {
        "list": on("/lecciones/"),
        "search": on("/lecciones/?q=directora"),
        "home": on("/"),
        "network": on(contested.network.get_absolute_url()),
        "finding": on(contested.findings.get().get_absolute_url()),
        "linked": on(reverse("lessons:relations", args=[linked.pk])),
        "lesson it is linked to": on(linked.get_absolute_url()),
        "lesson it names": on(naming.get_absolute_url()),
        "collection": on(collection.get_absolute_url()),
        "nearest": lambda: says(soup(cast.client("other_member").post("/lecciones/parecidas/", sent))),
    }


def test_disagreement_is_told_on_every_list(contested, pages):
    assert [name for name, says in pages.items() if says()] == []
    CorroborationFactory(lesson=contested, stance="differs")
    assert [name for name, says in pages.items() if not says()] == []

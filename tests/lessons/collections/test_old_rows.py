"""Notes of collections from before: who wrote them, and whom they reached, by their history."""

from importlib import import_module

import pghistory
import pytest
from django.db import connection

from lessons.collections import actions
from lessons.models import Collection, CollectionItem
from networks.models import User
from tests.support.factories import CollectionFactory, LessonFactory, NetworkFactory, UserFactory

TABLE = CollectionItem._meta.db_table


@pytest.fixture
def keeper(transactional_db) -> User:
    return UserFactory()


def said(keeper: User, note: str, *, then: str = "", **collection: object) -> CollectionItem:
    """A note, said while the collection was so; `then` it was opened to others. Each in a moment of its own."""
    made = CollectionFactory(**collection)
    with pghistory.context(user=keeper.pk):
        actions.add(LessonFactory(published=True), to=made, by=keeper, note=note)
    if then:
        Collection.objects.filter(pk=made.pk).update(visibility=then)
    return made.items.get()


def test_each_is_found_in_its_history_and_is_for_nobody_new_where_that_is_silent(keeper):
    network = NetworkFactory()
    near = f"network:{network.pk}"
    rows = {
        "widened": said(keeper, "a", network=network, visibility="own_network", then="public"),
        "public": said(keeper, "b", visibility="public"),
        "private": said(keeper, "c", then="all_networks"),
        "linked": said(keeper, "d", network=network, visibility="own_network", share_token="zzq"),
        "forgotten": said(keeper, "e", visibility="public"),
        "silent": said(keeper, "", visibility="public"),
    }
    CollectionItem.objects.filter(pk=rows["widened"].pk).update(position=9)
    forget(rows["forgotten"])
    events = CollectionItem.pgh_event_model.objects.count()
    migration = import_module("lessons.migrations.0012_collection_audience")
    with connection.schema_editor(atomic=True) as editor:
        migration.note_who_was_told(None, editor)
    reached = {name: CollectionItem.objects.get(pk=row.pk).collection_audience.circles for name, row in rows.items()}
    # Of a link the history knows nothing.
    assert reached == {
        "widened": [near],
        "public": ["everyone"],
        "private": [],
        "linked": [near],
        "forgotten": [],
        "silent": ["everyone"],
    }
    writers = {name: CollectionItem.objects.get(pk=row.pk).by for name, row in rows.items()}
    assert writers == dict.fromkeys(rows, keeper) | {"forgotten": None, "silent": None}
    assert CollectionItem.pgh_event_model.objects.count() == events


def forget(item: CollectionItem) -> None:
    """As before: nothing is noted, and of this one not even a history is there."""
    CollectionItem.pgh_event_model.objects.filter(pgh_obj_id=item.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {TABLE} SET by_id = NULL, collection_audience_id = NULL")
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")

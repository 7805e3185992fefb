"""A memory from before: whom each thing reached is found again in the history of its lesson."""

from importlib import import_module

import pytest
from django.db import connection

from lessons.models import Audience, Comment, Corroboration, Lesson, Photo, Revision, Translation
from lessons.writing import actions
from networks.models import Role, User
from tests.support.factories import (
    CommentFactory,
    CorroborationFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    TranslationFactory,
)

NOTED = (Comment, Corroboration, Photo, Translation, Revision)
COLUMNS = {model: ["audience_id"] for model in NOTED} | {Revision: ["audience_id", "texts_audience_id"]}


def change(lesson: Lesson, by: User, *, shared_with=(), **fields) -> None:
    stored = Lesson.objects.get(pk=lesson.pk)
    for name, value in fields.items():
        setattr(stored, name, value)
    actions.rewrite(stored, by=by, regions=[], stances={}, shared_with=shared_with)


@pytest.fixture
def spoken(transactional_db) -> Lesson:
    """Said, widened, changed, narrowed and shared: each in a moment of its own, as in life."""
    network, other = NetworkFactory(), NetworkFactory()
    secretary = MembershipFactory(network=network, role=Role.SECRETARIAT).user
    lesson = LessonFactory(network=network, visibility="own_network", published=True)
    CommentFactory(lesson=lesson, text="Entre nosotras")
    voice = CorroborationFactory(lesson=lesson, text="Primera")
    change(lesson, secretary, insight="Dos.")
    TranslationFactory(lesson=lesson, of_revision=2)
    change(lesson, secretary, visibility="public")
    Photo.objects.create(lesson=lesson, alt="Una", small=b"s", large=b"l", width=1, height=1)
    CommentFactory(lesson=lesson, text="A todo el mundo")
    change(lesson, secretary, visibility="chosen_networks", shared_with=[other], insight="Tres.")
    Corroboration.objects.filter(pk=voice.pk).update(text="De nuevo")
    change(lesson, secretary, visibility="own_network")
    CommentFactory(lesson=lesson, text="Otra vez entre nosotras")
    change(lesson, secretary, visibility="all_networks")
    return lesson


def noted() -> dict[tuple[str, int], list[list[str]]]:
    """Of each row, the circles it reaches."""
    circles = dict(Audience.objects.values_list("pk", "circles"))
    return {
        (model.__name__, row.pk): [circles[getattr(row, column)] for column in COLUMNS[model]]
        for model in NOTED
        for row in model.objects.all()
    }


def forget() -> None:
    with connection.cursor() as cursor:
        for model, columns in COLUMNS.items():
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {', '.join(f'{column} = NULL' for column in columns)}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_each_reaches_whom_the_database_would_have_noted(spoken):
    before, events = noted(), Corroboration.pgh_event_model.objects.count()
    assert len({str(each) for each in before.values()}) > 4
    forget()
    migration = import_module("lessons.migrations.0008_said_to_whom")
    with connection.schema_editor(atomic=True) as editor:
        migration.note_what_was_said(None, editor)
    assert noted() == before
    assert Corroboration.pgh_event_model.objects.count() == events


def test_without_a_history_it_is_whom_the_lesson_reaches_now(spoken):
    forget()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE lessons_lessonevent, lessons_lessonsharingevent")
    migration = import_module("lessons.migrations.0008_said_to_whom")
    with connection.schema_editor(atomic=True) as editor:
        migration.note_what_was_said(None, editor)
    assert {str(each) for (name, _pk), each in noted().items() if name == "Comment"} == {"[['networks']]"}

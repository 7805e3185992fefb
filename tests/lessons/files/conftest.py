"""The lesson that files are added to."""

import pytest

from lessons.models import Lesson
from tests.support.cast import Cast
from tests.support.factories import LessonFactory


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    return LessonFactory(network=cast.network, author=cast.user("member"), published=True, visibility="public")


@pytest.fixture
def address(lesson: Lesson) -> str:
    return f"/lecciones/{lesson.pk}/archivos/"

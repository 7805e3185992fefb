"""`load_library` says in one line what is missing, and then loads nothing."""

import pytest
from django.core.management import CommandError, call_command

from lessons.models import Lesson


def test_without_the_frame_it_says_what_to_load_first(db: None):
    with pytest.raises(CommandError, match="run load_frame first"):
        call_command("load_library")
    assert not Lesson.objects.exists()

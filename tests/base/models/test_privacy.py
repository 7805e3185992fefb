"""What a model says in its `class Privacy` is read as it was meant, or refused."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from base.models import Privacy, declared_privacy


def table(**written: Any) -> type[models.Model]:
    class File(models.Model):
        added_by = models.IntegerField()
        removed_by = models.IntegerField()
        content = models.TextField()

        class Meta:
            abstract = True  # of no app, and in no database

    File.Privacy = type("Privacy", (), written)  # type: ignore[attr-defined]
    return File


def test_declared_privacy_is_what_the_class_says():
    written = {
        "shown": {"added_by": "Files you added"},
        "named_only": {"added_by"},
        "not_shown": {"removed_by": "told to somebody else"},
        "withheld": {"content": "long"},
        "deleted_with": {"added_by", "removed_by"},
    }
    privacy = declared_privacy(table(**written))
    assert privacy == Privacy(**written)
    assert privacy.decided == {"added_by", "removed_by"}


def test_a_model_without_the_class_declares_nothing():
    class Stamp(models.Model):
        class Meta:
            abstract = True

    assert declared_privacy(Stamp) == Privacy()


SHOWN = {"added_by": "Files you added"}


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"showed": SHOWN}, "nothing is called showed"),
        ({"shown": {"aded_by": "Files you added"}}, "has no column: aded_by"),
        ({"not_shown": {"aded_by": "as above"}}, "has no column: aded_by"),
        ({"withheld": {"contents": "long"}}, "has no column: contents"),
        ({"shown": SHOWN, "not_shown": {"added_by": "as above"}}, "both shown and not shown: added_by"),
        ({"shown": SHOWN, "withheld": {"added_by": "secret"}}, "both .* and withheld: added_by"),
        ({"shown": SHOWN, "named_only": {"removed_by"}}, "not shown at all: removed_by"),
        ({"shown": SHOWN, "deleted_with": {"removed_by"}}, "neither shown nor not shown: removed_by"),
        ({"shown": {"added_by"}}, "not written as it is read: shown"),
        ({"shown": SHOWN, "deleted_with": "added_by"}, "not written as it is read: deleted_with"),
        ({"shown": SHOWN, "named_only": {"added_by": "theirs"}}, "not written as it is read: named_only"),
    ],
)
def test_what_a_table_cannot_mean_is_refused_with_its_name(written, fault):
    with pytest.raises(ImproperlyConfigured, match=f"File.Privacy: .*{fault}"):
        declared_privacy(table(**written))

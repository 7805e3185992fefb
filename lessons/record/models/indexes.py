"""The indexes of lessons: most pages find in them alone which lessons they show."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from base.alphabet import Alphabetical
from lessons.record.models.states import ENDED

IN_FORCE = Q(state="published", taken_down_at=None)


def _in_force(name: str, *order: str, include: list[str]) -> models.Index:
    """Return an index of the lessons in force that also tells who may read them."""
    who = ["audience", "network", "author", "steward", "result"]
    return models.Index(fields=order, include=[*who, *include], condition=IN_FORCE, name=name)


INDEXES: list[models.Index] = [
    GinIndex(fields=["search"], name="lesson_search"),
    GinIndex(
        OpClass(Func(F("title"), function="memoria_fold"), name="gin_trgm_ops"),
        name="lesson_title_similar",
    ),
    GinIndex(Func(F("language"), F("title"), function="memoria_title_vector"), name="lesson_title_words"),
    # Which lessons are on a page is found in an index alone, whoever reads; with facets, in a wider one.
    _in_force("lesson_in_force", "-published_at", "-id", include=["sector"]),
    _in_force(*("lesson_with_facets", "-published_at", "-id"), include=["sector", "facets", "review_on", "standing"]),
    # Of those that have some facets, the strongest are quoted.
    _in_force("lesson_strongest", "-confirming", "-used", "-published_at", "-id", include=["facets"]),
    # Each order of a list has its own, so that its last page costs what its first does.
    _in_force("lesson_most_used", "-used", "-published_at", "-id", include=[]),
    _in_force("lesson_unverified", "unverified_since", "id", include=[]),
    models.Index(Alphabetical("title"), "id", condition=IN_FORCE, name="lesson_by_title"),
    models.Index(
        F("confirming").desc(),
        Func(F("confirming_voices"), function="cardinality").desc(),
        *(F("used").desc(), F("published_at").desc(), F("id").desc()),
        condition=IN_FORCE,
        name="lesson_most_confirmed",
    ),
    # Beside a list of those in force it says how many are overdue, and how many ended.
    _in_force("lesson_due", "review_on", include=[]),
    models.Index(
        fields=["state", "-published_at", "-id"],
        include=["audience", "network", "author", "steward", "result", "sector", "facets"],
        condition=Q(state__in=ENDED, taken_down_at=None),
        name="lesson_ended",
    ),
    GinIndex(fields=["facets"], condition=IN_FORCE, name="lesson_facets"),
    models.Index(fields=["network", "-published_at", "-id"], include=["audience"], name="lesson_of_network"),
    models.Index(fields=["-published_at", "-id"], name="lesson_newest"),
    # Of what a person wrote or answers for, only what does not reach them is counted for them alone.
    models.Index(fields=["author", "audience"], name="lesson_of_author"),
    models.Index(fields=["steward", "audience"], name="lesson_of_steward"),
]

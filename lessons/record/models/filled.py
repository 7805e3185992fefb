"""What the database fills in of a lesson, from what it holds elsewhere: lists read it, and count nothing."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func

from lessons.record.models.audience import Audience


class Filled(models.Model):
    """Holds whom a lesson reaches, how strong it is, and by what it is counted.

    What is written to these columns is made anew: see lessons/experience/models/strength.py and lessons/counts. The
    voices hold the name of a network for each person who speaks for no organisation.
    """

    audience = models.ForeignKey(
        Audience,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whom it reaches; a draft, nobody.",
    )
    confirming = models.PositiveIntegerField(default=0, editable=False, help_text="Independent organisations.")
    departments = models.PositiveIntegerField(default=0, editable=False)
    differing = models.PositiveIntegerField(default=0, editable=False)
    used = models.PositiveIntegerField(default=0, editable=False)
    confirming_voices: "ArrayField[Any, Any]" = ArrayField(models.TextField(), default=list, editable=False)
    differing_voices: "ArrayField[Any, Any]" = ArrayField(models.TextField(), default=list, editable=False)
    facets: "ArrayField[Any, Any]" = ArrayField(
        models.TextField(),
        default=list,
        editable=False,
        help_text='As "region:7" or "result:worked"; a draft has none.',
    )
    unverified_since = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When it was last found still true, or published; of the library, when it happened. A draft: never.",
    )

    standing = models.GeneratedField(
        expression=Func(
            *map(F, ("confirming", "confirming_voices", "used", "published_at", "review_on", "review_months")),
            function="memoria_standing",
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
        help_text="How much others and time have borne it out, 0 to 100: what search ranks first among equals.",
    )

    class Meta:
        abstract = True

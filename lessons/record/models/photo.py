"""One photograph of a lesson, in the two sizes a page asks for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from lessons.record.models.audience import Said, SaidQuerySet, notes_whom_it_reaches
from lessons.record.models.lesson import Lesson
from networks.models import User


class PhotoQuerySet(SaidQuerySet["Photo"]):
    writer = "added_by"


class Photo(Said):
    """Encoded anew as WebP, so that nothing of the phone is left in it: neither place nor time.

    It is kept in the database: who may see it is asked of the lesson, and a backup has it with the text.
    """

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="photo", verbose_name=_("lesson"))
    alt = LineField(_("what it shows"), max_length=200)
    small = models.BinaryField()
    large = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(auto_now=True)
    added_by = models.ForeignKey(
        User, null=True, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        constraints = [
            models.CheckConstraint(condition=~Q(alt=""), name="photo_is_described"),
        ]
        triggers = [notes_whom_it_reaches("small", "large", beside=("alt",))]

    class Privacy:
        shown = {"added_by": _("Photographs you added")}

    def __str__(self) -> str:
        return self.alt

    @property
    def version(self) -> str:
        """Another one with each change, for the addresses that browsers keep."""
        return f"{self.added_at:%Y%m%d%H%M%S%f}"

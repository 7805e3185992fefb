"""Where a lesson comes from: a network, the study, or a published source."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineField


class FromSource(models.TextChoices):
    SAID = "said", _("The source draws the lesson")
    READ = "read", _("Our reading of the source")


class HasOrigin(models.Model):
    """A lesson without a network is of the study, whose `speaker` said it at the event, or of the library.

    A lesson of the library was read in a published source. No network says it; its `speaker` is the title of the
    source, and `from_source` says who draws the lesson from what happened.
    """

    speaker = LineField(
        _("said by"),
        max_length=200,
        blank=True,
        help_text=_("For a lesson from the study: who said it, and in what capacity."),
    )
    from_source = models.CharField(
        _("whose the lesson is"), max_length=4, choices=FromSource, blank=True, editable=False
    )

    class Meta:
        abstract = True

    @property
    def is_from_source(self) -> bool:
        return self.from_source != ""

    @property
    def is_our_reading(self) -> bool:
        """Return whether insight and recommendation are of who read the source for this memory."""
        return self.from_source == FromSource.READ

    @property
    def origin(self) -> str:
        """Say that it is from a published source, and whose the insight is; nothing of a network or the study."""
        if not self.is_from_source:
            return ""
        return (
            gettext("From a published source, in our reading")
            if self.is_our_reading
            else gettext("From a published source")
        )

    @property
    def told_by(self) -> str:
        """Return the name of its network, who said it at the study's event, or that it is from which source."""
        network = getattr(self, "network", None)
        if network is not None:
            return str(network.name)
        return f"{self.origin}: {self.speaker}" if self.is_from_source else self.speaker

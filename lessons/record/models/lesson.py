"""A lesson: one thing learned, whom it reaches, and the findings it speaks to."""

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import one_of
from lessons.frame.models import Finding
from lessons.record.fields import NEEDED_TO_PUBLISH, TEXT, TEXT_FIELDS, TEXT_LIMIT, long_text
from lessons.record.models.audience import REACHES_OTHERS
from lessons.record.models.filled import Filled
from lessons.record.models.indexes import INDEXES
from lessons.record.models.origin import HasOrigin
from lessons.record.models.queries import LessonQuerySet
from lessons.record.models.rules import CONSTRAINTS, FILLED, IS_HISTORY, TRIGGERS
from lessons.record.models.states import ENDED, State
from networks.models import Network, Organisation, Region, Sector, User


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=IS_HISTORY),
    exclude=[*FILLED],
)
class Lesson(Filled, HasOrigin):
    """One thing a network learned. Draft until published; a publication is never undone.

    A lesson of the study or of the library has no network and no author: see `HasOrigin`.
    """

    class Visibility(models.TextChoices):
        OWN_ORGANISATION = "own_organisation", _("Only my organisation")
        OWN_NETWORK = "own_network", _("Only my network")
        CHOSEN_NETWORKS = "chosen_networks", _("My network and others I choose")
        ALL_NETWORKS = "all_networks", _("All networks")
        PUBLIC = "public", _("Everyone, even without an account")

    class Result(models.TextChoices):
        WORKED = "worked", _("It worked")
        PARTLY = "partly", _("It worked in part")
        FAILED = "failed", _("It did not work")

    class Evidence(models.TextChoices):
        OWN_EXPERIENCE = "own_experience", _("Own experience")
        SEVERAL_CASES = "several_cases", _("Several cases")
        EVALUATION = "evaluation", _("Evaluation")
        RESEARCH = "research", _("Research")

    key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Made with the form: sent twice, saved once.",
    )
    title = LineField(TEXT["title"].label, max_length=160)
    what_happened = long_text("what_happened")
    insight = long_text("insight")
    recommendation = long_text("recommendation")
    context = long_text("context")
    applies_when = long_text("applies_when")
    does_not_apply_when = long_text("does_not_apply_when")
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    happened_on = models.DateField(_("when it happened"), null=True, blank=True)
    regions = models.ManyToManyField(Region, blank=True, related_name="lessons", verbose_name=_("departments"))
    sector = models.ForeignKey(
        Sector,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("sector"),
    )
    findings = models.ManyToManyField(
        Finding, through="LessonFinding", related_name="lessons", verbose_name=_("findings")
    )
    evidence = models.CharField(_("type of evidence"), max_length=20, choices=Evidence, default=Evidence.OWN_EXPERIENCE)
    sources = models.TextField(
        _("sources"),
        blank=True,
        validators=[MaxLengthValidator(TEXT_LIMIT)],
        help_text=_("One per line: a web address, a document, a person who was there."),
    )
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES, default="es")
    visibility = models.CharField(
        _("who may read it"), max_length=20, choices=Visibility, default=Visibility.OWN_NETWORK
    )
    shared_with = models.ManyToManyField(
        Network,
        blank=True,
        related_name="+",
        verbose_name=_("networks it is shared with"),
        help_text="Counts while the visibility is CHOSEN_NETWORKS.",
    )
    is_unnamed = models.BooleanField(
        _("share it without naming us"),
        default=False,
        help_text=_(
            "Your name and your organisation's are seen only by the secretariat of your network and by admins. "
            "The name of the network stays: check whether the text or the photograph names anyone else."
        ),
    )

    network = models.ForeignKey(
        Network,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("network"),
        db_index=False,
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("organisation"),
    )
    author = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("author"),
        db_index=False,
    )
    steward = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kept_lessons",
        verbose_name=_("responsible"),
        db_index=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    wording = models.PositiveIntegerField(
        default=1,
        editable=False,
        help_text="Counts the changes of its words; a form says from which one it started.",
    )
    edited_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    edit_note = models.CharField(_("why it was changed"), max_length=300, blank=True, editable=False)
    edit_changes_meaning = models.BooleanField(default=False, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    review_on = models.DateField(_("to be verified again"), null=True, editable=False)
    review_months = models.PositiveSmallIntegerField(
        default=12, editable=False, help_text="How long it is trusted after its publication or a verification."
    )
    superseded_by = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(_("why it is no longer in force"), max_length=500, blank=True, editable=False)
    # By an admin, whatever its state: nobody but admins and its author reads it then: lessons/moderation/takedown.py.
    taken_down_at = models.DateTimeField(_("hidden since"), null=True, editable=False)
    taken_down_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    take_down_reason = models.CharField(
        _("why it was hidden, or shown again"), max_length=500, blank=True, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    search = models.GeneratedField(
        expression=Func(F("language"), *map(F, (*TEXT_FIELDS, "sources")), function="memoria_lesson_search"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Whose words this object shows in place of its own, and what those were called and of which language they were: see
    # lessons/translations/actions.py.
    translation: "Any" = None
    original_language = original_title = ""

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes = INDEXES
        triggers = [*TRIGGERS, REACHES_OTHERS]
        constraints = CONSTRAINTS

    class Privacy:
        shown = {
            "author": _("Lessons you wrote"),
            "steward": _("Lessons you are responsible for"),
            "edited_by": _("Lessons you were the last to change"),
            "ended_by": _("Lessons you marked as no longer in force"),
            "taken_down_by": _("Lessons you hid as an admin"),
            "published_by": _("Lessons you published"),
        }
        named_only = {"steward", "edited_by", "ended_by", "taken_down_by", "published_by"}

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        if self.translation is not None:
            raise ValueError(f"lesson {self.pk} shows a translation: saved, it would lose its own words")
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.pk])

    def validate_constraints(self, exclude: Any = None) -> None:
        """Ask nothing: Django would let the database compute each constraint first, in a savepoint of its own.

        The form's own fields hold what can be chosen in it, and the database refuses to store anything else.
        """

    @property
    def is_published(self) -> bool:
        """Whether it ever was: a lesson that ended is still read by those whom it reached."""
        return self.published_at is not None

    @property
    def is_taken_down(self) -> bool:
        return self.taken_down_at is not None

    @property
    def is_standing(self) -> bool:
        """Whether it may be talked of, cited, translated and taken along: published, and not taken down."""
        return self.is_published and not self.is_taken_down

    @property
    def name_for_others(self) -> str:
        """Its title, for who may not read it but has to do with it; of one that was taken down, its number."""
        return gettext("hidden lesson no. %(number)s") % {"number": self.pk} if self.is_taken_down else self.title

    @property
    def is_in_force(self) -> bool:
        return self.state == State.PUBLISHED and not self.is_taken_down

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_in_review(self) -> bool:
        return self.state == State.IN_REVIEW

    @property
    def is_a_first_draft(self) -> bool:
        """Whether nobody but its author has had anything to do with it yet."""
        return self.state == State.DRAFT and self.submitted_at is None and self.edited_by_id in {None, self.author_id}

    @property
    def is_due_for_review(self) -> bool:
        return self.is_in_force and self.review_on is not None and self.review_on <= localdate()

    @property
    def is_public(self) -> bool:
        """Whether anybody at all may read it."""
        return self.is_standing and self.visibility == self.Visibility.PUBLIC

    def hide_source(self) -> None:
        """Forget, in this object alone, who it comes from, and from which workshop: few were in the room.

        The database refuses to store it like this.
        """
        self.author = self.organisation = self.published_by = self.steward = None
        self.edited_by = self.ended_by = None
        # Those of a workshop: whoever asks this object for them finds none.
        self._prefetched_objects_cache = {**getattr(self, "_prefetched_objects_cache", {}), "notes": self.notes.none()}

    def hide_photo(self) -> None:
        """Forget it in this object alone, as if it had none."""
        self._state.fields_cache["photo"] = None

    @property
    def shows_source(self) -> bool:
        """Whether this object knows who it comes from, and its reader may: see `hide_source`."""
        return self.network_id is None or self.author_id is not None

    @property
    def missing(self) -> list[str]:
        """Names of the fields still empty that a published lesson needs."""
        return [name for name in NEEDED_TO_PUBLISH if not getattr(self, name).strip()]

    @property
    def in_other_language(self) -> bool:
        return self.language != (get_language() or "").split("-")[0]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LessonFinding(models.Model):
    """That a lesson speaks to a finding of the frame, and whether it supports or contradicts it."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        CONTRADICTS = "contradicts", _("contradicts")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="stances")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="stances", verbose_name=_("finding"))
    stance = models.CharField(_("stance"), max_length=12, choices=Stance, default=Stance.SUPPORTS)

    class Meta:
        verbose_name = _("stance on a finding")
        verbose_name_plural = _("stances on findings")
        ordering = ["finding__position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "finding"], name="lessonfinding_one_stance"),
            one_of("stance", ["supports", "contradicts"]),
        ]

    def __str__(self) -> str:
        return f"{self.finding.code} {self.get_stance_display()}"

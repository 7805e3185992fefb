"""A lesson: one thing learned, whom it reaches, and the findings it speaks to."""

import uuid
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, Q, Value, When
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lessons.models.audience import CIRCLES, REACHES_ONE_MORE_NETWORK, REACHES_OTHERS
from lessons.models.finding import Finding
from lessons.models.lesson_rules import CONSTRAINTS, IS_HISTORY, NEEDED_TO_PUBLISH, TEXT_FIELDS, TRIGGERS
from lessons.models.states import ENDED, State
from networks.lines import LineField
from networks.models import Membership, Network, Organisation, Region, Role, Sector, User
from networks.permissions import Permission, Visitor, networks_where

TEXT_LIMIT = 6_000
LONG_TEXTS = ("what_happened", "context", "applies_when", "does_not_apply_when", "sources", "search")


# Whose voice gives a lesson no strength: that of its own organisation; of one that names none, that of its network. Of
# an unnamed lesson, all of its network: which is known, so that from what is not counted nobody learns whose it is.
_OWN_VOICE = (
    Q(is_unnamed=True, corroborations__network=F("network"))
    | Q(is_unnamed=False, corroborations__organisation=F("organisation"))
    | Q(is_unnamed=False, organisation=None, corroborations__organisation=None, corroborations__network=F("network"))
)
_CONFIRMS, _DIFFERS = (Q(corroborations__stance=stance) & ~_OWN_VOICE for stance in ("confirms", "differs"))


def _counted(path: Any, only: Q | None = None) -> models.Subquery:
    """Different ones, asked of each row shown: a page has twenty of them, the table has all."""
    one = Lesson.objects.filter(pk=models.OuterRef("pk")).values("pk")
    return models.Subquery(one.annotate(n=Count(path, distinct=True, filter=only)).values("n"))


def _looked_after_by(user: User) -> Q:
    mine = Q(network__in=networks_where(user, Permission.WRITE, closed_too=True)) & (Q(author=user) | Q(steward=user))
    return mine | Q(network__in=networks_where(user, Permission.PUBLISH, closed_too=True))


class LessonQuerySet(models.QuerySet["Lesson"]):
    def readable_by(self, user: Visitor) -> Self:
        """Published lessons that reach `user`, and the drafts they wrote or may publish. Admins read all.

        One that an admin took down is read by admins and its author alone: all that hangs on lessons asks this.
        """
        level, reached = Lesson.Visibility, Q(visibility=Lesson.Visibility.PUBLIC)
        if not isinstance(user, User) or not user.is_active:
            return self.filter(reached, published_at__isnull=False, taken_down_at=None)
        if user.is_admin:
            return self
        roles, here = Membership.objects.filter(user=user), networks_where(user, Permission.READ)
        reached |= Q(Exists(roles), visibility=level.ALL_NETWORKS)
        reached |= Q(network__in=here, visibility__in=[level.CHOSEN_NETWORKS, level.OWN_NETWORK])
        chosen = Lesson.shared_with.through.objects.filter(lesson=models.OuterRef("pk"), network__in=here)
        reached |= Q(Exists(chosen), visibility=level.CHOSEN_NETWORKS)
        # Who belongs to an organisation elsewhere was said by another secretariat, and counts there.
        through = roles.filter(network=models.OuterRef("network"), organisation=models.OuterRef("organisation"))
        reached |= Q(Exists(through), visibility=level.OWN_ORGANISATION)
        stands = Q(taken_down_at=None) | Q(author=user)
        return self.filter(Q(reached, published_at__isnull=False) | _looked_after_by(user), stands)

    def looked_after_by(self, user: User) -> Self:
        """Those that `user` reads whomever they reach, drafts too: as their secretariat, author, steward, or admin."""
        return self if user.is_admin else self.filter(_looked_after_by(user))

    def circles_of(self, lesson: "Lesson") -> list[str]:
        """Those that it reaches now, as it is stored: see `Audience`."""
        chosen = Lesson.shared_with.through.objects.filter(lesson=models.OuterRef("pk")).values("network")
        told = ("published_at", "visibility", "network_id", "organisation_id", ArraySubquery(chosen))
        now = Func(*told, function="memoria_circles", output_field=CIRCLES)
        found: list[str] = self.filter(pk=lesson.pk).values_list(now, flat=True).get()
        return found

    def named_to(self, user: Visitor) -> Self:
        """Those of which `user` may know the author and the organisation, if they may read them at all.

        Who shares without naming is known to the secretariat of their network, to admins, and to themselves.
        """
        if isinstance(user, User) and user.is_admin and user.is_active:
            return self
        publishes = networks_where(user, Permission.PUBLISH, closed_too=True)
        known = Q(is_unnamed=False) | Q(network__in=publishes)
        return self.filter(known | Q(author=user) if isinstance(user, User) else known)

    def shown_to(self, user: Visitor) -> "list[Lesson]":
        """The lessons, each without its source where `user` may not know it."""
        lessons = list(self)
        unnamed = [lesson.pk for lesson in lessons if lesson.is_unnamed]
        known = {*Lesson.objects.named_to(user).filter(pk__in=unnamed).values_list("pk", flat=True)} if unnamed else ()
        for lesson in lessons:
            if lesson.is_unnamed and lesson.pk not in known:
                lesson.hide_source()
        return lessons

    def without_active_steward(self) -> Self:
        """Of networks, with nobody active who answers for them: the database refuses it, so there is none."""
        keeps = Membership.objects.filter(
            user=models.OuterRef("steward"), network=models.OuterRef("network"), user__is_active=True
        ).exclude(role=Role.OBSERVER)
        lost = self.filter(network__isnull=False).exclude(Q(steward__is_admin=True, steward__is_active=True))
        return lost.exclude(Exists(keeps))

    def published(self) -> Self:
        """Those in force."""
        return self.standing().filter(state=State.PUBLISHED)

    def ever_published(self) -> Self:
        """Also those that ended: what happened is told as it was."""
        return self.standing().filter(published_at__isnull=False)

    def ended(self) -> Self:
        """Superseded or archived: readable as before, and marked."""
        return self.standing().filter(state__in=ENDED)

    def standing(self) -> Self:
        """Without those that an admin took down: no list, count or picture has them, of whomever."""
        return self.filter(taken_down_at=None)

    def taken_down(self) -> Self:
        return self.filter(taken_down_at__isnull=False)

    def drafts(self) -> Self:
        """Not published yet, also those in review."""
        return self.filter(published_at=None)

    def in_review(self) -> Self:
        return self.filter(state=State.IN_REVIEW)

    def due_for_review(self) -> Self:
        """In force, and nobody has said since their day came that they are still true; of networks that are open."""
        return self.published().filter(review_on__lte=localdate(), network__closed_on=None)

    def longest_due_first(self) -> Self:
        return self.due_for_review().order_by("review_on", "pk")

    def speaking_to(self, finding: Finding) -> Self:
        """With `stance`: whether each supports or contradicts the finding."""
        stance = LessonFinding.objects.filter(lesson=models.OuterRef("pk"), finding=finding).values("stance")
        return self.annotate(stance=models.Subquery(stance)).filter(stance__isnull=False)

    def answering(self, finding: Finding, *, by_result: bool) -> Self:
        """`speaking_to`, with `answer`: the result, "untold" without one; "otherwise" if it contradicts the finding.

        Not by result, those that support it answer "supports". In this order, and the newest first.
        """
        untold = When(result="", then=Value("untold"))
        supports = Case(untold, default=F("result")) if by_result else Value("supports")
        otherwise = When(stance=LessonFinding.Stance.CONTRADICTS, then=Value("otherwise"))
        places = [When(answer=answer, then=place) for place, answer in enumerate(Lesson.Result.values)]
        with_answer = self.speaking_to(finding).annotate(answer=Case(otherwise, default=supports))
        return with_answer.order_by(Case(*places, default=len(places)), F("published_at").desc(nulls_first=True), "-pk")

    def crossings(self) -> models.QuerySet[Any, tuple[int, int, str, int]]:
        """How many speak to both a challenge and a best practice: (challenge, practice, result, how many)."""
        both = LessonFinding.objects.filter(
            lesson__in=self,
            finding__kind=Finding.Kind.CHALLENGE,
            lesson__stances__finding__kind=Finding.Kind.BEST_PRACTICE,
        )
        pairs = both.order_by().values_list("finding_id", "lesson__stances__finding_id", "lesson__result")
        return pairs.annotate(Count("pk"))

    def results_by_finding(self) -> models.QuerySet[Any, tuple[int, str, int]]:
        """How many speak to each finding, with which result: (finding, result, how many)."""
        stances = LessonFinding.objects.filter(lesson__in=self).order_by()
        return stances.values_list("finding_id", "lesson__result").annotate(Count("pk"))

    def newest_first(self) -> Self:
        return self.order_by(F("published_at").desc(nulls_first=True), "-pk")

    def with_strength(self) -> Self:
        """With how many independent organisations confirm each (`confirming`), in how many `departments`, and how many
        differ (`differing`); and how often it was `used`. Who takes part for no organisation is one voice of their
        network: `confirming_voices` and `differing_voices` have a name for each, as `of_no_organisation` says.
        lessons/recount.py counts the same without SQL."""
        from lessons.models.experience import Corroboration  # which has lessons in it

        said = Corroboration.objects
        return self.annotate(
            confirming=_counted("corroborations__organisation", _CONFIRMS),
            departments=_counted("corroborations__regions", _CONFIRMS),
            differing=_counted("corroborations__organisation", _DIFFERS),
            confirming_voices=ArraySubquery(said.filter(stance="confirms").of_no_organisation()),
            differing_voices=ArraySubquery(said.filter(stance="differs").of_no_organisation()),
            used=_counted("applications", Q(applications__withdrawn_at=None)),
        )

    def for_cards(self) -> Self:
        """With what a list shows of each, and without the long texts it does not. Who wrote them is no part of it."""
        shown = self.select_related("network").prefetch_related("regions").with_strength()
        return shown.defer(*LONG_TEXTS)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pgtrigger.Condition(IS_HISTORY)),
    exclude=["search", "wording"],
)
class Lesson(models.Model):
    """One thing a network learned. Draft until published; a publication is never undone.

    A lesson of the study has no network and no author: its `speaker` said it at the event.
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
    title = LineField(_("title"), max_length=160)
    what_happened = models.TextField(_("what happened"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    insight = models.TextField(_("what we learned"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    recommendation = models.TextField(
        _("what you would tell another network"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)]
    )
    context = models.TextField(_("context"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    applies_when = models.TextField(_("applies when"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    does_not_apply_when = models.TextField(
        _("does not apply when"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)]
    )
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
    )
    steward = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kept_lessons",
        verbose_name=_("responsible"),
    )
    speaker = LineField(
        _("said by"),
        max_length=200,
        blank=True,
        help_text=_("For a lesson from the study: who said it, and in what capacity."),
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
    # By an admin, whatever its state: nobody but admins and its author reads it then. See lessons/taking_down.py.
    taken_down_at = models.DateTimeField(_("hidden since"), null=True, editable=False)
    taken_down_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    take_down_reason = models.CharField(
        _("why it was hidden, or shown again"), max_length=500, blank=True, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    search = models.GeneratedField(
        expression=Func(F("language"), *map(F, TEXT_FIELDS), function="memoria_lesson_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Whose words this object shows in place of its own, and what those were called and of which language they were: see
    # lessons/translating.py.
    translation: "Any" = None
    original_language = original_title = ""

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes = [
            GinIndex(fields=["search"], name="lesson_search"),
            GinIndex(
                OpClass(Func(F("title"), function="memoria_fold"), name="gin_trgm_ops"),
                name="lesson_title_similar",
            ),
            models.Index(F("published_at").desc(), name="lesson_newest"),
        ]
        triggers = [*TRIGGERS, REACHES_OTHERS]
        constraints = CONSTRAINTS

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        if self.translation is not None:
            raise ValueError(f"lesson {self.pk} shows a translation: saved, it would lose its own words")
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.pk])

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
            models.CheckConstraint(
                condition=Q(stance__in=["supports", "contradicts"]), name="lessonfinding_stance_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding.code} {self.get_stance_display()}"


@pghistory.track(
    pghistory.InsertEvent("region.add"),
    pghistory.DeleteEvent("region.remove"),
    obj_field=None,
)
class LessonRegion(Lesson.regions.through):  # type: ignore[misc, name-defined]
    """The departments of a lesson, so that history has them too."""

    class Meta:
        proxy = True


@pghistory.track(
    pghistory.InsertEvent("network.add"),
    pghistory.DeleteEvent("network.remove"),
    obj_field=None,
)
class LessonSharing(Lesson.shared_with.through):  # type: ignore[misc, name-defined]
    """The networks chosen as its readers, so that history has them too."""

    class Meta:
        proxy = True
        triggers = [REACHES_ONE_MORE_NETWORK]

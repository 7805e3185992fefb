"""This form asks for a lesson."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from base.models import refused_by
from base.row_choices import RowField
from lessons.consent.audience import Readers, audience_of
from lessons.record.audience import MoreReaders
from lessons.record.derived_title import title_of
from lessons.record.fields import ASKED_LATER, NEEDED_TO_PUBLISH, QUESTIONS, TEXT_FIELDS, TEXT_LIMIT, TEXTS
from lessons.record.models import NO_STEWARD, Lesson, LessonFinding
from lessons.record.permissions import get_own
from lessons.writing import actions
from lessons.writing.forms.offering import OfferingForm
from lessons.writing.forms.rewriting import OF_MANY
from lessons.writing.questions import GROUPS, PREFILLED, Group
from networks.models import User

Stance = LessonFinding.Stance


class LessonForm(OfferingForm):
    """This form asks the short questions first. A draft needs only a few words; to publish, `NEEDED_TO_PUBLISH`.

    `typed` is what a browser sent and nobody stored: it is shown as it was typed, and not judged yet. Raises
    PermissionDenied for a new lesson of somebody who may write nowhere.
    """

    first = (*QUESTIONS, "title", "network", "visibility", "shared_with", "is_unnamed", "edit_note", "changes_meaning")
    prefilled = PREFILLED
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Lesson
        fields = [
            *QUESTIONS,
            "title",
            "network",
            "visibility",
            "is_unnamed",
            "result",
            *ASKED_LATER,
            "happened_on",
            "sector",
            "evidence",
            "sources",
            "organisation",
            "language",
        ]
        field_classes = dict.fromkeys(("network", "sector", "organisation"), RowField)
        labels = {
            **{each.name: each.question for each in TEXTS},
            "visibility": _("Who may read it?"),
        }
        help_texts = {
            **{each.name: each.help for each in TEXTS},
            "happened_on": _("If you do not know the day, the first of the month will do."),
        }
        widgets = {
            "visibility": forms.RadioSelect,
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, user: User, typed: QueryDict | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.typed = user, typed
        self._offer_rows()
        self._make_room()
        if self.instance.pk:
            if not self.is_bound or self.left & OF_MANY:
                self.initial.update(self.opened.lists)
            del self.fields["key"]
            self._show_derived_title()
        else:
            self.initial.update(key=uuid.uuid4(), visibility=Lesson.Visibility.ALL_NETWORKS)
            self.initial.update(self._from_my_network())
        self._meet_others()
        for name, field in self.fields.items() if typed is not None else ():
            if name not in self.left:
                self.initial[name] = field.widget.value_from_datadict(typed, {}, name)

    def _make_room(self) -> None:
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"rows": 3, "data-limit": TEXT_LIMIT}
        # A browser cuts what is pasted at `maxlength` and says nothing.
        title = self.fields["title"]
        title.required = False
        title.widget.attrs["data-limit"] = title.widget.attrs.pop("maxlength")

    def clean_happened_on(self) -> Any:
        day = self.cleaned_data["happened_on"]
        if day and day > localdate():
            raise forms.ValidationError(_("This day is in the future. Write the day on which it happened."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        both = set(cleaned.get("supports") or []) & set(cleaned.get("contradicts") or [])
        if both:
            codes = ", ".join(sorted(finding.code for finding in both))
            self.add_error("contradicts", _("Supports or contradicts, not both: %(codes)s.") % {"codes": codes})
        network = cleaned.get("network")
        own = next(iter(self.roles.organisations(network)), None) if network else None
        if why_not := actions.why_not_for(cleaned.get("organisation"), own, network):
            self.add_error("organisation", why_not)
        self._require_readers(cleaned)
        if self.wants_others_to_read or self.instance.is_published or self.instance.is_in_review:
            self._require_the_essential(cleaned)
        elif not (cleaned.get("title") or "title" in self.errors):
            self._name_the_draft(cleaned)
        return cleaned

    def _require_readers(self, cleaned: dict[str, Any]) -> None:
        level, home = cleaned.get("visibility"), cleaned.get("network") or self.instance.network
        cleaned["shared_with"] = [network for network in cleaned.get("shared_with") or [] if network != home]
        if level == Lesson.Visibility.CHOSEN_NETWORKS and not cleaned["shared_with"]:
            self.add_error("shared_with", _("Choose at least one network, or who else may read it."))
        if level == Lesson.Visibility.OWN_ORGANISATION and cleaned.get("organisation", "") is None:
            self.add_error("organisation", _("Choose the organisation whose people may read it."))

    @property
    def then(self) -> str:
        return str(self.data.get("then", ""))

    @property
    def wants_others_to_read(self) -> bool:
        return self.then in {"publish", "hand_in"}

    def _require_the_essential(self, cleaned: dict[str, Any]) -> None:
        self._ask_about_the_title(cleaned)
        for name in NEEDED_TO_PUBLISH:
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("Write this before you publish."))

    def save_as(self, user: User, then: Callable[[Lesson], object] = lambda lesson: None) -> Lesson | None:
        """Store what was typed, in the lesson that was sent before with the same key, if there is one; and do `then`.

        Returns None, with errors, if it was published meanwhile and would no longer say the essential, or if it
        reaches people whom the form did not name. Raises EditConflict, and changes nothing, if somebody else changed
        the same part.
        """
        lesson = self.save(commit=False)
        lesson.key = self.cleaned_data.get("key") or lesson.key
        try:
            return self._store_once(lesson, user, then)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        except MoreReaders as refusal:
            self._show_whom_it_reaches(refusal)
        return None

    def _store_once(self, lesson: Lesson, user: User, then: Callable[[Lesson], object]) -> Lesson | None:
        try:
            self._store(lesson, user, then)
        except IntegrityError as refusal:
            if refused_by(refusal) == NO_STEWARD:
                raise ValidationError(
                    _("Your role in this network has changed: you can no longer write there.")
                ) from None
            if not Lesson.objects.filter(key=lesson.key).exclude(pk=lesson.pk).exists():
                raise
            return self._save_again_as(user, lesson, then)
        return lesson

    def _save_again_as(self, user: User, lesson: Lesson, then: Callable[[Lesson], object]) -> Lesson | None:
        own = get_own(user, str(lesson.key))
        if own is None:
            lesson.key = uuid.uuid4()  # somebody else's: not made by this person's form
            return self._store_once(lesson, user, then)
        again = LessonForm(self.data, instance=own, user=user)
        saved = again.save_as(user, then) if again.is_valid() else None
        self._errors, self.joined = again.errors, again.joined
        return saved

    @transaction.atomic
    def _store(self, lesson: Lesson, user: User, then: Callable[[Lesson], object]) -> None:
        if lesson.pk:
            self._join(lesson)
            self._keep_to_whom_it_named(lesson)
        said = self._beside_the_words | self._about_the_edit(lesson)
        actions.rewrite(
            lesson, by=user, stored=self.stored, with_mine=self.cleaned_data.get("with_mine", False), **said
        )
        then(lesson)

    def keep(self, user: User) -> Lesson | None:
        """Store as a draft what is valid so far, and never publish it. `errors` tells what was left out.

        Returns None, and changes nothing, if there is nothing yet that a draft could be made of, or if it was
        published meanwhile. Raises IntegrityError if another form or another request had its key first, EditConflict
        like `save_as`.
        """
        left_out, lesson = self.errors, self._without_what_is_wrong()
        lesson.title = lesson.title or title_of(self.cleaned_data)
        if not lesson.title or ("network" in left_out and "network" in self.fields):
            return None
        try:
            return lesson if self._keep(lesson, user) else None
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None

    @transaction.atomic
    def _keep(self, lesson: Lesson, user: User) -> bool:
        if lesson.pk:
            self._join(lesson)
        else:
            lesson.key = self.cleaned_data.get("key") or lesson.key
        return actions.keep_draft(lesson, by=user, stored=self.stored, **self._beside_the_words)

    def _without_what_is_wrong(self) -> Lesson:
        wrong = set(self.errors)
        if not wrong:
            return self.instance
        stored = Lesson.objects.get(pk=self.instance.pk) if self.instance.pk else Lesson()
        if wrong & {"shared_with", "organisation"}:
            wrong.add("visibility")  # they belong together: what is wrong must not reach more people
        for column in Lesson._meta.concrete_fields:
            if column.name in wrong:
                setattr(self.instance, column.attname, getattr(stored, column.attname))
        return self.instance

    @property
    def audience(self) -> Readers | None:
        """Return who would read it if it was published as the form says now; None while that is not known."""
        lesson = self.instance
        if self.is_bound:
            chosen = self.cleaned_data.get("shared_with", ())
            return audience_of(self._by_its_author(lesson), chosen, asker=self.user if lesson.pk else None)
        if lesson.pk:
            return audience_of(lesson, self.opened.lists["shared_with"])
        if self.typed is not None:
            return None  # nobody has judged it yet
        where = {"network": self.first_network, "organisation": self.first_organisation}
        first = Lesson(visibility=self.initial["visibility"], **where)
        return audience_of(self._by_its_author(first), ())

    def _by_its_author(self, lesson: Lesson) -> Lesson:
        if lesson.author_id is None and lesson.network_id is not None:
            lesson.author = lesson.steward = self.user
        return lesson

    @property
    def is_blank(self) -> bool:
        return not any(self.data.get(name, "").strip() for name in (*TEXT_FIELDS, "sources"))

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first if name in self.fields and not self[name].is_hidden]

    @property
    def groups(self) -> list[Group]:
        offered = {label: [self[name] for name in names if name in self.fields] for label, names in GROUPS.items()}
        return [Group(label, fields) for label, fields in offered.items()]

    @property
    def groups_have_errors(self) -> bool:
        return any(group.has_errors for group in self.groups)

    @property
    def chosen(self) -> int:
        return sum(group.chosen for group in self.groups)

    @property
    def faulty(self) -> list[forms.BoundField]:
        """Return the fields with errors, in the order in which they stand on the page."""
        offered = [*self.first_fields, *(field for group in self.groups for field in group.fields)]
        return [field for field in [*self.hidden_fields(), *offered] if field.errors]

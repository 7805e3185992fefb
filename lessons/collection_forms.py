"""A collection as it is written, and what is put into it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lessons import collecting
from lessons.models import Collection, CollectionItem, Lesson
from lessons.models.collection import LONGEST_INTRODUCTION, LONGEST_NOTE
from lessons.naming_readers import NamesReaders
from networks.alphabet import Alphabetical
from networks.lines import LineFormField
from networks.models import Network, User
from networks.permissions import Permission, networks_where

Level = Collection.Visibility


class CollectionForm(forms.ModelForm[Collection]):
    """Whose it is, and that it is for its maker alone, only its maker chooses."""

    class Meta:
        model = Collection
        fields = ["title", "introduction", "network", "visibility"]
        help_texts = {
            "title": _("For example: how to begin with a new minister"),
            "introduction": _("Who it is for, and what holds these lessons together."),
            "network": _("Its secretariat looks after it with you. Leave it empty if it is yours alone."),
            "visibility": _("Readers see only those of its lessons that they can read."),
        }
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_INTRODUCTION}),
            "visibility": forms.RadioSelect,
        }

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, is_makers = user, self.instance._state.adding or self.instance.by_id == user.pk
        own = networks_where(user, Permission.WRITE)
        levels = list(Level) if networks_where(user, Permission.READ).exists() else [Level.PRIVATE]
        shown = [(level.value, level.label) for level in levels if is_makers or level != Level.PRIVATE]
        cast("forms.ChoiceField", self.fields["visibility"]).choices = shown
        field = cast("forms.ModelChoiceField[Network]", self.fields["network"])
        field.queryset, field.empty_label = own.order_by(Alphabetical("name")), _("No network: it is mine")
        if not is_makers or not own.exists():
            del self.fields["network"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        network = cleaned.get("network") if "network" in self.fields else self.instance.network
        if cleaned.get("visibility") == Level.OWN_NETWORK and not network and "network" not in self.errors:
            self.add_error("visibility", _("It belongs to no network: choose one, or choose other readers."))
        return cleaned

    def keep(self) -> Collection | None:
        """None, with the reason in `errors`, if the person has as many as may be."""
        if not self.instance._state.adding:
            return self.save()
        self.instance.by = self.user
        try:
            with transaction.atomic():
                collecting.refuse_more(self.user)
                return self.save()
        except ValidationError as refusal:
            self.add_error(None, refusal)
            return None


class CollectForm(NamesReaders, forms.Form):
    """Puts one lesson into a collection that the person keeps, or into a new one of their own."""

    what = "collected"
    collection = forms.ModelChoiceField(
        Collection.objects.none(),
        label=_("Which collection?"),
        empty_label=None,
        required=False,
        widget=forms.RadioSelect,
    )
    title = LineFormField(
        label=_("Or a new one"),
        help_text=_("Its title. It starts as yours alone; you choose its readers afterwards."),
        max_length=160,
        required=False,
    )
    note = forms.CharField(
        label=_("Why is this lesson in it?"),
        help_text=_("Optional: one sentence for whoever reads the collection."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lesson: Lesson, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lesson, self.user = lesson, user
        field = cast("forms.ModelChoiceField[Collection]", self.fields["collection"])
        field.queryset = Collection.objects.kept_by(user).exclude(items__lesson=lesson)
        if not field.queryset.exists():
            del self.fields["collection"]
            self.fields["title"].label = _("A new collection")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("collection") and not cleaned.get("title"):
            self.add_error("title", _("Choose a collection, or give a new one a title."))
        return cleaned

    def keep(self) -> Collection | None:
        """A title that was written goes before a choice: it is the later thought."""
        said = dict(self.cleaned_data)
        to = said.pop("collection", None)
        try:
            return self.keep_to_them(self.lesson, lambda: collecting.collect(self.lesson, by=self.user, to=to, **said))
        except ValidationError as refusal:
            self.add_error("collection" if "collection" in self.fields else "title", refusal)
            return None


class NoteForm(NamesReaders, forms.Form):
    """Why a lesson is in a collection, said anew."""

    what = "collected"
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)

    def say(self, item: CollectionItem, lesson: Lesson) -> bool:
        """False, with an error, if it is too long or would reach more readers than were named."""
        if self.is_valid():
            self.keep_to_them(lesson, lambda: collecting.say_why(item, self.cleaned_data["note"]))
        return not self.errors

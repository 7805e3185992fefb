"""These forms write a collection, and put lessons and notes into it."""

from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from base.alphabet import Alphabetical
from base.lines import LineFormField
from lessons.collections import actions
from lessons.collections.audience import circles_named, narrow_notes, readers_in_words
from lessons.collections.models import LONGEST_INTRODUCTION, LONGEST_NOTE, Collection, CollectionItem
from lessons.record.audience import NamedReaders
from lessons.record.forms import NamesReaders
from lessons.record.models import Lesson
from networks.models import Network, User
from networks.record.permissions import Permission, may_anywhere, networks_where

Level = Collection.Visibility


class NamesCollections:
    """This form says who reads `its_collections`: its page sends that back as `collections`."""

    data: Any
    its_collections: Iterable[Collection] = ()
    has_come_back = False

    @property
    def collections_told(self) -> str:
        """Return whom the sent form named; empty once it comes back to name others."""
        return "" if self.has_come_back else str(self.data.get("collections", ""))

    @property
    def collections(self) -> str:
        return self.collections_told or circles_named(self.its_collections)

    def noting(self, refusal: ValidationError) -> ValidationError:
        self.has_come_back = getattr(refusal, "code", "") == "readers"
        return refusal


class CollectionForm(NamesCollections, forms.ModelForm[Collection]):
    """This form writes a collection. Only its maker chooses its network and makes it private.

    With `with_mine`, its readers also get the notes that the person wrote for fewer.
    """

    with_mine = forms.BooleanField(required=False)

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
        levels = list(Level) if may_anywhere(user, Permission.READ) else [Level.PRIVATE]
        offered = [(level.value, level.label) for level in levels if is_makers or level != Level.PRIVATE]
        cast("forms.ChoiceField", self.fields["visibility"]).choices = offered
        field = cast("forms.ModelChoiceField[Network]", self.fields["network"])
        field.queryset, field.empty_label = own.order_by(Alphabetical("name")), _("No network: it is mine")
        if not is_makers or not own.exists():
            del self.fields["network"]
        self._ask_for_notes()

    def _ask_for_notes(self) -> None:
        is_new = self.instance._state.adding
        self.stays = 0 if is_new else narrow_notes(self.instance).exclude(by=self.user).count()
        self.mine = 0 if is_new else narrow_notes(self.instance).filter(by=self.user).count()
        self.fields["with_mine"].label = says_of_mine(self.mine)
        if not self.mine:
            del self.fields["with_mine"]
        if not is_new:
            # The stored collection, not the instance, into which the typed values are put.
            self.its_collections = (Collection.objects.select_related("network").get(pk=self.instance.pk),)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        network = cleaned.get("network") if "network" in self.fields else self.instance.network
        if cleaned.get("visibility") == Level.OWN_NETWORK and not network and "network" not in self.errors:
            self.add_error("visibility", _("It belongs to no network: choose one, or choose other readers."))
        return cleaned

    def keep(self) -> Collection | None:
        """Return the kept collection; None, with errors, if `actions.make` or `actions.change` refuses it."""
        try:
            return self._make() if self.instance._state.adding else self._change()
        except ValidationError as refusal:
            self.add_error(None, self.noting(refusal))
            return None

    def _make(self) -> Collection:
        self.instance.by = self.user
        return actions.make(self.save(commit=False))

    def _change(self) -> Collection:
        mine = self.cleaned_data.get("with_mine", False)
        actions.change(self.instance, by=self.user, told=self.collections_told, with_mine=mine)
        return self.instance


def says_of_mine(number: int) -> str:
    says = ngettext(
        "They may also read the note that I wrote for fewer people.",
        "They may also read the %(total)s notes that I wrote for fewer people.",
        number,
    )
    return says % {"total": number}


class CollectForm(NamesCollections, NamesReaders, forms.Form):
    """This form puts one lesson into a collection that the person keeps, or into a new one of their own."""

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
        field.queryset = Collection.objects.kept_by(user).exclude(items__lesson=lesson).select_related("network")
        field.label_from_instance = _with_readers  # type: ignore[assignment, method-assign]
        self.its_collections = field.queryset
        if not field.queryset.exists():
            del self.fields["collection"]
            self.fields["title"].label = _("A new collection")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("collection") and not cleaned.get("title"):
            self.add_error("title", _("Choose a collection, or give a new one a title."))
        return cleaned

    def keep(self) -> Collection | None:
        """Return the collection that has the lesson now; None, with an error, if that is refused.

        A title that was written goes before a choice: it is the later thought.
        """
        cleaned = dict(self.cleaned_data)
        to = cleaned.pop("collection", None)
        try:
            return self.keep_to_them(
                self.lesson,
                lambda: actions.collect(self.lesson, by=self.user, to=to, told=self.collections_told, **cleaned),
            )
        except ValidationError as refusal:
            self.add_error("collection" if "collection" in self.fields else "title", self.noting(refusal))
            return None


def _with_readers(collection: Collection) -> str:
    return gettext("%(title)s, for %(who)s") % {"title": collection, "who": readers_in_words(collection)}


class NoteForm(NamesCollections, NamesReaders, forms.Form):
    """This form rewrites why a lesson is in a collection."""

    what = "collected"
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, collection: Collection, **options: Any) -> None:
        super().__init__(*args, **options)
        self.its_collections = (collection,)

    def readers(self, lesson: Lesson) -> NamedReaders:
        of_lesson = super().readers(lesson)
        who = gettext("%(who)s The collection is for %(collection)s.")
        who %= {"who": of_lesson.who, "collection": readers_in_words(*self.its_collections)}
        return NamedReaders(who, of_lesson.circles)

    def say(self, item: CollectionItem, lesson: Lesson, *, by: User) -> bool:
        """Return whether the note was kept; if not, `errors` tells why.

        It is refused if it is too long, would reach more readers than were named, or would replace one that `by`
        cannot read.
        """
        if not self.is_valid():
            return False
        say = partial(actions.set_note, item, self.cleaned_data["note"], by=by, told=self.collections_told)
        try:
            self.keep_to_them(lesson, say)
        except ValidationError as refusal:
            self.add_error("note", self.noting(refusal))
        return not self.errors

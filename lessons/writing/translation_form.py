"""This form asks for the translation of a lesson."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lessons.record.forms import NamesReaders
from lessons.record.models import TEXT_FIELDS, TEXT_LIMIT, Lesson
from lessons.translations import actions
from lessons.translations.models import Translation
from lessons.writing.forms.lesson import LessonForm
from networks.models import User

IS_HIDDEN = _(
    "There is a translation already. It was made for fewer people than read the lesson now, and you are not among them."
    " Whoever made it has been asked to show it to everyone; whoever answers for the lesson can change it."
)
LABELS = {**LessonForm.Meta.labels, "title": _("Title")}


@dataclass(frozen=True)
class Pair:
    """Holds a field, what the original says there, and what somebody else saved meanwhile."""

    field: forms.BoundField
    original: str
    theirs: str


class TranslationForm(NamesReaders, forms.ModelForm[Translation]):
    """This form asks for each text of the original; `version` and `of_revision` say what it started from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    of_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    class Meta:
        model = Translation
        fields = list(TEXT_FIELDS)
        labels = LABELS

    def __init__(self, *args: Any, lesson: Lesson, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lesson, self.language = lesson, language
        self.theirs: Translation | None = None
        for name in TEXT_FIELDS:
            if not getattr(lesson, name):
                del self.fields[name]
            else:
                self._ask(name)
        newest = actions.newest_version(lesson)
        self.initial.update(version=self.instance.version if self.instance.pk else 0, of_revision=newest)

    def _ask(self, name: str) -> None:
        field = self.fields[name]
        field.required = True
        field.error_messages["required"] = _("Translate this too: the original says something here.")
        field.widget.attrs |= {"lang": self.language, "data-limit": TEXT_LIMIT}
        if name == "title":
            field.widget.attrs["data-limit"] = field.widget.attrs.pop("maxlength")
        else:
            field.widget.attrs["rows"] = max(3, len(getattr(self.lesson, name)) // 60)

    def save_as(self, user: User) -> bool:
        """Return whether it was kept; if not, `errors` tell why.

        It is refused if it would reach more readers than were named, if there is a translation that `user` cannot
        read, or if somebody else saved meanwhile. Then `theirs` is their text, and the form, sent again, takes its
        place.
        """
        texts = dict(self.cleaned_data)
        version, of_revision = texts.pop("version") or 0, texts.pop("of_revision") or 0
        texts |= {name: "" for name in TEXT_FIELDS if name not in self.fields}
        started = {"of_revision": of_revision, "version": version}
        translate = partial(actions.translate, self.lesson, self.language, texts=texts, by=user, **started)
        try:
            self.keep_to_them(self.lesson, translate)
        except actions.Overtaken as meanwhile:
            self._show(meanwhile.stored)
        except actions.Hidden:
            self.add_error(None, IS_HIDDEN)
        return not self.errors

    def _show(self, theirs: Translation | None) -> None:
        self.theirs = theirs
        again = cast("QueryDict", self.data).copy()
        again["version"] = str(theirs.version if theirs else 0)
        self.data = again
        self.add_error(
            None,
            _(
                "Somebody else saved a translation while you were writing. Theirs is beside "
                "yours: take what is better from it, and send yours again."
            ),
        )

    @property
    def pairs(self) -> list[Pair]:
        return [
            Pair(self[name], getattr(self.lesson, name), getattr(self.theirs, name, ""))
            for name in TEXT_FIELDS
            if name in self.fields
        ]

"""Input about an import of lessons: the file, and what its columns and words mean."""

from collections.abc import Iterator
from hashlib import sha1
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from lessons.importing import columns
from lessons.importing.files import ENDINGS, MOST_BYTES
from lessons.importing.words import Vocabulary, heading_of, vocabularies
from lessons.models import Lesson, LessonImport
from networks.models import Network
from networks.organisation_forms import MEGABYTE, FileForm
from networks.words import folded

LEFT_OUT = "-"
UNDECIDED = ""


class LessonFileForm(FileForm):
    most, endings = MOST_BYTES // MEGABYTE, ENDINGS
    is_none = _("Send an Excel file (.xlsx), a CSV or a JSON.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = _("Excel (.xlsx), CSV or JSON, of at most 15 MB and 20,000 rows.")
        field.widget.attrs["accept"] = ",".join(ENDINGS)


class ChoicesForm(forms.Form):
    """What each column is, and what each word means that is on no list of ours."""

    def __init__(self, *args: Any, batch: LessonImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.vocabularies = batch, vocabularies()
        fields = [("", gettext("leave it out")), *((name, columns.label(name)) for name in columns.FIELDS)]
        for number, (heading, to) in enumerate(zip(batch.headings, batch.columns, strict=True)):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or gettext("without a heading"), choices=fields, initial=to, required=False
            )
        self.words = {
            self._name(vocabulary, word): (vocabulary, word, rows)
            for vocabulary, found in batch.found.get("unknown", {}).items()
            for word, rows in found
        }
        for name, (vocabulary, word, rows) in self.words.items():
            self.fields[name] = self._of_word(self.vocabularies[vocabulary], vocabulary, word, rows)

    @staticmethod
    def _name(vocabulary: str, word: str) -> str:
        return f"{vocabulary}-{sha1(folded(word).encode(), usedforsecurity=False).hexdigest()[:10]}"

    def _of_word(self, vocabulary: Vocabulary, name: str, word: str, rows: int) -> forms.ChoiceField:
        decided = self.batch.words.get(name, {}).get(folded(word))
        return forms.ChoiceField(
            label=word[:80],
            help_text=ngettext_lazy("in %(rows)s row", "in %(rows)s rows", rows) % {"rows": rows},
            choices=[
                (UNDECIDED, gettext("not decided: its rows stay out")),
                (LEFT_OUT, gettext("leave the word out")),
                *vocabulary.options,
            ],
            initial=vocabulary.nearest(word) if decided is None else decided or LEFT_OUT,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first: dict[str, str] = {}
        for number, heading in enumerate(self.batch.headings):
            to = cleaned.get(f"column-{number}")
            if to in first and to not in columns.TOGETHER:
                text = _("The column “%(heading)s” is already that. Leave one of them out.")
                self.add_error(f"column-{number}", text % {"heading": first[to]})
            if to:
                first.setdefault(to, heading)
        return cleaned

    @property
    def said(self) -> tuple[list[str], dict[str, dict[str, str]]]:
        """Columns and words, as `LessonImport` keeps them; what was decided of other words stays."""
        to = [self.cleaned_data[f"column-{number}"] for number in range(len(self.batch.headings))]
        words = {name: dict(known) for name, known in self.batch.words.items()}
        for name, (vocabulary, word, _rows) in self.words.items():
            choice, known = self.cleaned_data[name], words.setdefault(vocabulary, {})
            known.pop(folded(word), None)
            if choice != UNDECIDED:
                known[folded(word)] = "" if choice == LEFT_OUT else choice
        return to, {name: known for name, known in words.items() if known}

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column-")]

    @property
    def unread(self) -> list[str]:
        """The headings of columns that no field takes: what stands in them would be lost."""
        both = zip(self.batch.headings, self.batch.columns, strict=True)
        return [heading for heading, to in both if heading and not to]

    @property
    def word_fields(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for vocabulary in self.vocabularies:
            fields = [self[name] for name, (of, _word, _rows) in self.words.items() if of == vocabulary]
            if fields:
                yield heading_of(self.vocabularies[vocabulary]), fields


class ConfirmForm(forms.Form):
    """The yes, and how."""

    how = forms.ChoiceField(
        label=_("What to import"),
        choices=[("good", _("The rows without errors")), ("whole", _("All rows or none"))],
        widget=forms.RadioSelect,
        initial="good",
    )
    then = forms.ChoiceField(
        label=_("Import them as"),
        choices=[
            ("draft", _("As drafts, to be checked one by one")),
            ("publish", _("Published; those that lack something stay drafts")),
        ],
        widget=forms.RadioSelect,
        initial="draft",
    )
    visibility = forms.ChoiceField(label=_("Who may read them?"), choices=Network.Reach.choices)

    def __init__(self, *args: Any, batch: LessonImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.initial["visibility"] = batch.network.default_visibility
        if not batch.found.get("faulty"):
            del self.fields["how"]

    def clean_how(self) -> str:
        how: str = self.cleaned_data["how"]
        if how == "whole":
            raise forms.ValidationError(
                gettext("Some rows have errors, so nothing was saved. Fix them, or import the others.")
            )
        return how

    @property
    def said(self) -> dict[str, Any]:
        """As `LessonImport` keeps it."""
        return {
            "whole": "how" not in self.fields,
            "publishes": self.cleaned_data["then"] == "publish",
            "visibility": Lesson.Visibility(self.cleaned_data["visibility"]),
        }

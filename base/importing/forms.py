"""Input about an import: how its file is read, and what its columns and words mean."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha1
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from base.importing.models import FileImport
from base.importing.reading import DELIMITERS, HOW, how_in_words, unread
from base.importing.vocabulary import Vocabulary
from base.tables import encodings
from base.tables.columns import Columns
from base.tables.table import TableError, refuse_too_large
from base.words import folded

LEFT_OUT = "-"
UNDECIDED = ""


class FileForm(forms.Form):
    """A file of a kind that is read, and not too large to be; `is_none` says of what kind it should be."""

    most_bytes: ClassVar[int]
    endings: ClassVar[tuple[str, ...]]
    is_none: ClassVar[Any]
    help_text: ClassVar[Any]

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput,
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.help_text
        self.fields["file"].widget.attrs["accept"] = ",".join(self.endings)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        try:
            refuse_too_large(sent.size, self.most_bytes)
        except TableError as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if not sent.name.lower().endswith(self.endings):
            raise forms.ValidationError(self.is_none)
        return sent


class ChoicesForm(forms.Form):
    """How the file is read, what each column is, and what each word means that is on no list of ours."""

    fields_of: ClassVar[Columns]
    vocabularies_now: ClassVar[Callable[[], dict[str, Vocabulary]]]

    def __init__(self, *args: Any, batch: FileImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.vocabularies = batch, type(self).vocabularies_now()
        self.how: Mapping[str, Any] = batch.found.get("table", {})
        self.fields |= dict(_fields_of_how(self.how))
        labels = ((name, self.fields_of.label(name)) for name in self.fields_of.fields)
        fields = [("", gettext("leave it out")), *labels]
        for number, (heading, to) in enumerate(zip(batch.headings, batch.columns, strict=False)):
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
        if not self.is_bound:
            self._tell_what_was_refused(batch.found.get("refused", {}))

    def _tell_what_was_refused(self, refused: Mapping[str, str]) -> None:
        """At its field, which shows what holds."""
        for name, text in refused.items():
            if name in self.fields:
                self.errors[name] = self.error_class([text])

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
            if to in first and to not in self.fields_of.together:
                text = _("The column “%(heading)s” is already that. Leave one of them out.")
                self.add_error(f"column-{number}", text % {"heading": first[to]})
            if to:
                first.setdefault(to, heading)
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """Columns, words and how the file is read, as `FileImport` keeps them; what was decided before stays."""
        to = [self.cleaned_data[f"column-{number}"] for number in range(len(self.batch.columns))]
        words = {name: dict(known) for name, known in self.batch.words.items()}
        for name, (vocabulary, word, _rows) in self.words.items():
            choice, known = self.cleaned_data[name], words.setdefault(vocabulary, {})
            known.pop(folded(word), None)
            if choice != UNDECIDED:
                known[folded(word)] = "" if choice == LEFT_OUT else choice
        return {
            "columns": to,
            "words": {name: known for name, known in words.items() if known},
            "chosen": self._chosen(),
        }

    @property
    def is_changed(self) -> bool:
        return any(getattr(self.batch, name) != value for name, value in self.said.items())

    def _chosen(self) -> dict[str, Any]:
        """Of another sheet the headings are looked for anew."""
        changed = {
            name: value
            for name in _names_of_how(self.fields)
            if (value := self.cleaned_data[name]) and value != self.how[name]
        }
        before = {name: value for name, value in self.batch.chosen.items() if name != "line" or "sheet" not in changed}
        return before | changed

    @property
    def how_in_words(self) -> list[str]:
        return [*how_in_words(self.how)]

    @property
    def how_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in _names_of_how(self.fields)]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column-")]

    @property
    def unread(self) -> list[str]:
        return [*unread(self.batch)]

    @property
    def word_fields(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for vocabulary in self.vocabularies:
            fields = [self[name] for name, (of, _word, _rows) in self.words.items() if of == vocabulary]
            if fields:
                yield self.vocabularies[vocabulary].heading, fields


def _names_of_how(fields: Mapping[str, forms.Field]) -> list[str]:
    return [name for name in HOW if name in fields]


def _fields_of_how(how: Mapping[str, Any]) -> Iterator[tuple[str, forms.Field]]:
    """What can be told otherwise of this file. JSON says itself what it is."""
    if len(how.get("sheets", ())) > 1:
        yield "sheet", _choice(_("Sheet"), [(name, name) for name in how["sheets"]], how["sheet"])
    if len(how.get("encodings", ())) > 1:
        told = [(name, f"{encodings.NAMES[name]}: {word}") for name, word in how["encodings"]]
        yield "encoding", _choice(_("Encoding of its letters"), told, how["encoding"])
    if how.get("delimiter") in DELIMITERS:
        yield "delimiter", _choice(_("What separates its cells"), [*DELIMITERS.items()], how["delimiter"])
    if how.get("sheet") or how.get("delimiter"):
        yield (
            "line",
            forms.IntegerField(
                label=_("Row with the headings"), min_value=1, max_value=1_048_576, initial=how["line"], required=False
            ),
        )


def _choice(label: Any, choices: list[tuple[str, Any]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=False)


class ConfirmForm(forms.Form):
    """The yes; a feature may ask how the rows come in."""

    @property
    def said(self) -> dict[str, Any]:
        """As the kind of `FileImport` keeps it."""
        return {}

"""Organisations as rows of a table: the columns of export and import, and what a row must be to come in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.importing.models import FileImport
from base.importing.rows import Checked, by_field, faulty_rows
from base.importing.vocabulary import Vocabulary, WordReader, choices_vocabulary
from base.lines import LineFormField
from base.tables.columns import Columns
from base.tables.files import read_table
from base.tables.table import MEGABYTE, Chosen, Naming, Row, Table, refuse_too_large
from base.words import folded
from networks.importing.departments import department_vocabulary
from networks.record.models import Organisation
from networks.record.ruc import RucFormField, validate_ruc

# Column → its heading, then what others call it.
COLUMNS = {
    "name": (
        *(_("name"), "organización", "organisation", "organization", "institución", "institution", "entidad"),
        *("razón social", "denominación", "nombre completo", "full name"),
    ),
    "acronym": (_("acronym"), "siglas", "abreviatura", "nombre corto", "short name"),
    "kind": (_("kind"), "type", "clase", "tipo de organización", "tipo de institución"),
    "ruc": ("RUC", "número de RUC", "n° de RUC", "n.º RUC", "n° RUC"),
    "website": (_("website"), "web", "página web", "sitio", "url", "enlace", "web site", "portal"),
    "departments": (
        *(_("departments"), "departamento", "department", "región", "regiones", "region", "regions"),
        *("ámbito", "ámbito de trabajo", "dónde trabaja"),
    ),
}
ORGANISATIONS = Columns(
    COLUMNS,
    needed=frozenset({"name"}),
    things="organizaci(?:on|ones)|instituci(?:on|ones)|entidad(?:es)?|ong|miembros?|organi[sz]ations?|institution",
    together=frozenset({"departments"}),
    addresses=frozenset({"website"}),
)
MOST_BYTES = 5 * MEGABYTE  # of a file of them


def headings() -> list[str]:
    return [ORGANISATIONS.label(column) for column in COLUMNS]


def read_file(file_name: str, content: bytes, naming: Naming, chosen: Chosen) -> Table:
    refuse_too_large(len(content), MOST_BYTES)
    return read_table(file_name, content, naming, chosen)


def as_rows(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """Needs their departments."""
    for each in organisations:
        regions = "; ".join(region.name for region in each.regions.all())
        yield [each.name, each.acronym, each.get_kind_display(), each.ruc or "", each.website, regions]


def vocabularies() -> dict[str, Vocabulary]:
    """By column, as they are now, in the language that is active; the words of all languages."""
    return {"kind": choices_vocabulary(_("kind"), Organisation.Kind.choices), "departments": department_vocabulary()}


class RowForm(forms.Form):
    name = LineFormField(max_length=200)
    acronym = LineFormField(max_length=30, required=False)
    kind = LineFormField(required=False)
    ruc = RucFormField(required=False, validators=[validate_ruc])
    website = forms.URLField(required=False, assume_scheme="https", max_length=200)
    departments = forms.CharField(required=False, max_length=1000)  # one in each line, as some keep them

    def __init__(self, *args: Any, known: "Known", words: WordReader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.words = known, words

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if folded(name) in self.known.names:
            raise forms.ValidationError(gettext("There is already an organisation with this name."))
        return name

    def clean_ruc(self) -> str:
        ruc: str = self.cleaned_data["ruc"]
        if ruc and ruc in self.known.rucs:
            raise forms.ValidationError(gettext("Another organisation already has this RUC."))
        return ruc

    def clean_kind(self) -> str:
        return next(iter(self._codes("kind")), "")

    def clean_departments(self) -> list[int]:
        ids = self.words.vocabularies["departments"].ids
        return sorted(ids[code] for code in self._codes("departments"))

    def _codes(self, name: str) -> list[str]:
        try:
            return self.words.codes(name, self.cleaned_data[name])
        except ValueError as strange:
            raise forms.ValidationError(str(strange)) from None


@dataclass
class Known:
    """What the rows are held against; what comes in is known to the rows after it."""

    names: set[str] = field(default_factory=set)
    rucs: set[str] = field(default_factory=set)

    @classmethod
    def now(cls) -> "Known":
        of_all = Organisation.objects.values_list("name", "ruc")
        return cls(
            names={folded(name) for name, _ruc in of_all},
            rucs={ruc for _name, ruc in of_all if ruc},
        )

    def add(self, row: dict[str, Any]) -> None:
        self.names.add(folded(row["name"]))
        self.rucs |= {row["ruc"]} - {""}

    def has(self, row: dict[str, Any]) -> bool:
        return folded(row["name"]) in self.names or row["ruc"] in self.rucs


def check(batch: FileImport, table: Table, words: WordReader) -> Checked[dict[str, Any]]:
    """Which rows can come in, and what is wrong with the others, in the language that is active."""
    known, checked = Known.now(), Checked[dict[str, Any]](unknown=words.unknown)

    def faults_of(row: Row) -> dict[str, str]:
        words.begin_row()
        form = RowForm(by_field(batch.columns, row, "; "), known=known, words=words)
        if row.fault:
            form.add_error(None, row.fault)
        for column, fault in row.faults_in(batch.columns).items():
            form.add_error(column, fault)
        if form.is_valid():
            known.add(form.cleaned_data)
            checked.rows.append(form.cleaned_data | {"told": row})
        return {column: " ".join(map(str, texts)) for column, texts in form.errors.items()}

    checked.faulty = faulty_rows(batch, table, faults_of)
    return checked

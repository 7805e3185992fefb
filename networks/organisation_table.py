"""Organisations as rows of a table: the columns of export and import, and what a row must be to come in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.lines import LineFormField
from networks.models import Organisation, Region
from networks.ruc import validate_ruc
from networks.tables import Stray, TableError, too_wide
from networks.words import by_word, folded, in_each_language

# Column → its heading. Read in either language, whatever its accents and case.
COLUMNS = {
    "name": _("name"),
    "acronym": _("acronym"),
    "kind": _("kind"),
    "ruc": "RUC",
    "website": _("website"),
    "departments": _("departments"),
}
PER_REPORT = 200


def headings() -> list[str]:
    return [str(heading).capitalize() if heading != "RUC" else "RUC" for heading in COLUMNS.values()]


def as_rows(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """Needs their departments."""
    for each in organisations:
        regions = "; ".join(region.name for region in each.regions.all())
        yield [each.name, each.acronym, each.get_kind_display(), each.ruc or "", each.website, regions]


def columns_of(found: list[str]) -> list[str | None]:
    """For each heading the column that it names, or None. Raises TableError if there is no name among them."""
    known = in_each_language(lambda: [(str(heading), column) for column, heading in COLUMNS.items()])
    columns = [known.get(folded(heading)) for heading in found]
    if "name" not in columns:
        raise TableError(
            gettext("No column is called “%(name)s”: the first row must name the columns.") % {"name": headings()[0]}
        )
    return columns


class RowForm(forms.Form):
    name = LineFormField(max_length=200)
    acronym = LineFormField(max_length=30, required=False)
    kind = LineFormField(required=False)
    ruc = LineFormField(required=False, validators=[validate_ruc])
    website = forms.URLField(required=False, assume_scheme="https", max_length=200)
    departments = LineFormField(required=False, max_length=1000)

    def __init__(self, *args: Any, known: "Known", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

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
        told: str = self.cleaned_data["kind"]
        if told and folded(told) not in self.known.kinds:
            kinds = ", ".join(str(label) for label in Organisation.Kind.labels)
            raise forms.ValidationError(gettext("This is not one of: %(kinds)s.") % {"kinds": kinds})
        return self.known.kinds[folded(told)] if told else ""

    def clean_departments(self) -> list[int]:
        words = [word.strip() for word in self.cleaned_data["departments"].replace(",", ";").split(";") if word.strip()]
        unknown = [word for word in words if folded(word) not in self.known.regions]
        if unknown:
            raise forms.ValidationError(gettext("Not a department: %(names)s.") % {"names": ", ".join(unknown)})
        return sorted({self.known.regions[folded(word)] for word in words})


@dataclass
class Known:
    """What the rows are held against; what comes in is known to the rows after it."""

    names: set[str] = field(default_factory=set)
    rucs: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def now(cls) -> "Known":
        of_all = Organisation.objects.values_list("name", "ruc")
        return cls(
            names={folded(name) for name, _ruc in of_all},
            rucs={ruc for _name, ruc in of_all if ruc},
            kinds=in_each_language(
                lambda: ((word, kind.value) for kind in Organisation.Kind for word in (str(kind.label), kind.value))
            ),
            regions=by_word(
                (word, region.pk) for region in Region.objects.all() for word in (region.name, region.slug, region.code)
            ),
        )

    def add(self, row: dict[str, Any]) -> None:
        self.names.add(folded(row["name"]))
        self.rucs |= {row["ruc"]} - {""}

    def has(self, row: dict[str, Any]) -> bool:
        return folded(row["name"]) in self.names or row["ruc"] in self.rucs


@dataclass
class Checked:
    rows: list[dict[str, Any]] = field(default_factory=list)
    faulty: list[dict[str, Any]] = field(default_factory=list)


def check(found: list[str], rows: list[list[str]], progress: Callable[[int, int], None]) -> Checked:
    """Which rows can come in, and what is wrong with the others, in the language that is active.

    Raises TableError if the columns cannot be told apart. Lines are counted as a spreadsheet does: headings are 1.
    """
    columns, known, checked = columns_of(found), Known.now(), Checked()
    for line, row in enumerate(rows, start=2):
        told = {column: cell for column, cell in zip(columns, row, strict=False) if column}
        form = RowForm(told, known=known)
        if isinstance(row, Stray):
            form.add_error(None, too_wide())
        if form.is_valid():
            known.add(form.cleaned_data)
            checked.rows.append(form.cleaned_data | {"told": row})
        else:
            faults = {column: " ".join(map(str, texts)) for column, texts in form.errors.items()}
            checked.faulty.append({"line": line, "values": row, "faults": faults})
        if line % PER_REPORT == 0:
            progress(line - 1, len(rows))
    return checked

"""The file that people fill in with their lessons: an empty table, a guide to its columns, and the lists of ours."""

from itertools import zip_longest
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.importing.vocabulary import Vocabulary
from base.tables.template import Column, Sheet, write_template
from lessons.importing.columns import FIELDS, LESSONS
from lessons.importing.words import VOCABULARY_OF, vocabularies
from lessons.library.example import example_row
from lessons.record.fields import NEEDED_TO_PUBLISH, TEXT

# What to write into the columns that are no texts; those are explained by what our form asks.
EXPLAINED = {
    "result": gettext_lazy("How it ended: one of the list."),
    "happened_on": gettext_lazy("A day, a month or a year: 15/03/2025, 03/2025, 2025."),
    "regions": gettext_lazy("The departments where it happened, with commas between them: Cusco, Puno. Or: National."),
    "sector": gettext_lazy("One of the list. If it is empty, the network's own."),
    "supports": gettext_lazy("Codes of the findings that the lesson supports, with commas between them: C1, P2."),
    "contradicts": gettext_lazy("Codes of the findings that it contradicts: P4. None that it also supports."),
    "evidence": gettext_lazy("How you know it: one of the list. If it is empty, own experience."),
    "sources": gettext_lazy("One per line: a web address, a document, a person who was there."),
    "language": gettext_lazy("One of the list. If it is empty, the one in which you use this site."),
}


def headings() -> list[str]:
    return [LESSONS.label(field) for field in FIELDS]


def template() -> bytes:
    """Return the workbook, in the language that is active."""
    known = vocabularies()
    words = {field: known[name] for field, name in VOCABULARY_OF.items()}
    return write_template(
        _("Lessons"),
        [_column(field, words.get(field)) for field in FIELDS],
        Sheet(_("Guide"), _guide(words)),
        Sheet(_("Lists"), _lists(words)),
    )


def _column(field: str, words: Vocabulary | None) -> Column:
    """Return the column; where several words may stand in one cell, none is offered: a spreadsheet takes one alone."""
    offered = _names(words) if words and not words.has_parts else []
    return Column(LESSONS.label(field), is_long=field in TEXT, choices=offered)


def _names(words: Vocabulary) -> list[str]:
    return [name for _code, name in words.options]


def _lists(words: dict[str, Vocabulary]) -> list[list[str]]:
    lists = {each.heading: _names(each) for each in words.values()}
    return [[*lists], *map(list, zip_longest(*lists.values(), fillvalue=""))]


def _guide(words: dict[str, Vocabulary]) -> list[list[str]]:
    example = _example(words)
    return [
        [_("Fill in the sheet “Lessons”, one row for each lesson, and send the whole file: the others stay out.")],
        [_("A title or what was learned is enough for a draft. To be published a lesson needs all four that say so.")],
        [_("Who may read them is asked once for the whole file, when you send it. Nothing is written before.")],
        [_("The example is a lesson from a published source, not of a network. It is not read with your file.")],
        [_("Column"), _("Is it needed?"), _("What to write"), _("Example")],
        *([LESSONS.label(field), _needed(field), _explained(field), example[field]] for field in FIELDS),
    ]


def _needed(field: str) -> str:
    return _("To be published") if field in NEEDED_TO_PUBLISH else _("No")


def _explained(field: str) -> str:
    if field in TEXT:
        return " ".join(str(each) for each in (TEXT[field].question, TEXT[field].help) if each)
    return str(EXPLAINED[field])


def _example(words: dict[str, Vocabulary]) -> dict[str, str]:
    """Return what would stand in each column for the lesson that shows what a good one looks like."""
    row = example_row()
    codes: dict[str, Any] = {"result": row["result"], "sector": row["sector"], "language": row["language"]}
    codes["evidence"] = row["evidence_type"]
    named = {field: dict(words[field].options).get(code, "") for field, code in codes.items()}
    places = [name for slug, name in words["regions"].options if slug in row["regions"]]
    findings = {
        stance: ", ".join(each["code"] for each in row["findings"] if each["stance"] == stance)
        for stance in ("supports", "contradicts")
    }
    (source,) = row["sources"]
    others = {
        "happened_on": str(row["happened_on"]),
        "regions": ", ".join(places) or capfirst(_("National")),
        "sources": "\n".join(filter(None, (source["title"], source["url"]))),
    }
    return {name: row[name] for name in TEXT} | named | findings | others

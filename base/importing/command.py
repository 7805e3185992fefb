"""What the commands that import files have in common: how the file is read, and what is told of it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from base.importing.models import FileImport, State
from base.importing.reading import how_in_words, unread
from base.importing.rows import Checked
from base.tables.encodings import NAMES
from base.tables.table import TableError
from base.words import folded

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


Batch = TypeVar("Batch", bound=FileImport)


class ImportCommand(BaseCommand, Generic[Batch]):
    """Reads, tells, refuses, writes. Each kind says how."""

    of_what = "rows"
    most_bytes = 0
    # As the worker does before anybody says yes, and after it.
    look: Callable[[Any], Checked[Any]]
    write: Callable[[int], None]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="write nothing if any row has a fault")
        parser.add_argument("--leave-out-unknown", action="store_true", help="leave out words that are on no list")
        parser.add_argument("--sheet", metavar="NAME", help="of a spreadsheet; default: the first with known headings")
        parser.add_argument("--encoding", choices=[*NAMES], help="of a CSV; default: what makes Spanish of it")
        parser.add_argument("--delimiter", choices=[*DELIMITERS], help="of a CSV; default: with most known headings")
        parser.add_argument("--heading-row", type=int, metavar="N", help="default: the one with most known headings")

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):
            batch = self.batch(options)
            unknown = self._look(batch)
            if options["leave_out_unknown"] and unknown:
                for name, words in unknown.items():
                    left_out = dict.fromkeys(map(folded, words), "")
                    batch.words[name] = left_out | batch.words.get(name, {})  # what somebody explained stays explained
                self._look(batch)
            self._tell(batch)
            self.refuse(batch, options)
            if options["dry_run"]:
                self.stdout.write(f"Dry run: {batch.good} {self.of_what} would be written.")
            else:
                self._refuse_doubts(batch)
                self._write(batch)

    def batch(self, options: dict[str, Any]) -> Batch:
        raise NotImplementedError

    def tell(self, batch: Batch) -> None:
        """How many rows can come in."""
        raise NotImplementedError

    def refuse(self, batch: Batch, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def tell_written(self, batch: Batch) -> None:
        self.stdout.write(f"Written: {batch.written} {self.of_what}.")

    def file(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a file and the options say of an import."""
        if options["heading_row"] is not None and options["heading_row"] < 1:
            raise CommandError("--heading-row counts from 1, as a spreadsheet shows it.")
        chosen = {
            "sheet": options["sheet"],
            "encoding": options["encoding"],
            "delimiter": DELIMITERS.get(options["delimiter"] or ""),
            "line": options["heading_row"],
        }
        return {
            "file_name": options["file"].name[-200:],
            "content": self._content(options["file"]),
            "chosen": {name: value for name, value in chosen.items() if value},
        }

    def _content(self, path: Path) -> bytes:
        """As much of it as is needed to see that it is too large: it may be larger than the memory."""
        try:
            with path.open("rb") as file:
                return file.read(self.most_bytes + 1)
        except OSError as trouble:
            raise CommandError(f"{path}: {trouble.strerror}.") from None

    def _look(self, batch: Batch) -> Mapping[str, Iterable[str]]:
        """Returns for each vocabulary the words that are on no list."""
        try:
            return self.look(batch).unknown
        except TableError as trouble:
            raise CommandError(f"{batch.file_name}: {trouble}") from None

    def _write(self, batch: Batch) -> None:
        batch.state = State.WRITING
        batch.save()
        self.write(batch.pk)
        batch.refresh_from_db(fields=["state", "trouble", "written"])
        if batch.state != State.WRITTEN:
            raise CommandError(batch.trouble)
        self.tell_written(batch)

    def _tell(self, batch: Batch) -> None:
        how = batch.found["table"]
        words = "; ".join(how_in_words(how))
        if words:
            self.stdout.write(f"Read as: {words}.")
        for note in how["notes"]:
            self.stderr.write(note)
        for heading in unread(batch):
            self.stderr.write(f"column “{heading}”: left out, it is none of ours")
        if how["doubts"]:
            for row in how["sample"]:
                self.stderr.write(f"is this right? {' · '.join(' '.join(cell.split())[:60] for cell in row)}")
        self._tell_rows(batch)
        self.tell(batch)

    def _tell_rows(self, batch: Batch) -> None:
        for row in batch.faulty:
            reasons = " ".join(f"{column}: {text}" if column else text for column, text in row["faults"].items())
            self.stderr.write(f"row {row['line']}: {' '.join(reasons.split())}")
        for line, title in batch.found.get("first_there", ()):
            self.stderr.write(f"row {line}: left out, it is there already: {title}")
        for name, words in batch.found.get("unknown", {}).items():
            for word, rows in words:
                code = batch.words.get(name, {}).get(folded(word))
                what = "unknown; --leave-out-unknown drops it" if code is None else code or "left out"
                self.stderr.write(f"{name}: “{' '.join(word.split())}” in {rows} rows: {what}")

    def _refuse_doubts(self, batch: Batch) -> None:
        how = batch.found["table"]
        if "encoding" in how["doubts"]:
            told = ", ".join(f"{name} (“{word}”)" for name, word in how["encodings"])
            raise CommandError(f"Nothing was written: say with --encoding which it is: {told}.")

"""An import from the file to the directory. Each step may be asked for twice, late, or by two workers."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext

from base.importing import steps
from base.importing.models import State
from base.importing.rows import Checked, in_batches
from base.importing.vocabulary import WordReader
from base.tables.table import Table
from networks.importing.models import OrganisationImport
from networks.importing.organisations import ORGANISATIONS, Known, check, read_file, vocabularies
from networks.importing.permissions import refuse_without_right
from networks.organisations.actions import RESERVED, slug_of
from networks.record.models import Affiliation, Organisation


def look(batch: OrganisationImport) -> Checked[dict[str, Any]]:
    """Find out what is in its file, and note it in `batch`, which is not saved. Raises TableError."""
    batch.rows = []
    last = OrganisationImport.objects.filter(network=batch.network).last_before(batch)
    return steps.look(batch, last, ORGANISATIONS, read_file, _check) or Checked()


def _check(batch: OrganisationImport, table: Table) -> Checked[dict[str, Any]]:
    words = WordReader(vocabularies(), batch.words)
    checked = check(batch, table, words)
    batch.rows, batch.found["unknown"] = checked.rows, words.to_ask()
    return checked


def read(pk: int) -> None:
    """Find out what is in the file: good rows, faulty rows, or why it is no table. Writes nothing to the directory."""
    steps.read(OrganisationImport.objects.filter(state=State.READING).claim(pk), look)


def write(pk: int) -> None:
    """Write all good rows, or none: if anything fails, or if `by` may not any more. What came in meanwhile stays."""
    steps.write(OrganisationImport.objects.filter(state=State.WRITING).claim(pk), _write_rows)


def _write_rows(batch: OrganisationImport) -> int:
    refuse_without_right(batch, batch.network)
    known = Known.now()
    taken = {*RESERVED, *Organisation.objects.values_list("slug", flat=True)}
    there = [row for row in batch.rows if known.has(row)]
    rows = [row for row in batch.rows if not known.has(row)]
    for some in in_batches(batch, rows):
        _write_batch(batch, some, taken)
    reason = gettext("There is already an organisation with this name.")
    batch.faulty += [{"line": None, "values": row["told"], "faults": {"name": reason}} for row in there]
    batch.rows, batch.found = [], {}
    return len(rows)


def _write_batch(batch: OrganisationImport, rows: Sequence[dict[str, Any]], taken: set[str]) -> None:
    new = []
    for row in rows:
        slug = slug_of(row["name"], taken)
        taken.add(slug)
        fields = {name: row[name] for name in ("name", "acronym", "kind", "website")}
        new.append(Organisation(slug=slug, ruc=row["ruc"] or None, **fields))
    Organisation.objects.bulk_create(new)
    where = Organisation.regions.through
    where.objects.bulk_create(
        where(organisation=each, region_id=region)
        for each, row in zip(new, rows, strict=True)
        for region in row["departments"]
    )
    if batch.network is not None:
        today = localdate()
        Affiliation.objects.bulk_create(
            Affiliation(network=batch.network, organisation=each, started_on=today) for each in new
        )

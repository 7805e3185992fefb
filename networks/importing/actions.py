"""An import from the file to the directory. Each step may be asked for twice, late, or by two workers."""

from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext, override

from base.tables.files import read_table
from base.tables.table import TableError, refuse_too_large
from networks.importing.models import OrganisationImport
from networks.importing.organisations import MOST_BYTES, ORGANISATIONS, Checked, Known, check, vocabularies
from networks.importing.reading import (
    found_settings,
    read_again,
    read_with_settings,
    refusal_reason,
    remembered_choices,
)
from networks.importing.vocabulary import WordReader
from networks.organisations.actions import RESERVED, slug_of
from networks.record.models import Affiliation, Organisation

State = OrganisationImport.State
BATCH = 500


def look(batch: OrganisationImport) -> Checked:
    """Find out what is in its file, and note it in `batch`, which is not saved. Raises TableError."""
    refuse_too_large(len(batch.content), MOST_BYTES)
    table = read_again(
        batch,
        ORGANISATIONS,
        remembered_choices(_last_before(batch)),
        lambda naming, chosen: read_table(batch.file_name, bytes(batch.content), naming, chosen),
    )
    batch.rows, batch.faulty, batch.found = [], [], {"rows": len(table.rows), "table": found_settings(table)}
    if not ORGANISATIONS.is_enough(batch.columns):
        batch.found["untold"] = True
        return Checked()
    words = WordReader(vocabularies(), batch.words)
    checked = check(table, batch.columns, words, batch.report)
    batch.rows, batch.faulty, batch.found["unknown"] = checked.rows, checked.faulty, words.to_ask()
    return checked


def _last_before(batch: OrganisationImport) -> OrganisationImport | None:
    others = OrganisationImport.objects.filter(network=batch.network).exclude(pk=batch.pk)
    return others.exclude(columns=[]).defer("content", "rows", "faulty").first()


def read(pk: int) -> None:
    """Find out what is in the file: good rows, faulty rows, or why it is no table. Writes nothing to the directory."""
    batch = OrganisationImport.objects.filter(state=State.READING).claim(pk)
    if batch is None:
        return
    with override(batch.by.language):
        try:
            read_with_settings(batch, look)
        except TableError as trouble:
            batch.state, batch.trouble, batch.content = State.BROKEN, str(trouble)[:200], b""
            batch.rows, batch.faulty, batch.found = [], [], {}  # of when it was read before
        else:
            batch.state = State.READ
    batch.claimed_at = None
    batch.save()


def write(pk: int) -> None:
    """Write all good rows, or none: if anything fails, or if `by` may not any more. What came in meanwhile stays."""
    batch = OrganisationImport.objects.filter(state=State.WRITING).claim(pk)
    if batch is None:
        return
    batch.report(0, len(batch.rows))
    try:
        with transaction.atomic(), override(batch.by.language):
            batch.trouble = refusal_reason(batch, batch.network)
            if batch.trouble:
                batch.state, batch.claimed_at = State.READ, None
                batch.save()
            else:
                _write_rows(batch)
    except Exception:
        OrganisationImport.objects.filter(pk=pk).update(claimed_at=None, state=State.READ)
        raise


def _write_rows(batch: OrganisationImport) -> None:
    known = Known.now()
    taken = {*RESERVED, *Organisation.objects.values_list("slug", flat=True)}
    there = [row for row in batch.rows if known.has(row)]
    rows = [row for row in batch.rows if not known.has(row)]
    for start in range(0, len(rows), BATCH):
        _write_batch(batch, rows[start : start + BATCH], taken)
        batch.report(min(start + BATCH, len(rows)), len(rows))
    reason = gettext("There is already an organisation with this name.")
    batch.faulty += [{"line": None, "values": row["told"], "faults": {"name": reason}} for row in there]
    batch.state, batch.written, batch.rows, batch.claimed_at = State.WRITTEN, len(rows), [], None
    batch.content, batch.found = b"", {}
    batch.save()


def _write_batch(batch: OrganisationImport, rows: list[dict[str, Any]], taken: set[str]) -> None:
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

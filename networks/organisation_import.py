"""An import from the file to the directory. Each step may be asked for twice, late, or by two workers."""

from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext, override

from networks.actions import RESERVED, slug_of
from networks.models import Affiliation, Organisation, OrganisationImport
from networks.organisation_table import Known, check
from networks.tables import TableError, read_table

State = OrganisationImport.State
BATCH = 500


def read(pk: int) -> None:
    """Find out what is in the file: good rows, faulty rows, or why it is no table. Writes nothing to the directory."""
    batch = OrganisationImport.objects.claim(pk, State.READING)
    if batch is None:
        return
    with override(batch.by.language):
        try:
            batch.headings, rows = read_table(batch.file_name, bytes(batch.content))
            checked = check(batch.headings, rows, batch.report)
        except TableError as trouble:
            batch.state, batch.trouble = State.BROKEN, str(trouble)[:200]
        else:
            batch.state, batch.rows, batch.faulty = State.READ, checked.rows, checked.faulty
    batch.content, batch.claimed_at = b"", None
    batch.save()


def write(pk: int) -> None:
    """Write all good rows, or, if anything fails, none. What came in by another way meanwhile is left as it is."""
    batch = OrganisationImport.objects.claim(pk, State.WRITING)
    if batch is None:
        return
    batch.report(0, len(batch.rows))
    try:
        with transaction.atomic(), override(batch.by.language):
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

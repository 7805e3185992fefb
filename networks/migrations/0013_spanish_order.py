"""Names in the order of the Spanish alphabet, and each name and address in one line of what can be seen."""

from typing import Any

from django.db import IntegrityError, migrations, models, transaction

from base.alphabet import Alphabetical
from base.lines import one_line

# What is compared by code points: small letters without accents; ñ comes after n, signs are no letters. In PL/pgSQL, which
# keeps its plan: as SQL it would take twice as long for each name.
ORDER = r"""
CREATE FUNCTION memoria_order(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN btrim(regexp_replace(
    public.unaccent('public.unaccent'::regdictionary, replace(lower(t COLLATE "pg_unicode_fast"), 'ñ', 'n{')),
    '[^[:alnum:]{]+', ' ', 'g'));
END
$$
"""

LINES = {
    "networks.User": ["email", "name", "contact"],
    "account.EmailAddress": ["email"],
    "networks.Organisation": ["name", "acronym"],
    "networks.Network": ["name", "full_name", "host"],
    "networks.Invitation": ["email"],
    "networks.Sector": ["name_es", "name_en"],
}


def clean_lines(apps: Any, schema_editor: Any) -> None:
    """Two that would become one stay as they are: people decide which of them it is."""
    for model, names in LINES.items():
        rows = apps.get_model(model).objects
        for row in rows.order_by("pk").values("pk", *names).iterator():
            clean = {name: one_line(row[name]) for name in names}
            if any(clean[name] != row[name] for name in names):
                with transaction.atomic():
                    _update(rows, row["pk"], clean)


def _update(rows: Any, pk: int, clean: dict[str, str]) -> None:
    try:
        with transaction.atomic():
            rows.filter(pk=pk).update(**clean)
    except IntegrityError:
        return


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0012_backup_runs"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("lessons", "0001_search"),  # brings unaccent
    ]

    operations = [
        migrations.RunSQL(ORDER, "DROP FUNCTION memoria_order(text)"),
        migrations.AlterModelOptions(
            name="network",
            options={
                "ordering": ["position", Alphabetical("name")],
                "verbose_name": "network",
                "verbose_name_plural": "networks",
            },
        ),
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": [Alphabetical("name"), "pk"],
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.AlterModelOptions(
            name="sector",
            options={
                "ordering": [Alphabetical("name_es")],
                "verbose_name": "sector",
                "verbose_name_plural": "sectors",
            },
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": [Alphabetical("name"), "pk"],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.AddIndex("organisation", models.Index(Alphabetical("name"), name="organisation_alphabetical")),
        migrations.AddIndex("user", models.Index(Alphabetical("name"), name="user_alphabetical")),
        # Last: rows that were written hold their table until the transaction ends.
        migrations.RunPython(clean_lines, migrations.RunPython.noop),
    ]

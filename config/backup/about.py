"""A backup begins with facts about itself, by which it is known whether it can be restored here."""

import secrets
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Self, get_origin

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import constant_time_compare, salted_hmac

from config.backup import BackupError
from config.backup.archive import ABOUT, Broken
from config.backup.programs import server_version
from config.backup.snapshot import LEFT_OUT, Snapshot

FORMAT = 1


@dataclass(frozen=True)
class About:
    format: int
    made_at: str
    version: str
    migrations: list[str]
    postgres: int
    counts: dict[str, int]
    files: int
    left_out: list[str]
    key_salt: str
    key_print: str  # of SECRET_KEY, which is not in it

    @classmethod
    def of(cls, now: Snapshot, made_at: datetime, files: int) -> Self:
        salt = secrets.token_hex(16)
        return cls(
            format=FORMAT,
            made_at=made_at.isoformat(timespec="seconds"),
            version=version(),
            migrations=now.migrations(),
            postgres=server_version(),
            counts=now.counts(),
            files=files,
            left_out=LEFT_OUT,
            key_salt=salt,
            key_print=_print(settings.SECRET_KEY, salt),
        )

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self:
        """Return the checked content of about.json. Raise BackupError if it is not as it should be.

        Of another format the number alone is looked at.
        """
        if content.get("format") != FORMAT:
            raise BackupError(f"the backup has format {content.get('format')!r}, and this version reads {FORMAT}")
        expected = {each.name: get_origin(each.type) or each.type for each in fields(cls)}
        if {name: type(value) for name, value in content.items()} != expected:
            raise Broken(f"{ABOUT} does not say what it should")
        return cls(**content)

    def write(self) -> dict[str, Any]:
        return asdict(self)

    def refuse_here(self) -> None:
        """Raise BackupError if this code, or this PostgreSQL, is older than what made the backup."""
        unknown = sorted(set(self.migrations) - _known_migrations())
        if unknown:
            raise BackupError(
                f"the backup was made by a newer version ({self.version}) than this one ({version()}):"
                f" it has {unknown[0]}. Install that version and restore with it"
            )
        if self.postgres // 10_000 > server_version() // 10_000:
            ours = server_version() // 10_000
            raise BackupError(f"the backup was made by PostgreSQL {self.postgres // 10_000}, and this is {ours}")

    @property
    def key(self) -> str | None:
        """Return the key that the backup was made under, if it is ours or was; None if it is another."""
        ours: Iterable[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        fitting = (key for key in ours if constant_time_compare(_print(key, self.key_salt), self.key_print))
        return next(fitting, None)


def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def seal(key: str, salt: str, sums: str) -> str:
    """Return a seal that only who has the key can make: it shows that a backup is ours, and unchanged."""
    return salted_hmac("memoria.backup.seal" + salt, sums, secret=key, algorithm="sha256").hexdigest()


def _print(key: str, salt: str) -> str:
    return salted_hmac("memoria.backup.key", salt, secret=key, algorithm="sha256").hexdigest()


@cache
def _known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    replaced = {old for migration in loader.disk_migrations.values() for old in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}

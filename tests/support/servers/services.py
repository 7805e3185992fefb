"""Throwaway servers for tests, unless DATABASE_URL and REDIS_URL name others.

As a pytest plugin (`-p tests.support.servers.services`) it starts them when imported, which is before pytest-django
reads the settings. `python -m tests.support.servers.services COMMAND…` runs any command that needs them.
"""

import atexit
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from config.embedded.servers import NAME, embedded
from config.translations.catalogues import compile_catalogues
from tests.support.servers.prepared import copy, prepared

_running = ExitStack()


def start() -> None:
    """Every run has its own servers, in a folder of its own, so that runs cannot disturb each other.

    So has every worker of pytest-xdist: they share what the environment names, and would count each other's tries.
    """
    named = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    if not named or os.environ.get("PYTEST_XDIST_WORKER"):
        folder = Path(_running.enter_context(tempfile.TemporaryDirectory(prefix="memoria-")))
        copy(prepared() / "postgres", folder)
        os.environ.update(_running.enter_context(embedded(folder, durable=False)).environment)
        os.environ["TEST_DATABASE_TEMPLATE"] = NAME
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe())
    os.environ.setdefault("SITE_URL", "http://testserver")
    os.environ.setdefault("EMAIL_URL", "memorymail://")
    os.environ.setdefault("MEANING", "off")  # a model is loaded by the tests that ask for it


def stop() -> None:
    _running.close()


def pytest_unconfigure() -> None:
    stop()


def run(command: list[str]) -> int:
    with _running:
        start()
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

start()
atexit.register(stop)
# Now, since Django keeps what it reads first: also that there was no catalogue to read.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
compile_catalogues()

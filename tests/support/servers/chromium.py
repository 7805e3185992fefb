"""The system's Chromium; needs no settings."""

import os
import shutil
from typing import Any

# The first has no windows, which take half of a journey's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = ("quic", "background-networking", "component-update", "sync")


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch_options() -> dict[str, Any]:
    flags = ["--no-first-run", *(f"--disable-{part}" for part in QUIET)]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium refuses to start otherwise
    return {"executable_path": find_chromium(), "args": flags}

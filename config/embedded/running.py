"""`manage.py up` notes the folder of the memory that runs, so that a command finds it without being told."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.embedded.paths import default_data_dir
from config.embedded.servers import running_on

NOTES = default_data_dir(Path(__file__).resolve().parents[2]) / "running"


@contextmanager
def noted(data_dir: Path, notes: Path = NOTES) -> Iterator[None]:
    """Note the folder while its memory runs. Where nothing can be written, commands need `DATA_DIR`."""
    note = notes / hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:10]
    with suppress(OSError):
        notes.mkdir(mode=0o700, parents=True, exist_ok=True)
        note.write_text(str(data_dir), encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()


def all_running(notes: Path = NOTES) -> list[Path]:
    """Return the folders of all memories that run; what a killed one left behind does not count.

    Raise EmbeddedError if one is just starting or stopping.
    """
    found = []
    for note in sorted(notes.glob("*")):
        with suppress(OSError):  # it ended in this moment
            data_dir = Path(note.read_text(encoding="utf-8"))
            if running_on(data_dir):
                found.append(data_dir)
    return found

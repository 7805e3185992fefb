#!/usr/bin/env python
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

OURS = Path(__file__).resolve().parent / ".venv"


def main() -> int:
    with_what_is_needed()
    if sys.argv[1:] == ["up"]:
        from config.embedded.supervisor import main as up  # before Django: see there

        return up(os.environ)
    from config.embedded.commands import environment_for
    from config.embedded.paths import EmbeddedError

    try:
        with environment_for(sys.argv[1:], os.environ) as environment:
            return run(environment)
    except EmbeddedError as error:
        print(f"memoria-viva: {error}", file=sys.stderr)
        return 1


def with_what_is_needed() -> None:
    """Under a Python that lacks Django, go on with the one that `make up` made; without that, say how to make it."""
    if find_spec("django"):
        return
    python = OURS / "bin" / "python"
    if python.exists() and Path(sys.prefix).resolve() != OURS.resolve():
        os.execv(python, [str(python), *sys.argv])  # noqa: S606  (no shell)
    sys.exit("memoria-viva: this Python has no Django. `make ready` makes one that has all, in .venv")


def run(environment: Mapping[str, str]) -> int:
    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.logs.traces import hold_back_words

    hold_back_words()
    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())

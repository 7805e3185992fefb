"""`python -m tests.support.commands.screenshots` photographs every page, on servers and data that end with it."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / ".screenshots"

if __name__ == "__main__":
    outcome = pytest.main(["-q", "tests/journeys/pages/photographs.py"])
    sys.stdout.write(f"{FOLDER}\n")
    sys.exit(outcome)

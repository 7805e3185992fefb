"""`python -m bench.within MODULE ARGUMENTS…` runs the `main` of a module of the bench with Django set up.

So modules of the bench import models at their top, as all others do.
"""

import os
import sys
from importlib import import_module

import django


def main(name: str, *arguments: str) -> object:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    return import_module(f"bench.{name}").main(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python
import os
import sys


def main() -> int:
    if sys.argv[1:] == ["up"]:
        from config.supervisor import main as up  # before Django: see there

        return up(os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.traces import hold_back_words

    hold_back_words()
    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The whole memory as one file, and back: `manage.py backup`, `restore` and `drill`. docs/adr/0020 has the format."""


class BackupError(Exception):
    """What keeps a backup or a restore from being made, in one line for an operator."""


class BusyError(BackupError):
    """Another one is at the same work: it is done by that one."""

"""A backup is the whole memory as one file: `manage.py backup`, `restore` and `drill`. docs/adr/0020 has the format."""


class BackupError(Exception):
    """Tells an operator in one line why a backup or a restore cannot be made."""


class BusyError(BackupError):
    """Says that another backup or drill is at the same work: it is done by that one."""

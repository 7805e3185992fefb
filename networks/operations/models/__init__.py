from networks.operations.models.backups import BackupRun
from networks.operations.models.failures import TaskFailure
from networks.operations.models.runs import TaskRun

__all__ = [
    "BackupRun",
    "TaskFailure",
    "TaskRun",
]

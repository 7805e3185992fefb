"""How many files one person may have waiting."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from base.importing.models import FileImportQuerySet
from networks.record.bounds import Bound, a_day_ago, lock
from networks.record.models import User


def refuse_more_files(files: "FileImportQuerySet[Any]", by: User) -> None:
    """Raise ValidationError if one more file of this kind is too many; asked where it is kept."""
    lock(by)
    mine = files.filter(by=by)
    WAITING_FILES.refuse_more(mine.filter(state__in=["reading", "read", "writing"]))
    FILES_OF_A_DAY.refuse_more(mine.filter(created_at__gt=a_day_ago()))


# Files wait with up to 15 MB each, for a month, for somebody to look at them.
WAITING_FILES = Bound(
    10,
    _(
        "%(most)s of your files are waiting for you to confirm them. Confirm some "
        "first; those left unconfirmed are removed after a month."
    ),
)


FILES_OF_A_DAY = Bound(40, _("You sent %(most)s files in a day. Send this one tomorrow."))

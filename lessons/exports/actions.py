"""A person asks for a large list: a worker is to write it, unless it is on its way."""

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.exports.models import Export
from networks.models import User

MOST_WAITING = 3


def ask(form: str, query: str, *, by: User) -> Export:
    """Ask for the list in the active language. Asked for again before it is made, it is the same.

    Raises ValidationError if as many wait for this person as may.
    """
    waiting, language = Export.objects.of(by).at_work(), get_language() or "es"
    there = waiting.filter(form=form, query=query, language=language).first()
    if there is not None:
        return there
    if waiting.count() >= MOST_WAITING:
        raise ValidationError(
            _("Several lists are being written for you. Ask for this one when they are ready, in a few minutes.")
        )
    return Export.objects.create(form=form, query=query, language=language, by=by)

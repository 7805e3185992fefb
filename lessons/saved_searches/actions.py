"""A saved search is written with its person's row locked: two forms sent at once are counted one after the other."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lessons.record import bounds
from lessons.saved_searches.models import SavedSearch
from networks.record.bounds import lock


@transaction.atomic
def keep(search: SavedSearch) -> None:
    """Save the search. One that is there already, sent twice, is kept once.

    Raises ValidationError if the person has another of that name, or as many as may be.
    """
    lock(search.by)
    others = SavedSearch.objects.of(search.by).exclude(pk=search.pk)
    same_name = others.filter(name__iexact=search.name).first()
    if same_name and not search.pk and same_name.query == search.query:
        return
    if same_name:
        raise ValidationError({"name": _("You have a search of this name. Choose another name.")})
    if not search.pk:
        bounds.SAVED_SEARCHES.refuse_more(others)
    search.save()

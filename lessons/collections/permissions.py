"""Readers of a collection may open it; those who keep it may change it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from lessons.collections.models import Collection
from networks.models import User
from networks.record.permissions import Visitor


def get_collection(user: Visitor, pk: int, *, to_keep: bool = False) -> Collection:
    """Return the collection, or raise Http404 if `user` cannot read it.

    With `to_keep`, raises PermissionDenied if they can read it and may not change it.
    """
    collection = get_object_or_404(Collection.objects.readable_by(user).select_related("network", "by"), pk=pk)
    if to_keep and not may_curate(user, collection):
        raise PermissionDenied
    return collection


def may_curate(user: Visitor, collection: Collection) -> bool:
    return isinstance(user, User) and Collection.objects.kept_by(user).contains(collection)

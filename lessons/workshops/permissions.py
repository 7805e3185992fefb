"""Those who may write in a network see its workshops."""

from django.shortcuts import get_object_or_404

from lessons.workshops.models import Workshop
from networks.record.permissions import Permission, Visitor, get_network


def get_workshop(user: Visitor, slug: str, pk: int) -> Workshop:
    """Return the workshop to those who may write lessons in its network: they alone read its notes.

    Raises PermissionDenied for others.
    """
    network = get_network(user, slug, Permission.WRITE)
    return get_object_or_404(Workshop.objects.select_related("network"), network=network, pk=pk)

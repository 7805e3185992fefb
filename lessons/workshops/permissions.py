"""Who sees a workshop."""

from django.shortcuts import get_object_or_404

from lessons.workshops.models import Workshop
from networks.record.permissions import Permission, Visitor, get_network


def get_workshop(user: Visitor, slug: str, pk: int) -> Workshop:
    """For all who may write lessons in its network: they read its notes, and nobody else does. 403 to others."""
    network = get_network(user, slug, Permission.WRITE)
    return get_object_or_404(Workshop.objects.select_related("network"), network=network, pk=pk)

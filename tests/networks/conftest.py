from django.contrib.auth.models import AnonymousUser

from networks.record.permissions import Visitor
from tests.cast import Cast


def visitor(cast: Cast, who: str) -> Visitor:
    """As `request.user` is: also for those who did not sign in."""
    return AnonymousUser() if who == "anonymous" else cast.user(who)

"""A limit says how often an address, a person or an account may do a thing.

The cache holds a count, under a keyed hash of who it is, and forgets it when its time is over. Nothing else knows it.
All counting of ours goes through `Limit`; sign-in forms have limits of allauth beside it: ACCOUNT_RATE_LIMITS in
settings. Those cannot do the rest: allauth counts one at a time, where we count invitations and the characters of a
text by the hundred; it keeps a list of moments under each key and waits for a lock on it; it needs a request; and it
means its limits for itself.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


class TooOften(Exception):
    """Raised by a view whose form cannot say so: a page then keeps what was typed, and says when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


def client_ip(request: HttpRequest) -> str:
    """Return the client's address; of IPv6 only the network of a household (/64), which may change the rest itself."""
    told: str = get_adapter().get_client_ip(request)
    address = ip_address(told)
    return str(ip_network(f"{told}/64", strict=False)) if isinstance(address, IPv6Address) else told


@dataclass(frozen=True)
class Limit:
    name: str
    most: int
    seconds: int

    def is_reached(self, by: str) -> bool:
        count: int = cache.get(self._key(by), 0)
        return count >= self.most

    def count(self, by: str) -> None:
        self.has_room(by)

    def has_room(self, by: str, amount: int = 1) -> bool:
        """Count `amount` more, and return whether all is within the limit. Two calls at once are counted one by one."""
        cache.add(self._key(by), 0, self.seconds)
        try:
            count: int = cache.incr(self._key(by), amount)
        except ValueError:  # its time was over in this moment
            cache.set(self._key(by), amount, self.seconds)
            count = amount
        return count <= self.most

    def _key(self, by: str) -> str:
        return f"limit:{salted_hmac(self.name, by).hexdigest()}"

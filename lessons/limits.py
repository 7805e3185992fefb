"""How often an address may do what needs no account.

The cache holds a count, under a keyed hash of the address, and forgets it after some minutes. Nothing else knows it.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address_of(request: HttpRequest) -> str:
    """Of IPv6 the part that a household has: the rest is theirs to change."""
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
        cache.add(self._key(by), 0, self.seconds)
        try:
            cache.incr(self._key(by))
        except ValueError:  # its time was over in this moment
            cache.set(self._key(by), 1, self.seconds)

    def _key(self, by: str) -> str:
        return f"limit:{salted_hmac(self.name, by).hexdigest()}"

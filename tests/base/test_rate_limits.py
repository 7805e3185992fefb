"""Of whom a limit counts what they do."""

import pytest
from allauth.core.internal.ratelimit import get_ip
from django.test import RequestFactory

from base.rate_limits import client_ip


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("190.12.0.1", "190.12.0.1", True),
        ("190.12.0.1", "190.12.0.2", False),
        ("::ffff:190.12.0.1", "190.12.0.1", True),
        ("::ffff:190.12.0.1", "::ffff:190.12.0.2", False),
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
)
def test_two_addresses_are_one_household_or_not(one: str, other: str, is_one: bool):
    """Also of IPv4 that a socket of IPv6 took: else whoever is refused would take all others along."""
    for counted in (client_ip, get_ip):
        asked = [counted(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other)]
        assert (asked[0] == asked[1]) is is_one, (counted, asked)

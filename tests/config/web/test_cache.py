"""The counts of limits go on without Valkey: nobody is kept out, and nobody guesses without end."""

from typing import Any

import pytest
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from base.outages import valkey_away
from base.rate_limits import Limit
from tests.support.cast import Cast
from tests.support.factories import PASSWORD, UserFactory

DEAD_SOCKET = "unix:///nowhere/valkey.sock"


@pytest.fixture
def dead(settings: Any) -> Any:
    alive = settings.CACHES
    settings.CACHES = alive | {"default": alive["default"] | {"LOCATION": DEAD_SOCKET}}
    cache.clear()
    yield alive
    cache.clear()


def test_without_valkey_the_cache_gives_what_it_was_given(dead: Any):
    cache.set("a", {"b": 1}, 60)
    assert (cache.get("a"), cache.get("c", "nothing")) == ({"b": 1}, "nothing")
    assert (cache.add("a", 2), cache.add("n", 5, 60), cache.incr("n", 2)) == (False, True, 7)
    assert cache.get_many(["a", "n", "c"]) == {"a": {"b": 1}, "n": 7}
    cache.delete("a")
    assert "a" not in cache
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_when_valkey_is_back_all_processes_count_together_again(dead: Any, settings: Any):
    cache.set("here", "alone")
    settings.CACHES = dead
    assert cache.get("here") == "alone"  # it is left alone for some seconds
    valkey_away.end()
    assert cache.get("here") is None
    cache.set("here", "together")
    assert caches["default"]._cache._shared.get(cache.make_key("here"), None) == "together"


def test_without_valkey_people_sign_in(db: None, dead: Any, client: Client):
    user = UserFactory(email="ana@ejemplo.example", password=PASSWORD)
    assert client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    assert client.get("/cuenta/perfil/").status_code == 200


def test_without_valkey_guessing_is_stopped(db: None, dead: Any, client: Client):
    user = UserFactory(email="ana@ejemplo.example", password=PASSWORD)
    for number in range(5):
        client.post("/cuenta/login/", {"login": user.email, "password": f"adivino {number}"})
    client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/cuenta/perfil/").status_code == 302


def test_without_valkey_our_own_limits_hold(dead: Any):
    limit = Limit("of a test", most=2, seconds=60)
    for _ in range(2):
        assert not limit.is_reached("somebody")
        limit.count("somebody")
    assert limit.is_reached("somebody")
    assert not limit.is_reached("somebody else")


def test_without_valkey_the_admins_desk_opens(cast: Cast, dead: Any):
    assert cast.client("admin").get(reverse("desk_tasks")).status_code == 200

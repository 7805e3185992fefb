"""The cache, which holds the counts of limits, goes on without Valkey."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

from base.outages import valkey_away

log = structlog.get_logger(__name__)

OWN_MEMORY = {"OPTIONS": {"MAX_ENTRIES": 20_000}}


class _OneClient(RedisCacheClient):
    """Keeps its client. Django makes one for each question, with two hundred callbacks: as dear as the question."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[bool, Any] = {}  # safe for threads, as its pool of connections is

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class SteadyClient:
    """Asks Valkey; while it is away, the memory of this process, where counts begin anew.

    So limits hold without it, each web process for itself: nobody is kept out, and nobody guesses without end.
    """

    def __init__(self, servers: list[str], **options: Any) -> None:
        self._shared = _OneClient(servers, **options)
        self._own = LocMemCache("while Valkey is away", OWN_MEMORY)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **options: Any) -> Any:
            if not valkey_away:
                try:
                    return getattr(self._shared, name)(*args, **options)
                except (RedisError, OSError) as error:
                    valkey_away.begin()
                    log.warning("cache away", error=type(error).__name__)
            return getattr(self._own, name)(*args, **options)

        return ask


class SteadyCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SteadyClient

"""The Celery connection to the broker outlives a broker that dies while tasks are under way.

Celery 5.7 closes a lost connection twice. The second time, and when a task that ran meanwhile reports its end, kombu's
channel asks a connection that is gone for its address. That is an `AttributeError`, which ends the worker, where any
connection error would make it connect anew. What was under way stays in the broker and is given out again.
"""

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerLost


class Channel(redis.Channel):
    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise BrokerLost("the connection of this channel is closed")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[no-untyped-call]


redis.Transport.Channel = Channel

"""A connection to the broker that is lost. What its worker makes of that: tests/faults/test_broker.py."""

import pytest

from config.celery import app


def test_a_channel_of_a_closed_connection_fails_as_a_lost_connection():
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        connection.collect()
        with pytest.raises(connection.connection_errors, match="closed"):
            channel.qos.restore_unacked()

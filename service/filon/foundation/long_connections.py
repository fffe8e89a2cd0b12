"""PostgreSQL connections that stand for hours: both ends notice when the other is gone without a word."""

from __future__ import annotations

from typing import Any

import psycopg

# A host that lost its power or its network ends nothing. The system's own patience would be two hours for a server
# that waits, and a quarter of an hour for us when we ask; in all this is half a minute for either.
_IDLE_SECONDS, _BETWEEN_SECONDS, _ASKED = 10, 5, 4


def connect_for_long(dsn: str) -> psycopg.Connection[Any]:
    """A connection in autocommit mode. Raises psycopg.Error; so does its use, soon after the other end is gone."""
    connection = psycopg.connect(
        dsn,
        autocommit=True,
        connect_timeout=10,
        keepalives_idle=_IDLE_SECONDS,
        keepalives_interval=_BETWEEN_SECONDS,
        keepalives_count=_ASKED,
        tcp_user_timeout=1000 * (_IDLE_SECONDS + _ASKED * _BETWEEN_SECONDS),
    )
    # The server's half, or it would go on having locks for nobody. On a socket of this machine it means nothing.
    connection.execute(
        f"SET tcp_keepalives_idle = {_IDLE_SECONDS}; SET tcp_keepalives_interval = {_BETWEEN_SECONDS}; "
        f"SET tcp_keepalives_count = {_ASKED}"
    )
    return connection

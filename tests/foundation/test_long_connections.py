"""A connection that stands for hours is asked after by both ends, so that neither waits for one that is gone."""

from __future__ import annotations

import socket
from typing import Any

import psycopg

from filon.foundation.long_connections import connect_for_long
from tests.parts.postgres import Postgres
from tests.parts.processes import free_port

HALF_A_MINUTE = 30


def test_it_works() -> None:
    """By what both kernels are told to do: no test here can make a host fall silent."""
    port = free_port()
    with (
        Postgres(port=port),
        connect_for_long(f"postgresql://postgres@127.0.0.1:{port}/postgres") as connection,
    ):
        servers = [_shown(connection, name) for name in ("idle", "interval", "count")]
        with socket.socket(fileno=connection.fileno()) as client:
            options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            ours = [client.getsockopt(socket.IPPROTO_TCP, option) for option in options]
            unheard = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
            assert client.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            client.detach()  # psycopg closes it
    for idle, between, asked in (servers, ours):
        assert 0 < idle + between * asked <= HALF_A_MINUTE
    assert 0 < unheard <= 1000 * HALF_A_MINUTE


def _shown(connection: psycopg.Connection[Any], name: str) -> int:
    row = connection.execute(f"SHOW tcp_keepalives_{name}").fetchone()
    assert row
    return int(row[0])


def test_a_socket_of_this_machine_needs_none(postgres: Postgres) -> None:
    with connect_for_long(postgres.superuser_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

"""The other side of a conversation: a TCP server on loopback that says and withholds what a test wants."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Conversation = Callable[[socket.socket, threading.Event], None]


class Peer:
    """Talks to each caller as `speak(connection, over)` does, in a thread each, until the test is `over`."""

    def __init__(self, speak: Conversation) -> None:
        self._speak = speak
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.callers = 0
        self._start(self._accept)

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listening.accept()
                self.callers += 1
                self._start(lambda connection=connection: self._talk(connection))

    def _talk(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            self._speak(connection, self._over)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)


def read_request(connection: socket.socket) -> bytes:
    """One HTTP request with its body."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += _some(connection)
    head, _, body = read.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    lengths = [int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length")]
    (length,) = lengths or [0]
    while len(body) < length:
        body += _some(connection)
    return head + b"\r\n\r\n" + body


def _some(connection: socket.socket) -> bytes:
    some = connection.recv(65_536)
    if not some:
        raise OSError("the caller has gone")
    return some


def drip(connection: socket.socket, over: threading.Event, letter: bytes, every: float = 0.05) -> None:
    """One byte after the other, for ever: no read of the caller's times out."""
    while not over.wait(every):
        connection.sendall(letter)

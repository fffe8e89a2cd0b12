"""A web server on loopback that answers each request as a test says, and keeps what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.integrations.peers import Peer, read_request


@dataclass(frozen=True)
class Asked:
    """One request; `headers` by their names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Answering:
    """`answer` gives (status line and more headers, body) for each request."""

    answer: Callable[[Asked], tuple[str, bytes]]
    asked: list[Asked] = field(default_factory=list)

    def peer(self) -> Peer:
        return Peer(self._speak)

    def _speak(self, connection: socket.socket, _over: threading.Event) -> None:
        head, _, body = read_request(connection).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, _version = first.split(" ")
        named = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.asked.append(Asked(method, path, named, body.decode()))
        begun, answered = self.answer(self.asked[-1])
        connection.sendall(f"HTTP/1.1 {begun}\r\nContent-Length: {len(answered)}\r\n\r\n".encode() + answered)

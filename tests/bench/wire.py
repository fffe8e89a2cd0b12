"""A wire between site and service that fails in every way that networks, proxies and overloaded servers do."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from types import TracebackType
from typing import Literal, Self

# Up; swallowing all for a while; refusing; late; cut off after the service has heard; a proxy's error; and an answer
# that looks well and proves nothing.
State = Literal["up", "hanging", "down", "slow", "cut", "failing", "empty"]
HANG_SECONDS = 10
_LATE_SECONDS = 1.0
_SAID = {
    "failing": b"HTTP/1.1 500 Internal Server Error",
    "empty": b"HTTP/1.1 200 OK",
}
_HEADERS = (
    b'\r\nContent-Type: application/json\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{"answers": []}'
)


class Wire:
    """Listens on `port` of 127.0.0.1 and passes everything to `target`, unless told otherwise."""

    def __init__(self, port: int, target: int) -> None:
        self.port, self.target = port, target
        self._state: State = "down"
        self._ended = threading.Event()
        self._listener: socket.socket | None = None

    def be(self, state: State) -> None:
        """Pass on, or fail in one of the ways above."""
        self._state = state
        if state == "down":
            self._stop_listening()
        elif self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port), reuse_port=True)
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                site, _address = listener.accept()
                threading.Thread(target=self._serve, args=(site, self._state), daemon=True).start()

    def _serve(self, site: socket.socket, state: State) -> None:
        with site, contextlib.suppress(OSError):
            if state == "hanging":
                self._ended.wait(HANG_SECONDS)
                return
            if state in _SAID:
                _read_request(site)
                site.sendall(_SAID[state] + _HEADERS)
                return
            if state == "slow":
                self._ended.wait(_LATE_SECONDS)
            with socket.create_connection(("127.0.0.1", self.target)) as service:
                if state == "cut":
                    service.sendall(_read_request(site))
                    service.recv(1)
                    return
                threading.Thread(target=_pass_on, args=(service, site), daemon=True).start()
                _pass_on(site, service)

    def _stop_listening(self) -> None:
        if self._listener is not None:
            # Wakes accept(), which close() alone does not.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._stop_listening()


def _pass_on(giver: socket.socket, taker: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while octets := giver.recv(65_536):
            taker.sendall(octets)
        taker.shutdown(socket.SHUT_WR)


def _read_request(site: socket.socket) -> bytes:
    """One request, whole."""
    octets = b""
    while b"\r\n\r\n" not in octets:
        octets += site.recv(65_536) or _gone()
    head, _end, body = octets.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0:
        more = site.recv(65_536) or _gone()
        octets, missing = octets + more, missing - len(more)
    return octets


def _gone() -> bytes:
    raise OSError("the site has hung up")

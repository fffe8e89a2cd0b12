"""A wire between site and service that can be cut or hang, as networks do."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Literal, Self

State = Literal["up", "hanging", "down"]
HANG_SECONDS = 10


class Wire:
    """Listens on `port` of 127.0.0.1 and passes everything to `target`, unless told otherwise."""

    def __init__(self, port: int, target: int) -> None:
        self.port, self._target = port, target
        self._state: State = "down"
        self._ended = threading.Event()
        self._listener: socket.socket | None = None

    def be(self, state: State) -> None:
        """Pass on, swallow for ten seconds, or refuse."""
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
            with socket.create_connection(("127.0.0.1", self._target)) as service:
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

"""Cuts a conversation with an outside system that lasts too long, however busy the other side keeps it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_LOOK_SECONDS = 0.05


class TimeIsUp(OSError):
    """The conversation was cut: what was read of it is not to be believed."""


@contextmanager
def cut_after(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shut down the socket that `connection` gives when `seconds` are over; then raise TimeIsUp.

    A socket's own timeout counts from the last byte: who sends one byte every nine seconds is never cut by it.
    """
    over, ended = threading.Event(), threading.Event()

    def cut() -> None:
        over.set()
        # There is none yet while it connects, which has a timeout of its own.
        while (used := connection()) is None and not ended.wait(_LOOK_SECONDS):
            pass
        if used is not None:
            with suppress(OSError):
                # Not SSLSocket's own: it would take the TLS state away under the thread that is reading.
                socket.socket.shutdown(used, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if over.is_set():
            raise TimeIsUp(f"cut after {seconds:g} s") from error
        raise
    finally:
        ended.set()
        timer.cancel()
    if over.is_set():
        raise TimeIsUp(f"cut after {seconds:g} s")

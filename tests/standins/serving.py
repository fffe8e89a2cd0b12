"""A Flask app of a stand-in, served on loopback in a thread, for as long as a test wants it."""

from __future__ import annotations

import logging
import threading
from typing import Self

from flask import Flask
from werkzeug.serving import make_server

# It writes a line for each request into the log of what is under test.
logging.getLogger("werkzeug").setLevel(logging.WARNING)


class Served:
    """`url` without a slash at its end; stop() or the end of `with` closes the port."""

    def __init__(self, app: Flask, port: int = 0) -> None:
        self._server = make_server("127.0.0.1", port, app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # Looks often whether it is to end: there is one for each test.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

"""What goes between the plugin and the stand-in: calls as they arrive, answers, and the HTTP around them."""

import contextlib
import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol


@dataclass
class Call:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float
    method: str = "POST"


@dataclass
class Answer:
    """What goes back; status 0 closes the connection without a word."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def problem(status: int, code: str, **more: Any) -> Answer:
    """An error as the service words it (RFC 9457)."""
    words = {"type": "about:blank", "title": code, "status": status, "code": code, **more}
    return Answer(status, words, {"Content-Type": "application/problem+json"})


class Service(Protocol):
    """Who answers: `calls` are all that arrived, `packages` zips by their path."""

    calls: list[Call]
    packages: dict[str, bytes]

    def answer(self, call: Call) -> Answer: ...


# A dashboard in the frame that writes down what its parent says, for tests of the parent's side.
SHELL = """<!doctype html><meta charset="utf-8"><title>Shell</title><p>The dashboard stands here.</p><script>
window.said = [];
window.addEventListener('message', event => said.push({origin: event.origin, data: event.data}));
window.tell = message => parent.postMessage(Object.assign({filon: 1}, message), '*');
tell({type: 'ready'});
</script>"""


def handler(service: Service) -> type[BaseHTTPRequestHandler]:
    """Speaks HTTP for the service."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.calls.append(Call(self.path, dict(self.headers.items()), b"", time.monotonic()))
            if package := service.packages.get(self.path.partition("?")[0]):
                self._send_bytes(package)
                return
            self._send(Answer(200, SHELL, {"Content-Type": "text/html; charset=utf-8"}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = service.answer(Call(self.path, headers, body, time.monotonic(), self.command))
            # The plugin may have gone meanwhile; that is what some tests are about.
            with contextlib.suppress(OSError):
                self._send(answer)

        do_PUT = do_POST

        def _send(self, answer: Answer) -> None:
            if answer.status == 0:
                self.close_connection = True
                return
            text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def _send_bytes(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/zip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler

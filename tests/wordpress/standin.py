"""A small service that keeps the contract as the plugin sees it, and can be told to fail in every way."""

import hashlib
import json
import re
import secrets
import threading
import time
import uuid as uuids
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from typing import Any, Self

from tests.wordpress import keys
from tests.wordpress.ledgers import compare
from tests.wordpress.wire import Answer, Call, handler, problem

SITE = "01997d5e-0000-7000-8000-0000000051fe"
FILE = re.compile(r"/api/v1/submissions/([0-9a-f-]{36})/files/(\d+)")


class StandIn:
    """Keeps lines by uuid in `kept`, all requests in `calls`; `fault` may answer instead (see below)."""

    def __init__(self, business: str = "Menuiserie Atlas") -> None:
        self.business = business
        self.secret = keys.base64url(secrets.token_bytes(32))
        self.next_secret: str | None = None
        self.token = secrets.token_urlsafe(24)
        self.clock_offset = 0
        self.believes_tests = True
        self.calls: list[Call] = []
        self.kept: dict[str, bytes] = {}
        self.files: dict[tuple[str, int], bytes] = {}
        self.sent_again: list[str] = []
        self.states: list[dict[str, Any]] = []
        self.leavings: list[dict[str, Any]] = []
        self.ledgers: list[dict[str, Any]] = []
        self.waiting: dict[str, Any] = {"to_call": 2}
        self.packages: dict[str, bytes] = {}  # zips by their path
        self.asked_of: list[tuple[str, dict[str, Any]]] = []  # what was asked of people, and what is answered
        self.person: Callable[[Call], Answer] = lambda call: Answer(200, {"requests": []})
        self.forms: list[list[dict[str, Any]]] = []
        self.pairings: list[dict[str, Any]] = []
        # Called with each submission request once its signature is checked; an Answer replaces the usual one.
        self.fault: Callable[[Call], Answer | None] = lambda call: None
        # The same for files.
        self.file_fault: Callable[[Call], Answer | None] = lambda call: None
        self.release = threading.Event()
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # stop() waits until it looks.
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def code(self) -> str:
        """The connection code."""
        return keys.connection_code(self.url, self.token)

    def submissions(self) -> list[dict[str, Any]]:
        """What was kept, in the order of arrival."""
        return [json.loads(line) for line in self.kept.values()]

    def deliveries(self) -> list[Call]:
        """Requests with submissions."""
        return [call for call in self.calls if call.path == "/api/v1/submissions"]

    def hang(self, call: Call) -> Answer | None:
        """A fault: says nothing for as long as anybody would wait, or until `release` is set."""
        self.release.wait(20)
        return Answer(0)

    def signed_flush(
        self, target: str, *, body: bytes = b"{}", shift: int = 0, name: str = ""
    ) -> dict[str, str]:
        """Headers of the service's call to the site, `shift` seconds from the service's time."""
        name = name or "msg_" + secrets.token_hex(8)
        timestamp = int(time.time()) + self.clock_offset + shift
        key = keys.derive(self.secret, "to-site")
        return {
            "webhook-id": name,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": keys.sign(key, name, timestamp, "POST", target, body),
            "Filon-Site": SITE,
            "Content-Type": "application/json",
        }

    def stop(self) -> None:
        """Close the port; hanging requests are let go."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def answer(self, call: Call) -> Answer:
        """Answer a request."""
        self.calls.append(call)
        if call.path == "/api/v1/sites/pairing":
            answer = self._pair(call)
        else:
            answer = self._check_signature(call) or self._answer_signed(call)
            if self.next_secret and answer.status == 200:
                answer.headers["Filon-Rotate"] = "1"
        if answer.status == 200:
            answer.headers["Filon-Time"] = str(int(time.time()) + self.clock_offset)
        return answer

    def _answer_signed(self, call: Call) -> Answer:
        if call.path == "/api/v1/sites/state":
            self.states.append(json.loads(call.body))
            return Answer(200, {"business": self.business, **self.waiting})
        if call.path.startswith("/api/v1/sites/person"):
            self.asked_of.append((call.path, json.loads(call.body)))
            return self.person(call)
        if call.path == "/api/v1/sites/forms":
            self.forms.append(json.loads(call.body)["forms"])
            return Answer(200, {"known": len(self.forms[-1])})
        if call.path == "/api/v1/sites/leaving":
            self.leavings.append(json.loads(call.body))
            return Answer(204, "")
        if call.path == "/api/v1/sites/secret":
            return Answer(200, {"secret": self.next_secret, "overlap_seconds": 3600})
        if call.path.startswith("/api/v1/ledger"):
            self.ledgers.append(json.loads(call.body))
            return Answer(200, compare(self.kept, call.path, self.ledgers[-1]))
        if file := FILE.fullmatch(call.path):
            return self.file_fault(call) or self._take_file(call, file[1], int(file[2]))
        return self.fault(call) or self.take(call)

    def take(self, call: Call) -> Answer:
        """Keep the lines and answer with receipts."""
        lines = call.body.split(b"\n")
        assert lines.pop() == b"", "a line without an end"
        assert 1 <= len(lines) <= 50
        assert len(call.body) <= 2097152
        with self._lock:
            answers = [self._take_line(number, line) for number, line in enumerate(lines, 1)]
        return Answer(200, {"answers": answers})

    def _take_line(self, number: int, line: bytes) -> dict[str, Any]:
        uuid = json.loads(line)["uuid"]
        sha256 = hashlib.sha256(line).hexdigest()
        is_test = self.believes_tests and bool(json.loads(line).get("test"))
        first, lead = "tested" if is_test else "recorded", "" if is_test else self._lead(uuid)
        answer: dict[str, Any] = {"line": number, "uuid": uuid, "answer": first, "sha256": sha256}
        answer |= {"lead": lead or None, "number": None if is_test else len(self.kept) + 1}
        if uuid in self.kept:
            assert self.kept[uuid] == line, "the same uuid with other bytes"
            self.sent_again.append(uuid)
            answer |= {"answer": "repeated", "first_answer": first}
        self.kept.setdefault(uuid, line)
        answer["receipt"] = keys.receipt(
            keys.derive(self.secret, "receipts"), SITE, uuid, sha256, first, lead
        )
        return answer

    def _lead(self, uuid: str) -> str:
        return str(uuids.uuid5(uuids.NAMESPACE_URL, uuid))

    def _take_file(self, call: Call, uuid: str, number: int) -> Answer:
        assert call.method == "PUT"
        assert uuid in self.kept, "before its submission"
        sha256 = hashlib.sha256(call.body).hexdigest()
        answer = "repeated" if (uuid, number) in self.files else "attached"
        self.files[uuid, number] = call.body
        proof = keys.receipt(keys.derive(self.secret, "receipts"), SITE, uuid, sha256, "attached", "")
        told = {"uuid": uuid, "file": number, "answer": answer, "sha256": sha256, "receipt": proof}
        return Answer(200, told)

    def _pair(self, call: Call) -> Answer:
        self.pairings.append(json.loads(call.body))
        if self.pairings[-1]["token"] != self.token:
            return problem(403, "code_used", detail="This code was already used.")
        told = {"dashboard": f"{self.url}/app/s/{SITE}/", "version": "0.1.0", "business": self.business}
        return Answer(200, told | {"site_id": SITE, "secret": self.secret})

    def _check_signature(self, call: Call) -> Answer | None:
        name, timestamp = call.headers["webhook-id"], int(call.headers["webhook-timestamp"])
        secret = self._secret_that_signed(call, name, timestamp)
        if secret is None or call.headers["filon-site"] != SITE:
            return problem(401, "signature")
        now = int(time.time()) + self.clock_offset
        if abs(now - timestamp) > 300:
            return problem(401, "clock_skew", now=now)
        if name in self._seen:
            return problem(409, "replayed")
        self._seen.add(name)
        if secret == self.next_secret:
            self.secret, self.next_secret = secret, None
        return None

    def _secret_that_signed(self, call: Call, name: str, timestamp: int) -> str | None:
        given = call.headers["webhook-signature"]
        for secret in filter(None, [self.secret, self.next_secret]):
            if (
                keys.sign(
                    keys.derive(secret, "to-service"), name, timestamp, call.method, call.path, call.body
                )
                == given
            ):
                return secret
        return None

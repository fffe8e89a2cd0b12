"""A site's plugin as far as delivery goes, over real HTTP: the same lines until each has a valid receipt."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import Any

import requests

from filon.foundation.signatures import receipt
from tests.parts.service import PairedSite

_PATH = "/api/v1/submissions"
PATIENCE_SECONDS = 5.0
_BETWEEN_TRIES_SECONDS = 0.05


class Plugin:
    """Delivers for a paired site to the service at `address`; one delivery at a time, as in WordPress."""

    def __init__(self, site: PairedSite, address: str, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._site, self._address, self._patience_seconds = site, address, patience_seconds
        self._session = requests.Session()
        self._pause = threading.Event()
        self.tries = 0

    def deliver(
        self, lines: list[bytes], give_up: Callable[[], bool] = lambda: False
    ) -> list[dict[str, Any]]:
        """Send until every line has a receipt; the answers in order. Raises TimeoutError when told to give up."""
        proven: dict[bytes, dict[str, Any]] = {}
        while missing := [line for line in lines if line not in proven]:
            if give_up():
                raise TimeoutError(f"{len(missing)} lines have no receipt after {self.tries} tries")
            for answer, line in zip(self._send(missing), missing, strict=False):
                if self._is_proof(answer, line):
                    proven[line] = answer
            if len(proven) < len(lines):
                self._pause.wait(_BETWEEN_TRIES_SECONDS)
        return [proven[line] for line in lines]

    def _send(self, lines: list[bytes]) -> list[dict[str, Any]]:
        self.tries += 1
        body = b"\n".join(lines) + b"\n"
        headers = self._site.headers(_PATH, body)
        try:
            response = self._session.post(
                self._address + _PATH, data=body, headers=headers, timeout=self._patience_seconds
            )
            answers: list[dict[str, Any]] = response.json()["answers"] if response.ok else []
        except (requests.RequestException, ValueError):
            return []  # nobody there, or cut off in the middle of the answer
        return answers

    def _is_proof(self, answer: dict[str, Any], line: bytes) -> bool:
        return bool(
            answer["receipt"]
            == receipt(
                self._site.keys.receipts,
                site=self._site.id,
                uuid=answer["uuid"] or "",
                sha256=hashlib.sha256(line).hexdigest(),
                answer=answer.get("first_answer", answer["answer"]),
                lead=answer["lead"] or "",
            )
        )

"""Asking our own public address whether it leads here, as anybody outside would."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

_SECONDS = 10
_MOST_BYTES = 10_000


class Unreachable(Exception):
    """Nothing of ours answers there; the message says what happened."""


@dataclass(frozen=True)
class Answer:
    """`at` is the moment that the answer names, None when it names none; in UTC."""

    at: datetime | None


def ask_own_address(address: str) -> Answer:
    """GET /healthz of `address`; raises Unreachable. Certificates are checked as browsers do."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=_SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = answer.read(_MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from None
    finally:
        connection.close()
    if answer.status != 200 or not _is_ours(body):
        raise Unreachable(f"something else answers there, with status {answer.status}")
    return Answer(_moment(answer.getheader("Date")))


def _is_ours(body: bytes) -> bool:
    try:
        return bool(json.loads(body) == {"status": "alive"})
    except ValueError:
        return False


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date).astimezone(UTC) if date else None
    except ValueError:
        return None

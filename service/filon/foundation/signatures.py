"""Signed requests, receipts and keys between a site and the service. Formats: schemas/site-keys.json."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass

from filon.foundation.secrets import derive

SALT = "filon/site/v1"
TOLERANCE_SECONDS = 300
_CODE_PREFIX = "filon1."


@dataclass(frozen=True)
class SiteKeys:
    """The four keys derived from a site's secret, one for each use."""

    to_service: bytes
    to_site: bytes
    receipts: bytes
    embed: bytes

    @classmethod
    def of(cls, secret: bytes) -> SiteKeys:
        def key(use: str) -> bytes:
            return derive(secret, salt=SALT, info=f"filon/{use}/v1")

        return cls(key("to-service"), key("to-site"), key("receipts"), key("embed"))


def sign(key: bytes, *, id: str, timestamp: int, method: str, target: str, body: bytes) -> str:
    """One `v1,<base64>` signature over id, time, method, target with its query, and raw body."""
    message = f"{id}.{timestamp}.{method} {target}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def is_signed(
    header: str, keys: list[bytes], *, id: str, timestamp: int, method: str, target: str, body: bytes
) -> bytes | None:
    """The key that one of the header's signatures was made with, or None. Compares in constant time."""
    given = [part.encode() for part in header.split(" ")[:5]]
    for key in keys:
        expected = sign(key, id=id, timestamp=timestamp, method=method, target=target, body=body).encode()
        if sum(hmac.compare_digest(expected, one) for one in given):  # a sum: compare them all
            return key
    return None


def receipt(key: bytes, *, site: str, uuid: str, sha256: str, answer: str, lead: str) -> str:
    """The proof that a submission is durably kept. `uuid` and `lead` are empty when there is none."""
    message = "\n".join(["filon-receipt/v1", site, uuid, sha256, answer, lead]).encode()
    return "v1," + base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def connection_code(service: str, token: str) -> str:
    """What the client pastes once into WordPress."""
    document = json.dumps({"service": service, "token": token}, separators=(",", ":")).encode()
    return _CODE_PREFIX + base64.urlsafe_b64encode(document).rstrip(b"=").decode()


def read_connection_code(code: str) -> tuple[str, str]:
    """(service address, token); raises ValueError when it is no connection code."""
    text = "".join(code.split())
    if not text.startswith(_CODE_PREFIX):
        raise ValueError("A connection code begins with filon1.")
    encoded = text.removeprefix(_CODE_PREFIX)
    try:
        document = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        return document["service"], document["token"]
    except (binascii.Error, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError("This connection code is cut or changed") from error

"""The arithmetic of schemas/site-keys.json in Python, so that the stand-in service can check the plugin's."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def base64url(octets: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def connection_code(service: str, token: str) -> str:
    """What an owner pastes into the plugin."""
    return "filon1." + base64url(json.dumps({"service": service, "token": token}).encode())


def derive(secret: str, purpose: str) -> bytes:
    """One of the four keys: to-service, to-site, receipts, embed."""
    octets = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    return HKDF(SHA256(), 32, b"filon/site/v1", f"filon/{purpose}/v1".encode()).derive(octets)


def sign(key: bytes, name: str, timestamp: int, method: str, target: str, body: bytes) -> str:
    """The webhook-signature of a request."""
    signed = f"{name}.{timestamp}.{method} {target}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def receipt(key: bytes, site: str, uuid: str, sha256: str, answer: str, lead: str) -> str:
    """The proof that the service holds a line."""
    signed = "\n".join(["filon-receipt/v1", site, uuid, sha256, answer, lead]).encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def jwt_claims(token: str, secret: str) -> dict[str, Any]:
    """Claims of an embed token whose signature fits; AssertionError when it does not."""
    signed, _, signature = token.rpartition(".")
    expected = base64url(hmac.digest(derive(secret, "embed"), signed.encode(), hashlib.sha256))
    assert signature == expected
    payload = signed.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims

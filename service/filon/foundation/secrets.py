"""Secrets at rest: sealed with AES-256-GCM under the configured keys, which can be changed without a stop.

A sealed value is `<key name>.<base64url of nonce and ciphertext>`. The key for each purpose is derived with
HKDF-SHA256 (RFC 5869) from the configured one, and the context (table, column and row) is authenticated with
it, so that a sealed value moved to another row or tenant does not open.
"""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Unsealable(Exception):
    """The value was sealed with a key that is configured no more, for another place, or was changed."""


def derive(secret: bytes, *, salt: str, info: str) -> bytes:
    """32 bytes of HKDF-SHA256 (RFC 5869) for one purpose."""
    return HKDF(hashes.SHA256(), 32, salt.encode(), info.encode()).derive(secret)


class Keyring:
    """The configured keys: the first seals, every one opens."""

    def __init__(self, keys: tuple[tuple[str, bytes], ...]) -> None:
        self._ciphers = {
            name: AESGCM(derive(key, salt="filon/keyring/v1", info="filon/seal/v1")) for name, key in keys
        }
        self._sealing = keys[0][0]

    def seal(self, plain: bytes, *, context: str) -> str:
        """Encrypt under the newest key; `context` must be given again to open."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._ciphers[self._sealing].encrypt(nonce, plain, context.encode())
        return f"{self._sealing}.{base64.urlsafe_b64encode(sealed).decode()}"

    def unseal(self, sealed: str, *, context: str) -> bytes:
        """Decrypt, or raise Unsealable."""
        name, _, encoded = sealed.partition(".")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise Unsealable(f"FILON_KEYS has no key named {name}")
        try:
            blob = base64.urlsafe_b64decode(encoded)
            return cipher.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut short, or no base64 any more
            raise Unsealable("changed, or sealed for another place") from error

    def is_old(self, sealed: str) -> bool:
        """Whether it waits to be sealed again with the newest key."""
        return not sealed.startswith(f"{self._sealing}.")


_keyring: Keyring | None = None


def use_keys(keys: tuple[tuple[str, bytes], ...]) -> None:
    """Set the keyring of this process; called once at start."""
    global _keyring
    _keyring = Keyring(keys)


def keyring() -> Keyring:
    if _keyring is None:
        raise RuntimeError("No keys yet: filon.app.start() reads them from the settings")
    return _keyring


def digest(token: str) -> str:
    """What the database keeps of a bearer token: tokens have 256 bits, so a plain sha256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

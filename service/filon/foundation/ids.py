"""Identifiers: UUIDv7 (RFC 9562), monotonic within a process, so that rows sort by birth."""

from __future__ import annotations

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUIDv7, greater than every one that this process made before."""
    return uuid7()


def new_token() -> str:
    """An unguessable token of 256 bits, safe in an address (43 characters)."""
    return secrets.token_urlsafe(32)

"""From a raw line to something readable, or to the reason why a person must look: no database, no network."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from filon.foundation import clock
from filon.intake.schemas import UUID7, SubmissionSchema

LINE_BYTES = 262_144
_schema = SubmissionSchema()
# How far from now a visitor may have sent what comes today: a site keeps undelivered requests for long.
_FUTURE = timedelta(days=2)
_PAST = timedelta(days=1000)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# Inside a text that somebody typed the quotes would be escaped.
_DAY = re.compile(rb'"submitted_at"\s*:\s*"(\d{4}-\d{2}-\d{2})T')
_decoder = json.JSONDecoder(parse_constant=_no_constant)


@dataclass(frozen=True)
class Reading:
    """A line as read. `content` is None when `reason` says why it could not be used.

    `uuid` is the plugin's, or None when it can't be read; `sha256` is that of the raw line. `fingerprint` is the same
    for the same form with the same values, whose two submissions differ in uuid and time. `ledger_on` is the day that
    the line itself names, believed or not: the site counts it there.
    """

    number: int
    line: bytes
    sha256: str
    uuid: UUID | None
    content: dict[str, Any] | None
    submitted_at: datetime | None = None
    reason: str = ""
    detail: str = ""
    fingerprint: str = ""
    ledger_on: date | None = None

    @property
    def fallback_id(self) -> UUID:
        return fallback_id(self.sha256)


def fallback_id(sha256: str) -> UUID:
    """An id for a line that has none of its own: the same line gets the same one."""
    return UUID(hex=sha256[:32])


def read_line(number: int, line: bytes) -> Reading:
    """Read one line of a request; never raises."""
    sha256 = hashlib.sha256(line).hexdigest()

    def fault(reason: str, detail: str, uuid: UUID | None = None) -> Reading:
        return Reading(
            number, line, sha256, uuid, None, reason=reason, detail=detail, ledger_on=_day_in(line)
        )

    if len(line) > LINE_BYTES:
        return fault("too_large", f"The line has {len(line)} bytes, {LINE_BYTES} are allowed")
    try:
        document = _decoder.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return fault("unreadable", f"Not UTF-8 at byte {error.start}")
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        return fault(
            "unreadable", f"Not JSON: {getattr(error, 'msg', 'nested too deeply or a number out of range')}"
        )
    if not isinstance(document, dict):
        return fault("unreadable", "Not a JSON object")
    uuid = _uuid(document.get("uuid"))
    try:
        content: dict[str, Any] = _schema.load(document)
    except ValidationError as error:
        return fault("invalid", _first_fault(error.normalized_messages()), uuid)  # type: ignore[no-untyped-call]  # marshmallow
    submitted_at = read_moment(content["submitted_at"])
    if submitted_at is None:
        return fault("invalid", "submitted_at: not a moment that exists", uuid)
    return Reading(
        number,
        line,
        sha256,
        uuid,
        content,
        believable(submitted_at),
        fingerprint=_fingerprint(content),
        ledger_on=submitted_at.date(),
    )


def _day_in(line: bytes) -> date | None:
    """The day of a line that can't be read whole, as the site finds it there."""
    found = _DAY.search(line)
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None


def _fingerprint(content: dict[str, Any]) -> str:
    parts = [content["source"], content["form"]["id"]]
    parts += [f"{field['id']}={field['value']!r}" for field in content["fields_"]]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _uuid(value: object) -> UUID | None:
    return UUID(value) if isinstance(value, str) and UUID7.fullmatch(value) else None


def read_moment(text: str) -> datetime | None:
    """The moment as the contract writes it; None when there is no such day or hour."""
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment


def believable(moment: datetime) -> datetime:
    """The moment, or now when the site's clock is plainly wrong: that must not stop a lead."""
    now = clock.now()
    return moment if now - _PAST < moment < now + _FUTURE else now


def _first_fault(messages: Any, path: str = "") -> str:
    """The first fault with its field's path, such as `fields.2.value: Must be text`. Never quotes a value."""
    while isinstance(messages, dict) and messages:
        name, messages = next(iter(messages.items()))
        path = f"{path}.{str(name)[:60]}" if path else str(name)[:60]
    sentence = messages[0] if isinstance(messages, list) and messages else "not as expected"
    return f"{path}: {sentence}"

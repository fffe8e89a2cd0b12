"""Logs as JSON lines without personal data: routes instead of addresses, ids instead of people."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from filon.foundation import clock

request_id: ContextVar[str] = ContextVar("request_id", default="")

_FIELDS = (
    "event",
    "provider",
    "tenant",
    "site",
    "route",
    "method",
    "status",
    "ms",
    "code",
    "job",
    "attempt",
    "member",
    "rows",
)


_LONGEST = 10_000
_MOST_CAUSES = 5


def _number(found: re.Match[str]) -> str:
    return found[1] or "[number]"


# Bearer tokens, tickets, signed addresses, e-mails and long numbers have no business in a log; our own ids stay.
_SECRETS: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (
        re.compile(r"(?i)(bearer\s+|(?:token|ticket|key|secret|session)[\"']?\s*[=:]\s*[\"']?)[^\s&;,\"']+"),
        r"\1[redacted]",
    ),
    (
        re.compile(r"filon1\.[\w-]+|filon_[0-9A-Za-z]{20,}\w*|eyJ[\w-]+\.[\w-]+\.[\w-]+|v1,[\w+/=-]+"),
        "[redacted]",
    ),
    # Whatever looks like one of our tokens, wherever it stands: a sign-in address has it in its path.
    (re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])[\w-]{40,}"), "[redacted]"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+"), "[email]"),
    (
        re.compile(r"\b([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b|\+?\(?\d[\d .()-]{7,}\d"),
        _number,
    ),
]


# Made once: json.dumps() with options makes an encoder at each call.
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def redact(text: str) -> str:
    """The text without bearers, tickets, addresses of people and phone numbers."""
    text = text[:_LONGEST]  # a log tells, it does not keep
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["trace"] = _trace(record.exc_info[1])
        return _encode(line)


def _trace(error: BaseException) -> str:
    """Where it happened and what kind it was, causes first. Not what it says: a database quotes the row it refuses."""
    parts: list[str] = []
    one: BaseException | None = error
    while one is not None and len(parts) < _MOST_CAUSES:
        parts.append("".join(traceback.format_tb(one.__traceback__)) + type(one).__qualname__)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "\n".join(reversed(parts))


def set_up(level: int = logging.INFO) -> None:
    """Send every log line to standard error as JSON."""
    # No line says where in the source it was written, by which thread or process: not looking is what the library
    # advises then (logging HOWTO, "Optimization").
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [stream]
    root.setLevel(level)
    # The server has a handler of its own, which would write what a visitor typed when a failure's message quotes it.
    server = logging.getLogger("_granian")
    server.handlers.clear()
    server.propagate = True
    for chatty in ("apscheduler", "peewee.migrations"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

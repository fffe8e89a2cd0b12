"""The dashboard's own files, at addresses that change with their content, kept by browsers for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from filon.foundation import web

FOLDER = Path(__file__).resolve().parent / "static"
_A_YEAR = 365 * 24 * 3600
# Those of every page, in their order.
STYLESHEETS = tuple(
    f"css/{name}.css"
    for name in (
        "base",
        "frame",
        "marks",
        "people",
        "board",
        "screens",
        "thread",
        "reminders",
        "settings",
        "imports",
        "thumb",
        "choosing",
        "team",
        "calendar",
    )
)

files = Blueprint("files", __name__)


def asset(name: str) -> str:
    """Address of a file below static/, with a mark of its content."""
    return f"/app/static/{name}?v={_mark(name)}"


def send_file(name: str) -> Response:
    """A file for anybody: nothing below static/ belongs to a tenant."""
    response = send_from_directory(FOLDER, name)
    if request.args.get("v") == _mark(name):
        response.cache_control.max_age = _A_YEAR
        response.cache_control.immutable = True
    else:
        # A module imported by another has no mark: asked for each time, answered "unchanged" by its ETag.
        response.cache_control.no_cache = True
    response.cache_control.public = True
    return response


files.add_url_rule("/app/static/<path:name>", view_func=web.view(send_file, public=True))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]

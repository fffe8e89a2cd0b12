"""Handing an export's file over."""

from __future__ import annotations

from typing import Any

from flask import Response, send_file

from filon.foundation import storage
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.i18n import _
from filon.reports.files import FORMATS


def download_of(export: Any) -> Response:
    """The file under its readable name, for the asker's disk only. Conflict while it is not written."""
    if not export.is_done:
        raise Conflict(_("Ce fichier n’est pas prêt"))
    try:
        content = storage.open_derived(export.file)
    except storage.NoSuchFile:
        raise NotFound() from None
    response = send_file(
        content, mimetype=FORMATS[export.format], as_attachment=True, download_name=export.name
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response

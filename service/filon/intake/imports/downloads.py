"""Handing over the rows that something is wrong with."""

from __future__ import annotations

from typing import Any

from flask import Response, send_file

from filon.foundation import storage
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.i18n import _


def faults_of(one: Any) -> Response:
    """The file of an import's faulty rows. NotFound when there are none, or no more."""
    if one.state in ("reading", "ready", "checking"):
        raise Conflict(_("Ce fichier n’est pas prêt"))
    try:
        content = storage.open_derived(one.faults_file)
    except storage.NoSuchFile:
        raise NotFound() from None
    word = _("erreurs")
    name = f"{one.name.rpartition('.')[0] or one.name}-{word}.csv"
    response = send_file(content, mimetype="text/csv", as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response

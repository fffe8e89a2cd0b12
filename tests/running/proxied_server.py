"""The service with one address more, which says whom it takes the caller for."""

from __future__ import annotations

from typing import Any

from flask import request

from filon.app import create_app as filon_app
from filon.foundation.web import client_address


def create_app() -> Any:
    app = filon_app()
    app.add_url_rule("/whoami", "whoami", lambda: {"address": client_address(), "scheme": request.scheme})
    return app

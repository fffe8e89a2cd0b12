"""The service with a failure outside of Flask, where only the server itself can say what happened."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from filon.app import create_app as filon_app


def create_app() -> Any:
    """Fails at /boom with what was typed in the message."""
    app = filon_app()

    def answering(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/boom":
            raise ValueError(unquote(environ["QUERY_STRING"]))
        return app(environ, start_response)

    return answering

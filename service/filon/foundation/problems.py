"""Every error's way out: a problem document (RFC 9457) for programs, a plain page for people."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, json, request
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from filon.foundation import errors
from filon.foundation.i18n import _
from filon.foundation.logs import redact

log = logging.getLogger(__name__)

# As much as the example for nginx lets through.
_MOST_TAKEN_IN = 3 * 1024 * 1024
MEDIA_TYPE = "application/problem+json"

# Set by the dashboard: shows a FilonError as a page. Until then, and for the API, a document.
ErrorPage = Callable[[errors.FilonError], "Response | tuple[Any, int]"]
_error_page: list[ErrorPage] = []

_BY_STATUS = {
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    410: errors.Gone,
    413: errors.TooLarge,
}


def show_pages_with(page: ErrorPage) -> None:
    """Let `page` show errors to people; the API keeps its documents."""
    _error_page[:] = [page]


def document(error: errors.FilonError) -> Response:
    """The problem document for an error."""
    body: dict[str, Any] = {
        "type": f"urn:filon:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
    }
    if error.detail:
        body["detail"] = error.detail
    if isinstance(error, errors.Invalid) and error.errors:
        body["errors"] = error.errors
    body |= error.extra
    response = Response(json.dumps(body, ensure_ascii=False), status=error.status, mimetype=MEDIA_TYPE)
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110, 15.5.2
    return response


def _answer(error: errors.FilonError) -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.path.startswith("/api/") or getattr(view, "filon_api", False) or not _error_page:
        return document(error)
    return _error_page[0](error)


def register(app: Flask) -> None:
    """Register the handlers; views then have no try and no except."""

    @app.errorhandler(errors.FilonError)
    def _ours(error: errors.FilonError) -> Any:
        return _answer(error)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        status = error.code or 500
        if status < 400:
            return error
        if status == 413:
            _take_the_rest_in()
        answer = _answer(_from_http(error, status))
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return answer

    @app.errorhandler(Exception)
    def _unforeseen(error: Exception) -> Any:
        # The trace without values: a message of the database can quote what a visitor typed.
        trace = "".join(traceback.format_tb(error.__traceback__))
        rule = request.url_rule.rule if request.url_rule else ""
        log.error("%s in %s\n%s", type(error).__name__, rule, redact(trace))
        if isinstance(
            error, OperationalError
        ):  # the disk is full, or the database is away: whoever asks comes again
            return _answer(errors.Unavailable())
        return _answer(
            errors.FilonError(
                _("Référence à donner à votre agence : %(reference)s", reference=g.get("request_id", ""))
            )
        )


def _take_the_rest_in() -> None:
    """Read on what is still being sent: a proxy that is cut off meanwhile tells the sender of that, and not of this."""
    request.environ["wsgi.input"].read(_MOST_TAKEN_IN)


def _from_http(error: HTTPException, status: int) -> errors.FilonError:
    if status == 422:  # flask-smorest: a body or query that its schema refuses
        messages = getattr(error, "data", {}).get("messages", {})
        return errors.Invalid(
            {f"{place}.{name}": _sentences(s) for place, by in messages.items() for name, s in _fields(by)}
        )
    if status == 429:
        return errors.TooMany(retry_after=60)
    found = _BY_STATUS.get(status)
    if found is not None:
        return found()
    ours = errors.FilonError(error.description or "")
    ours.status, ours.code, ours.title = status, f"http_{status}", error.name
    return ours


def _fields(by: Any) -> list[tuple[str, Any]]:
    return list(by.items()) if isinstance(by, dict) else [("body", by)]


def _sentences(found: Any) -> list[str]:
    if isinstance(found, list):
        return [str(sentence) for sentence in found]
    if isinstance(found, dict):
        return [f"{key}: {' '.join(_sentences(value))}" for key, value in found.items()]
    return [str(found)]

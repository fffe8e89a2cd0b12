"""The errors that people and programs meet, each with an HTTP status and a stable code.

    FilonError
    ├── Invalid       422  a value is missing or wrong; `errors` names the field
    ├── Unauthorized  401  nobody known is asking
    ├── Forbidden     403  somebody known may not do this
    ├── NotFound      404  nothing here, or nothing of yours
    ├── Conflict      409  somebody else was first
    ├── Gone          410  it was here, and is used or over
    ├── TooLarge      413  more than one request may carry
    ├── Outdated      426  the caller speaks a version we no longer answer
    ├── TooMany       429  later; `retry_after` says when
    └── Unavailable   503  we can't at the moment; nothing was written

Views raise them and never catch them: foundation.web answers with a problem document (RFC 9457) or a page.
"""

from __future__ import annotations


class FilonError(Exception):
    """Base of all errors above. `detail` is one sentence for a person; `code` is for programs."""

    status = 500
    code = "internal"
    title = "Something went wrong on our side"

    def __init__(self, detail: str = "", *, code: str | None = None, **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra = extra
        if code:
            self.code = code


class Invalid(FilonError):
    """`errors` maps each field to its sentences, as marshmallow does."""

    status = 422
    code = "invalid"
    title = "A value is missing or wrong"

    def __init__(self, errors: dict[str, list[str]] | None = None, detail: str = "", **extra: object) -> None:
        super().__init__(detail, **extra)  # type: ignore[arg-type]  # code travels in extra
        self.errors = errors or {}


class Unauthorized(FilonError):
    status = 401
    code = "unauthorized"
    title = "Sign in first"


class Forbidden(FilonError):
    status = 403
    code = "forbidden"
    title = "You may not do this"


class NotFound(FilonError):
    status = 404
    code = "not_found"
    title = "Nothing here"


class Conflict(FilonError):
    status = 409
    code = "conflict"
    title = "Somebody else was first"


class Gone(FilonError):
    status = 410
    code = "gone"
    title = "This is used or over"


class TooLarge(FilonError):
    status = 413
    code = "too_large"
    title = "More than one request may carry"


class Outdated(FilonError):
    status = 426
    code = "plugin_too_old"
    title = "The plugin is too old: update it in WordPress"


class TooMany(FilonError):
    """`retry_after` is in whole seconds."""

    status = 429
    code = "too_many"
    title = "Too many requests, try again later"

    def __init__(self, detail: str = "", *, retry_after: int, code: str | None = None) -> None:
        super().__init__(detail, code=code, retry_after=retry_after)
        self.retry_after = retry_after


class Unavailable(FilonError):
    status = 503
    code = "unavailable"
    title = "Not possible at the moment, nothing was lost"

"""The errors that people and programs meet, each with an HTTP status and a stable code.

    FilonError
    ├── Invalid       422  a value is missing or wrong; `errors` names the field
    ├── Unauthorized  401  nobody known is asking
    ├── Forbidden     403  somebody known may not do this
    ├── NotFound      404  nothing here, or nothing of yours
    ├── Conflict      409  somebody else was first
    ├── Gone          410  it was here, and is used or over
    ├── Stale         412  it is no longer what the caller has seen
    ├── TooLarge      413  more than one request may carry
    ├── Outdated      426  the caller speaks a version we no longer answer
    ├── TooMany       429  later; `retry_after` says when
    └── Unavailable   503  we can't at the moment; nothing was written
        └── Crowded        too many write at once

Views raise them and never catch them: foundation.web answers with a problem document (RFC 9457) or a page.
"""

from __future__ import annotations

import math

from filon.foundation.i18n import _


class FilonError(Exception):
    """Base of all errors above. `title` and `detail` are sentences for a person; `code` is for programs.

    Both are in the language that is spoken where the error is raised.
    """

    status = 500
    code = "internal"

    def __init__(self, detail: str = "", *, code: str | None = None, **extra: object) -> None:
        self.title = self.sentence()
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra = extra
        if code:
            self.code = code

    def sentence(self) -> str:
        """What is wrong, whatever the details."""
        return _("Quelque chose n’a pas marché de notre côté")


class Invalid(FilonError):
    """`errors` maps each field to its sentences, as marshmallow does."""

    status = 422
    code = "invalid"

    def __init__(self, errors: dict[str, list[str]] | None = None, detail: str = "", **extra: object) -> None:
        super().__init__(detail, **extra)  # type: ignore[arg-type]  # code travels in extra
        self.errors = errors or {}

    def sentence(self) -> str:
        return _("Une valeur manque ou ne convient pas")


class Unauthorized(FilonError):
    status = 401
    code = "unauthorized"

    def sentence(self) -> str:
        return _("Identifiez-vous d’abord")


class Forbidden(FilonError):
    status = 403
    code = "forbidden"

    def sentence(self) -> str:
        return _("Cela ne vous est pas permis")


class NotFound(FilonError):
    status = 404
    code = "not_found"

    def sentence(self) -> str:
        return _("Il n’y a rien ici")


class Conflict(FilonError):
    status = 409
    code = "conflict"

    def sentence(self) -> str:
        return _("Quelqu’un a été plus rapide")


class Gone(FilonError):
    status = 410
    code = "gone"

    def sentence(self) -> str:
        return _("Cela a déjà servi, ou n’est plus valable")


class Stale(FilonError):
    status = 412
    code = "stale"

    def sentence(self) -> str:
        return _("Quelqu’un l’a changé entre-temps")


class TooLarge(FilonError):
    status = 413
    code = "too_large"

    def sentence(self) -> str:
        return _("C’est trop lourd")


class Outdated(FilonError):
    status = 426
    code = "plugin_too_old"

    def sentence(self) -> str:
        return _("L’extension Filon est trop ancienne : mettez-la à jour dans WordPress")


class TooMany(FilonError):
    """`retry_after` is in whole seconds; `minutes` says it to people."""

    status = 429
    code = "too_many"

    def __init__(self, detail: str = "", *, retry_after: int, code: str | None = None) -> None:
        super().__init__(detail, code=code, retry_after=retry_after)
        self.retry_after = retry_after
        self.minutes = math.ceil(retry_after / 60)

    def sentence(self) -> str:
        return _("Trop de demandes à la fois : réessayez plus tard")


class Unavailable(FilonError):
    status = 503
    code = "unavailable"

    def sentence(self) -> str:
        return _("Impossible pour le moment, rien n’est perdu")


class Crowded(Unavailable):
    def sentence(self) -> str:
        return _("Trop d’écritures à la fois, réessayez dans un instant")

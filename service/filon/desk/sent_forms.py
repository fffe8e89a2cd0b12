"""A form that anybody may send: sealed in it is when it was shown, and the id of what it will make."""

from __future__ import annotations

from uuid import UUID

from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.ids import new_id
from filon.foundation.secrets import Unsealable, keyring
from filon.foundation.tenancy import here

# Nobody reads and fills in a form quicker; and after that long another day's hours are shown.
QUICKEST_SECONDS, LONGEST_SECONDS = 2, 12 * 3600
_ID_BYTES = 16


def new_form() -> str:
    """What the form carries; sent again, the same id comes of it."""
    shown = clock.unix().to_bytes(8)
    return keyring().seal(new_id().bytes + shown, context=_context())


def read(form: str) -> UUID:
    """The id. Raises Invalid on `form` for one that was sent too quickly, is too old or is none of ours."""
    id, age = _open(form)
    if id is None or age > LONGEST_SECONDS:
        raise Invalid({"form": [_("Cette page était ouverte depuis longtemps. Envoyez encore une fois.")]})
    if age < QUICKEST_SECONDS:
        raise Invalid({"form": [_("C’était très rapide. Relisez, puis envoyez encore une fois.")]})
    return id


def good_or_new(form: str) -> str:
    """This one while it is good."""
    id, age = _open(form)
    return form if id is not None and age <= LONGEST_SECONDS else new_form()


def _open(form: str) -> tuple[UUID | None, int]:
    try:
        plain = keyring().unseal(form, context=_context())
    except Unsealable:
        return None, 0
    return UUID(bytes=plain[:_ID_BYTES]), clock.unix() - int.from_bytes(plain[_ID_BYTES:])


def _context() -> str:
    return f"booking form of {here().hex}"

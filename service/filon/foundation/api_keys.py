"""The form of an API key, and where it may never stand.

    filon_<43 letters and digits: 256 random bits>_<CRC-32 of all before it, 8 hexadecimal digits>

The beginning is what secret scanners look for; the checksum tells a key that was not copied whole from a stranger's,
without asking the database. Only its digest is kept.
"""

from __future__ import annotations

import re
import secrets
import string
from urllib.parse import unquote
from zlib import crc32

from flask import request

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _

_LETTERS = string.digits + string.ascii_letters
_RANDOM = 43  # letters of 62: 256 bits
FORM = rf"filon_[0-9A-Za-z]{{{_RANDOM}}}_[0-9a-f]{{8}}"
_KEY = re.compile(FORM)
# So much of a key is shown in lists: enough to know which one it is, nothing to guess the rest by.
SHOWN = len("filon_") + 4
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def new_key() -> str:
    """A key that nobody has."""
    begun = "filon_" + "".join(secrets.choice(_LETTERS) for _n in range(_RANDOM))
    return f"{begun}_{_checksum(begun)}"


def looks_like_key(token: str) -> bool:
    """Whether somebody meant a key, well copied or not."""
    return token.startswith("filon_")


def is_whole(token: str) -> bool:
    """Whether it has a key's form and the checksum that belongs to it."""
    begun, _line, checksum = token.rpartition("_")
    return _KEY.fullmatch(token) is not None and secrets.compare_digest(checksum, _checksum(begun))


def refuse_misplaced_keys() -> None:
    """Raise Invalid for a request that has a key in its address or in a form: those are kept in logs and histories."""
    if _KEY.search(unquote(request.full_path)):
        raise _misplaced()
    in_form = request.path.startswith("/api/") and request.mimetype in _FORMS
    if in_form and any(_KEY.search(value) for value in request.form.values()):
        raise _misplaced()


def _misplaced() -> Invalid:
    sentence = _(
        "Une clé d’accès ne se met ni dans une adresse ni dans un formulaire : elle y reste lisible. "
        "Révoquez-la, créez-en une autre et envoyez-la dans l’en-tête Authorization: Bearer."
    )
    return Invalid({}, sentence, code="key_in_address")


def _checksum(begun: str) -> str:
    return f"{crc32(begun.encode()):08x}"

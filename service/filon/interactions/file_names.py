"""What a file may be called: nothing that leads a person, a header or a folder astray."""

from __future__ import annotations

import re
import unicodedata

from filon.foundation.i18n import _
from filon.leads.contacts import clean

LONGEST = 120
# Windows keeps none of these in a name; a path's part before the last of its separators is not the file's name.
_SEPARATORS = re.compile(r"[/\\]")
_UNWANTED = re.compile(r'[<>:"|?*;%]')
# Device names of old (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def cleaned(name: str) -> str:
    """The name as it is kept and shown. Without marks that nobody sees: one of them shows `…fdp.exe` as `…exe.pdf`."""
    name = _SEPARATORS.split(clean(name))[-1]
    # Formats (Cf) turn or hide text; so do other whites than a space.
    shown = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) != "Cf")
    plain = " ".join(_UNWANTED.sub("-", shown).split()).strip(". ")
    stem, point, ending = plain.rpartition(".")
    if not point:
        stem, ending = plain, ""
    if _DEVICES.match(plain) or not stem:
        stem = " ".join([_("fichier"), stem]).strip()
    ending = ending[:12]
    return f"{stem[: LONGEST - len(ending) - 1].rstrip()}{point}{ending}"

"""A business's logo: only pictures, never as they came, drawn anew and small; kept beside the database."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from filon.foundation import clock, outbox, storage
from filon.foundation.config import Settings
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.tenants import changes
from filon.tenants.models import Tenant

MOST_BYTES = 1024 * 1024
# A picture within a megabyte can unpack to gigabytes: 16 million points are 64 MB.
LONGEST_SIDE = 4000
KEPT_SIDE = 512
_FORMATS = ("PNG", "JPEG", "WEBP")


def show_logo(content: bytes) -> Any:
    """Show this picture beside the business's name; returns the SettingChange. Raises Invalid when it is none."""
    drawn = redraw(content)
    with transaction():
        return _keep(storage.keep(drawn))


def show_none() -> Any:
    """Show no logo any more; returns the SettingChange, None when there was none."""
    with transaction():
        return _keep(None)


def put_back(name: str | None) -> Any:
    """Show the one before again, while it is there."""
    with transaction():
        return _keep(name)


def forget_replaced(event: Event, settings: Settings) -> None:
    """Delete a logo that was replaced, unless it was put back."""
    if Tenant.current().logo != event.payload["logo"]:
        storage.forget(event.payload["logo"])


def redraw(content: bytes) -> bytes:
    """The picture as a PNG of at most 512 points a side, without anything that came beside it. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise _wrong(_("Ce fichier est trop lourd : 1 Mo au plus."))
    try:
        # The formats are told apart by their content: what a file is called says nothing.
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if max(picture.size) > LONGEST_SIDE:
                raise _too_big()
            if getattr(picture, "n_frames", 1) > 1:
                raise _wrong(_("Cette image bouge : choisissez-en une fixe."))
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError:
        raise _too_big() from None
    except (OSError, ValueError, SyntaxError):
        raise _wrong(_("Ce fichier n’est pas une image PNG, JPEG ou WebP, ou il est abîmé.")) from None
    drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _keep(name: str | None) -> Any:
    before = Tenant.current().logo
    change = changes.keep("business", Tenant.current(), logo=name)
    if change is not None and before:
        outbox.emit("logo.replaced", due_at=clock.now() + changes.GONE_AFTER, logo=before)
    return change


def _too_big() -> Invalid:
    return _wrong(_("Cette image est trop grande : 4 000 points de côté au plus."))


def _wrong(sentence: str) -> Invalid:
    return Invalid({"logo": [sentence]})

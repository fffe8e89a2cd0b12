"""How a business's mails look: in its colour, dark enough to be read, with its logo inside the mail."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage

from filon.foundation import storage
from filon.tenants.models import Tenant

# WCAG 2.2, 1.4.3: text on white, and white text on it.
LEAST_CONTRAST = 4.5
# How a mail names the picture that it carries; the name is one in foundation.storage.
_CARRIED = re.compile(r'src="cid:([\w-]+)@logo"')


@dataclass(frozen=True)
class Look:
    """`colour` is #rrggbb, for buttons with white words and for links on white; `logo` a name in storage, or empty."""

    colour: str = "#2271b1"
    logo: str = ""


FILON = Look()


def look_of(colour: str | None, logo: str | None = None) -> Look:
    """The look of whoever has chosen this colour and logo."""
    return Look(readable(colour) if colour else FILON.colour, logo or "")


def look_here() -> Look:
    """The look of the business in context."""
    business = Tenant.current()
    return look_of(business.colour, business.logo)


def readable(colour: str) -> str:
    """The colour (#rrggbb), darkened as far as it takes to be read on white."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    share = 1.0
    while _contrast_with_white(red * share, green * share, blue * share) < LEAST_CONTRAST:
        share -= 0.02
    return "#" + "".join(f"{int(part * share):02x}" for part in (red, green, blue))


def carry_logo(message: EmailMessage) -> None:
    """Put the logo that the mail's HTML shows into the mail: mail programs load nothing from outside unasked."""
    html = message.get_body(("html",))
    shown = _CARRIED.search(html.get_content()) if html else None
    if html is None or shown is None:
        return
    # One that was replaced since is not there: the name stands beside it.
    with suppress(storage.NoSuchFile):
        picture = storage.read(shown[1])
        html.add_related(picture, "image", "png", cid=f"<{shown[1]}@logo>", disposition="inline")


def _contrast_with_white(red: float, green: float, blue: float) -> float:
    """By WCAG's relative luminance; each part from 0 to 255."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red / 255, green / 255, blue / 255)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)

"""What a site is told once its secret is revoked, whichever door it comes to."""

from __future__ import annotations

from filon.foundation.errors import Forbidden
from filon.foundation.i18n import _


class SiteRevoked(Forbidden):
    """The plugin stops delivering and says so to the site's administrator."""

    code = "site_revoked"

    def __init__(self) -> None:
        super().__init__(_("Ce site n’est plus relié à Filon"))

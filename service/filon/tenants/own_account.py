"""What a site can't do in a member's name: whoever comes from wp-admin is only as trustworthy as that site."""

from __future__ import annotations

from filon.foundation import access
from filon.foundation.errors import Forbidden
from filon.foundation.i18n import _
from filon.tenants.models import Member


def has_own_account() -> bool:
    """Whether the one acting proved an e-mail address of their own, or is the system."""
    who = access.actor()
    if who.member is None:
        return who.role == access.SYSTEM.role
    member = Member.find(who.member)
    return member is not None and member.email is not None


def require_own_account() -> None:
    """Raise Forbidden for members who come from wp-admin.

    A site that was taken over names any user it likes: letting them invite people, cut other sites off or silence
    alerts would give it what revoking it could not take back.
    """
    if not has_own_account():
        raise Forbidden(
            _("Cela se change dans Filon, hors de WordPress : connectez-vous avec votre adresse mail."),
            code="own_account",
        )

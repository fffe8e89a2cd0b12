"""How an operator gets in: a link by mail, then the second factor; eight hours, and every try is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import clock, ids, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Gone, Invalid, Unauthorized
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.operator import across_tenants
from filon.foundation.secrets import digest
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import on_its_own, transaction
from filon.tenants.actions import check_email
from filon.tenants.operators import factor
from filon.tenants.operators.models import Deed, Operator, OperatorLink, OperatorSession
from filon.tenants.sign_in import DOORSTEP, PER_CALLER_AN_HOUR, count_request

LINK_LIFETIME = timedelta(minutes=15)
# How long the second factor may take.
HALFWAY = timedelta(minutes=10)
SESSION_LIFETIME = timedelta(hours=8)
# A million codes, of which three count at a time: guessing one at this rate takes years.
CODES_AN_HOUR = 10


@dataclass(frozen=True)
class Known:
    """The operator behind a session. `is_confirmed`: the second factor was shown."""

    id: UUID
    name: str
    email: str
    is_enrolled: bool
    is_confirmed: bool


def ask_for_link(email: str, *, caller: str) -> None:
    """Send a link if this is an operator's address; neither answer nor time say whether it is."""
    email = check_email(email)
    count_request("operator", email, caller)
    if not email:
        return
    with acting_for(DOORSTEP), transaction():
        outbox.emit("operator.asked", email=email)


def new_link(email: str) -> str | None:
    """A fresh token for the operator with this address, or None. Before the transaction's first query."""
    with across_tenants("an operator's link"), on_its_own():
        operator = Operator.get_or_none((Operator.email == email) & Operator.removed_at.is_null())
        if operator is None:
            return None
        token = ids.new_token()
        OperatorLink.create(
            digest=digest(token), operator_id=operator.id, expires_at=clock.now() + LINK_LIFETIME
        )
    return token


def use_link(token: str, *, caller: str) -> str:
    """Use a link up; returns the token of a session that still lacks the second factor. Raises Gone."""
    count_attempt("operator link", caller, most=PER_CALLER_AN_HOUR, seconds=3600)
    working = (
        (OperatorLink.digest == digest(token))
        & OperatorLink.used_at.is_null()
        & (OperatorLink.expires_at > clock.now())
    )
    with across_tenants("use an operator's link"), transaction():
        used = (
            OperatorLink.update(used_at=clock.now())
            .where(working)
            .returning(OperatorLink.operator_id)
            .execute()
        )
        for link in used:
            operator = Operator.present().where(Operator.id == link.operator_id).first()
            if operator is not None:
                return _open_halfway(operator)
    raise Gone(_("Ce lien a déjà servi ou a plus de quinze minutes. Demandez-en un autre."), code="link_over")


def find(token: str) -> Known | None:
    """Who the session belongs to, while it is in force."""
    with across_tenants("find an operator's session"), transaction(write=False):
        session = OperatorSession.get_or_none(
            (OperatorSession.digest == digest(token))
            & (OperatorSession.expires_at > clock.now())
            # One that would last longer than any was opened while the clock was ahead.
            & (OperatorSession.expires_at <= clock.now() + SESSION_LIFETIME + clock.HOSTS_DIFFER)
        )
        operator = session and Operator.get_or_none(
            (Operator.id == session.operator_id) & Operator.removed_at.is_null()
        )
    if not operator:
        return None
    is_confirmed = session.confirmed_at is not None
    return Known(operator.id, operator.name, operator.email, operator.enrolled_at is not None, is_confirmed)


def secret_to_enrol(token: str) -> str:
    """The secret for the phone of whoever holds this session; Gone when there is one in force."""
    with across_tenants("an operator enrols"), transaction(write=False):
        return factor.offered(_offered_to(token))


def picture_to_enrol(who: Known, token: str) -> bytes:
    """The same as a QR code (SVG)."""
    with across_tenants("an operator enrols"), transaction(write=False):
        return factor.picture(who, factor.offered(_offered_to(token)))


def confirm(who: Known, token: str, code: str, enrolment: str) -> tuple[str, list[str]]:
    """Show the second factor: (token of the session from now on, recovery codes when this enrolled it).

    `enrolment` is what `filon operator add` printed; who has enrolled needs none. Raises Invalid for a wrong code,
    TooMany after ten tries in an hour.
    """
    count_attempt("operator code", who.id.hex, most=CODES_AN_HOUR, seconds=3600)
    with across_tenants("an operator's second factor"), transaction():
        # Nobody removes or resets them meanwhile: that ends the sessions which it sees.
        operator = locked(Operator.present().where(Operator.id == who.id)).first()
        if operator is None:
            raise Unauthorized()
        codes = _enrol(operator, token, code, enrolment) if operator.enrolled_at is None else []
        if not codes:
            _show(operator, token, code)
        note(who, "enrolled" if codes else "signed_in")
        # Another token than the one from before: whoever knew that one is not in.
        token = ids.new_token()
        _open(operator, token, SESSION_LIFETIME, confirmed_at=clock.now())
        return token, codes


def leave(token: str) -> None:
    with across_tenants("an operator signs out"), transaction():
        OperatorSession.delete().where(OperatorSession.digest == digest(token)).execute()


def note(who: Known, what: str, client: int | None = None) -> None:
    """Write down what the operator did; inside across_tenants()."""
    Deed.create(operator_id=who.id, operator_name=who.name, what=what, client=client)


def forget_expired() -> None:
    """Delete sessions and links that can't be used any more."""
    with across_tenants("forget operators' sessions"), transaction():
        for table in (OperatorSession, OperatorLink):
            table.delete().where(table.expires_at < clock.now()).execute()


def end_all(operator: UUID) -> None:
    """End every session of the operator, and every link; inside across_tenants()."""
    for table in (OperatorSession, OperatorLink):
        table.delete().where(table.operator_id == operator).execute()


def _show(operator: Any, token: str, code: str) -> None:
    if not factor.accept(operator, code):
        raise _wrong_code()
    if not OperatorSession.delete().where(OperatorSession.digest == digest(token)).execute():
        raise Unauthorized()  # it was ended meanwhile


def _enrol(operator: Any, token: str, code: str, enrolment: str) -> list[str]:
    secret = factor.offered(_offered_to(token))
    if not factor.is_enrolment(operator, enrolment):
        raise Invalid({"enrolment": [_("Ce code d’inscription ne convient pas, ou il a déjà servi.")]})
    codes = factor.enrol(operator, secret, code)
    if not codes:
        raise _wrong_code()
    # Whoever else came by a link, or still has one, did not have the code.
    end_all(operator.id)
    return codes


def _open_halfway(operator: Any) -> str:
    token = ids.new_token()
    offer = None if operator.enrolled_at else factor.offer(digest(token))
    _open(operator, token, HALFWAY, factor=offer)
    return token


def _open(operator: Any, token: str, lifetime: timedelta, **more: Any) -> None:
    OperatorSession.create(
        digest=digest(token), operator_id=operator.id, expires_at=clock.now() + lifetime, **more
    )


def _offered_to(token: str) -> Any:
    session = OperatorSession.get_or_none(OperatorSession.digest == digest(token))
    if session is None or session.factor is None:
        raise Gone()
    return session


def _wrong_code() -> Invalid:
    return Invalid({"code": [_("Ce code ne convient pas, ou il a déjà servi.")]})

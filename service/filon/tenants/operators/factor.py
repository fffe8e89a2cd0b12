"""The second factor: six digits of an authenticator (TOTP, RFC 6238), each accepted once; recovery codes beside it.

Who enrols it needs the session that was offered the secret, and a code that did not come by mail: whoever reads an
operator's mail is not one yet.
"""

from __future__ import annotations

import hmac
import secrets
from io import BytesIO
from typing import Any

import pyotp
import segno

from filon.foundation import clock
from filon.foundation.secrets import Unsealable, digest, keyring
from filon.tenants.operators.models import Operator, OperatorSession, RecoveryCode

ISSUER = "Filon"
STEP_SECONDS = 30
# A phone's clock may be half a minute off (RFC 6238, 5.2).
STEPS_OFF = (0, -1, 1)
RECOVERY_CODES = 10
# Of recovery codes and the one for enrolling: 2**59.
CODE_LETTERS = 12
# Without those that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_enrolment(operator: Any) -> str:
    """A fresh code for enrolling once; it is kept sealed. Inside across_tenants() and a transaction."""
    code = _random()
    sealed = keyring().seal(code.encode(), context=_of_enrolment(operator))
    Operator.update(enrolment=sealed).where(Operator.id == operator.id).execute()
    return _in_fours(code)


def is_enrolment(operator: Any, code: str) -> bool:
    """Whether this is the code that the operator may enrol with."""
    if operator.enrolment is None:
        return False
    try:
        expected = _unseal(operator.enrolment, _of_enrolment(operator))
    except Unsealable:  # its key is gone: a fresh code is given in its place
        return False
    return hmac.compare_digest(expected.encode(), _bare(code).encode())


def offer(session: str) -> str:
    """A fresh secret, sealed, for the session with this digest."""
    return keyring().seal(pyotp.random_base32().encode(), context=_of_session(session))


def offered(session: Any) -> str:
    """The secret (base32) that this session is to enrol."""
    return _unseal(session.factor, _of_session(session.digest))


def picture(operator: Any, secret: str) -> bytes:
    """The secret as a QR code that authenticators read: an SVG of its own, without styles."""
    address = pyotp.TOTP(secret).provisioning_uri(name=operator.email, issuer_name=ISSUER)
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, svgclass=None, lineclass=None)
    return drawn.getvalue()


def accept(operator: Any, code: str) -> bool:
    """Whether this is the code of now, or a recovery code, of who has enrolled; either is used up by that."""
    typed = _bare(code)
    if typed.isascii() and typed.isdigit():
        return _accept_digits(operator, typed)
    used = RecoveryCode.update(used_at=clock.now()).where(
        (RecoveryCode.digest == digest(typed))
        & (RecoveryCode.operator_id == operator.id)
        & RecoveryCode.used_at.is_null()
    )
    return bool(used.execute())


def _accept_digits(operator: Any, typed: str) -> bool:
    step = _step_of(_unseal(operator.factor, _of_operator(operator)), typed)
    if step is None:
        return False
    # The condition decides between two who show the same code.
    # A step that is still to come was noted by a clock that went ahead: it must lock nobody out for hours.
    ahead = Operator.last_step > clock.unix() // STEP_SECONDS + STEPS_OFF[-1]
    fresh = Operator.last_step.is_null() | (Operator.last_step < step) | ahead
    return bool(Operator.update(last_step=step).where((Operator.id == operator.id) & fresh).execute())


def _step_of(secret: str, typed: str) -> int | None:
    """The thirty seconds that these digits belong to, of those that count now."""
    codes = pyotp.TOTP(secret)
    now = clock.unix() // STEP_SECONDS
    steps = (now + off for off in STEPS_OFF)
    return next((step for step in steps if hmac.compare_digest(codes.generate_otp(step), typed)), None)


def enrol(operator: Any, secret: str, code: str) -> list[str]:
    """Put the secret in force, if this is its code of now, and use the operator's enrolment code up.

    Returns the recovery codes, which are shown this once; none for a wrong code, or when somebody was faster.
    """
    typed = _bare(code)
    step = _step_of(secret, typed) if typed.isascii() else None
    if step is None:
        return []
    sealed = keyring().seal(secret.encode(), context=_of_operator(operator))
    first = (Operator.id == operator.id) & (Operator.enrolment == operator.enrolment)
    in_force = Operator.update(factor=sealed, enrolled_at=clock.now(), last_step=step, enrolment=None)
    if not in_force.where(first).execute():
        return []
    RecoveryCode.delete().where(RecoveryCode.operator_id == operator.id).execute()
    codes = [_random() for _code in range(RECOVERY_CODES)]
    for recovery in codes:
        RecoveryCode.create(digest=digest(recovery), operator_id=operator.id)
    return [_in_fours(recovery) for recovery in codes]


def reseal_all() -> int:
    """Seal the factors again with the newest key, offered ones and enrolment codes too; returns how many."""
    _forget_unreadable_enrolments()
    count = 0
    for column, key, context in (
        (Operator.factor, Operator.id, _of_operator),
        (Operator.enrolment, Operator.id, _of_enrolment),
        (OperatorSession.factor, OperatorSession.digest, lambda session: _of_session(session.digest)),
    ):
        table = column.model
        for row in table.select().where(column.is_null(False)):
            old = getattr(row, column.name)
            if keyring().is_old(old):
                sealed = keyring().seal(_unseal(old, context(row)).encode(), context=context(row))
                # Unless it was used up meanwhile.
                query = table.update({column: sealed}).where(
                    (key == getattr(row, key.name)) & (column == old)
                )
                count += query.execute()
    return count


def _forget_unreadable_enrolments() -> None:
    """An enrolment code that no configured key opens counts no more, and must not stop the others."""
    for operator in Operator.select().where(Operator.enrolment.is_null(False)):
        try:
            _unseal(operator.enrolment, _of_enrolment(operator))
        except Unsealable:
            Operator.update(enrolment=None).where(Operator.id == operator.id).execute()


def _of_operator(operator: Any) -> str:
    return f"operator {operator.id.hex}"


def _of_enrolment(operator: Any) -> str:
    return f"operator enrolment {operator.id.hex}"


def _of_session(session: str) -> str:
    return f"operator session {session}"


def _unseal(sealed: str, context: str) -> str:
    return keyring().unseal(sealed, context=context).decode()


def _random() -> str:
    return "".join(secrets.choice(_LETTERS) for _letter in range(CODE_LETTERS))


def _in_fours(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _bare(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").lower()

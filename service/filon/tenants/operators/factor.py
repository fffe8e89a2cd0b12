"""The second factor: six digits of an authenticator (TOTP, RFC 6238), each accepted once; recovery codes beside it."""

from __future__ import annotations

import hmac
import secrets
from io import BytesIO
from typing import Any

import pyotp
import segno

from filon.foundation import clock
from filon.foundation.secrets import digest, keyring
from filon.tenants.operators.models import Operator, RecoveryCode

ISSUER = "Filon"
STEP_SECONDS = 30
# A phone's clock may be half a minute off (RFC 6238, 5.2).
STEPS_OFF = (0, -1, 1)
RECOVERY_CODES = 10
# Without those that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def secret_of(operator: Any) -> str:
    """The secret (base32) that the operator's phone is to hold; made and kept, sealed, when there is none yet.

    Inside across_tenants() and a transaction that writes.
    """
    if operator.factor is None:
        sealed = keyring().seal(pyotp.random_base32().encode(), context=_context(operator))
        Operator.update(factor=sealed).where(
            (Operator.id == operator.id) & Operator.factor.is_null()
        ).execute()
        operator = Operator.get_by_id(operator.id)
    return _unseal(operator)


def picture(operator: Any) -> bytes:
    """The secret as a QR code that authenticators read: an SVG of its own, without styles."""
    address = pyotp.TOTP(_unseal(operator)).provisioning_uri(name=operator.email, issuer_name=ISSUER)
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, svgclass=None, lineclass=None)
    return drawn.getvalue()


def accept(operator: Any, code: str) -> bool:
    """Whether this is the code of now, or a recovery code; either is used up by that."""
    typed = "".join(code.split()).replace("-", "").lower()
    if typed.isascii() and typed.isdigit():
        return _accept_digits(operator, typed)
    used = RecoveryCode.update(used_at=clock.now()).where(
        (RecoveryCode.digest == digest(typed))
        & (RecoveryCode.operator_id == operator.id)
        & RecoveryCode.used_at.is_null()
    )
    return bool(operator.enrolled_at and used.execute())


def _accept_digits(operator: Any, typed: str) -> bool:
    codes = pyotp.TOTP(_unseal(operator))
    now = clock.unix() // STEP_SECONDS
    for step in (now + off for off in STEPS_OFF):
        if not hmac.compare_digest(codes.generate_otp(step), typed):
            continue
        # The condition decides between two who show the same code.
        # A step that is still to come was noted by a clock that went ahead: it must lock nobody out for hours.
        ahead = Operator.last_step > now + STEPS_OFF[-1]
        fresh = Operator.last_step.is_null() | (Operator.last_step < step) | ahead
        return bool(Operator.update(last_step=step).where((Operator.id == operator.id) & fresh).execute())
    return False


def enrol(operator: Any) -> list[str]:
    """The factor is in force from now on; returns the recovery codes, which are shown this once."""
    Operator.update(enrolled_at=clock.now()).where(Operator.id == operator.id).execute()
    RecoveryCode.delete().where(RecoveryCode.operator_id == operator.id).execute()
    codes = ["".join(secrets.choice(_LETTERS) for _letter in range(12)) for _code in range(RECOVERY_CODES)]
    for code in codes:
        RecoveryCode.create(digest=digest(code), operator_id=operator.id)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def reseal_all() -> int:
    """Seal the factors again with the newest key; returns how many."""
    old = [
        one for one in Operator.select().where(Operator.factor.is_null(False)) if keyring().is_old(one.factor)
    ]
    for operator in old:
        sealed = keyring().seal(_unseal(operator).encode(), context=_context(operator))
        Operator.update(factor=sealed).where(Operator.id == operator.id).execute()
    return len(old)


def _context(operator: Any) -> str:
    return f"operator {operator.id.hex}"


def _unseal(operator: Any) -> str:
    return keyring().unseal(operator.factor, context=_context(operator)).decode()

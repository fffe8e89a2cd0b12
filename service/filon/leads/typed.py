"""What a member types into a lead's fields: read into columns, or refused with a sentence; and shown again."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from filon.foundation.errors import Invalid
from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.leads.contacts import clean, email_key, one_line, read_email, read_phone
from filon.tenants.models import Member

FIELDS = ("name", "email", "phone", "company", "amount", "source", "owner", "note")
LONGEST_NOTE = 20_000
LONGEST_PHONE = 60
_SOURCE = re.compile(r"\w[\w.-]{0,99}")
_AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")
_MONEY_WORDS = re.compile(r"[\s’']|mad|dhs?|eur|€")


def columns_of(field: str, typed: str, region: str) -> dict[str, Any]:
    """The lead's columns for what was typed into one of FIELDS. `region` is for numbers without a country.

    Raises Invalid, which names the field, for what it can't be; empty makes the field empty.
    """
    return _READERS[field](typed, region)


def shown(lead: Any, field: str) -> str:
    """What the lead has in a field, as it would be typed."""
    if field == "name":
        return f"{lead.first_name} {lead.last_name}".strip()
    if field == "phone":
        return lead.phone or lead.phone_typed or ""
    if field == "amount":
        return "" if lead.amount is None else f"{lead.amount:f}".removesuffix(".00")
    if field == "owner":
        return str(lead.owner_id) if lead.owner_id else ""
    return getattr(lead, field) or ""


def _name(typed: str, _region: str) -> dict[str, Any]:
    # Kept whole, as a form's one field for a name is.
    return {"first_name": "", "last_name": one_line(typed)}


def _email(typed: str, _region: str) -> dict[str, Any]:
    address = read_email(typed)
    if typed.strip() and (not address or one_line(typed, len(typed)) != address):
        raise Invalid({"email": [_("Ce n’est pas une adresse mail : il manque peut-être l’arobase (@).")]})
    return {"email": address, "email_key": email_key(address)}


def _phone(typed: str, region: str) -> dict[str, Any]:
    written = one_line(typed, LONGEST_PHONE + 1)
    number = read_phone(written, region) if written else None
    if written and (number is None or len(written) > LONGEST_PHONE):
        raise Invalid({"phone": [_("Ce n’est pas un numéro de téléphone : vérifiez le nombre de chiffres.")]})
    return {"phone": number, "phone_typed": written or None}


def _company(typed: str, _region: str) -> dict[str, Any]:
    return {"company": one_line(typed)}


def _amount(typed: str, _region: str) -> dict[str, Any]:
    figure = _MONEY_WORDS.sub("", fold(clean(typed)))
    found = _AMOUNT.fullmatch(figure)
    if figure and not found:
        raise Invalid({"amount": [_("Écrivez un montant en chiffres, comme 38 500 ou 1 250,50.")]})
    return {"amount": Decimal(f"{found[1]}.{found[2] or '00'}").quantize(Decimal("0.01")) if found else None}


def _source(typed: str, _region: str) -> dict[str, Any]:
    code = typed.strip()
    if not _SOURCE.fullmatch(code):
        raise Invalid({"source": [_("Choisissez une provenance de la liste.")]})
    return {"source": code}


def _owner(typed: str, _region: str) -> dict[str, Any]:
    if not typed.strip():
        return {"owner_id": None}
    try:
        member = Member.find(UUID(typed.strip()))
    except ValueError:
        member = None
    if member is None or member.removed_at is not None:
        raise Invalid({"owner": [_("Choisissez une personne de la liste.")]})
    return {"owner_id": member.id}


def _note(typed: str, _region: str) -> dict[str, Any]:
    text = clean(typed).strip()
    if len(text) > LONGEST_NOTE:
        raise Invalid({"note": [_("C’est trop long : 20 000 signes au plus.")]})
    return {"note": text}


_READERS = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "company": _company,
    "amount": _amount,
    "source": _source,
    "owner": _owner,
    "note": _note,
}

"""What a visitor asks for when they book: read from what they typed, or refused with each wrong field named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from filon.appointments.plans import LONGEST_PLACE
from filon.appointments.questions import Asked, asked_for
from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _, speaking
from filon.intake.provenance import source_of
from filon.leads import kinds
from filon.leads.actions import Request
from filon.leads.contacts import clean, one_line, read_email, read_phone
from filon.leads.kinds import Rows
from filon.leads.own_filters import OWN
from filon.tenants.models import Tenant

LONGEST_MESSAGE = 2_000
_LONGEST_PHONE, _LONGEST_ADDRESS = 60, 2_000
# What stands before a field's key in the form, so that none is taken for a field that all forms have.
QUESTION = "field-"


@dataclass(frozen=True)
class Visitor:
    """What somebody typed, and what led them here; `consent` is the text that they agreed to, empty without a yes.

    `address` is where one comes to them; `answers` are to the kind's questions, by the keys of their fields.
    """

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    message: str = ""
    consent: str = ""
    page: str = ""
    referrer: str = ""
    attribution: dict[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """What they ask for, `place` is where it is, None where the kind says so; `answers` are (question, answer)."""

    request: Request
    place: str | None = None
    answers: tuple[tuple[str, str], ...] = ()


def read_wish(kind: Any, visitor: Visitor) -> Wish:
    """Raises Invalid, which names each wrong field: a question's as QUESTION and its field's key."""
    region = Tenant.current().region
    name, typed = one_line(visitor.name), one_line(visitor.phone, _LONGEST_PHONE)
    phone, email = read_phone(typed, region) if typed else None, read_email(visitor.email)
    place = one_line(visitor.address, LONGEST_PLACE + 1) if kind.place_kind == "visit" else None
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Dites votre nom.")]
    if typed and not phone:
        errors["phone"] = [_("Ce numéro n’est pas complet, ou il a un chiffre de trop.")]
    if visitor.email.strip() and email != visitor.email.strip():
        errors["email"] = [_("Cette adresse n’est pas complète.")]
    if not typed and kind.place_kind == "phone":
        errors["phone"] = [_("Donnez le numéro auquel vous appeler.")]
    elif not typed and not visitor.email.strip():
        errors["phone"] = [_("Donnez un téléphone ou une adresse mail, pour vous joindre.")]
    if place == "":
        errors["address"] = [_("Donnez l’adresse où nous venons.")]
    elif place and len(place) > LONGEST_PLACE:
        errors["address"] = [_("C’est trop long : 500 signes au plus.")]
    if len(visitor.message) > LONGEST_MESSAGE:
        errors["message"] = [_("C’est trop long : 2 000 signes au plus.")]
    if not visitor.consent:
        errors["consent"] = [_("Cochez cette case pour réserver.")]
    answered = _answers(asked_for(kind.id), visitor.answers, region, errors)
    if errors:
        raise Invalid(errors)
    now = clock.now()
    page, referrer = one_line(visitor.page, _LONGEST_ADDRESS), one_line(visitor.referrer, _LONGEST_ADDRESS)
    with speaking(Tenant.current().language):
        title = _("Réservation en ligne : %(kind)s", kind=kind.name)
        said = tuple((str(one.field.label), _said(one, rows)) for one, rows in answered)
    request = Request(
        source=source_of(visitor.attribution, page, referrer),
        asked_at=now,
        last_name=name,
        email=email,
        phone=phone,
        phone_typed=typed or None,
        message=clean(visitor.message).strip(),
        source_detail=title,
        page=page,
        attribution=visitor.attribution,
        consent=[
            {"text": visitor.consent, "given": True, "at": now.isoformat(), "form": f"booking {kind.id.hex}"}
        ],
        own={f"{OWN}{one.key}": visitor.answers[one.key] for one, _rows in answered},
    )
    return Wish(request, place, said)


def _answers(
    asked: list[Asked], typed: Mapping[str, str], region: str, errors: dict[str, list[str]]
) -> list[tuple[Asked, Rows]]:
    """The questions that were answered; what is wrong with an answer is added to `errors`."""
    answered = []
    for one in asked:
        text = typed.get(one.key, "")
        try:
            if len(text) > LONGEST_MESSAGE:
                raise Invalid({"value": [_("C’est trop long : 2 000 signes au plus.")]})
            rows = kinds.read(one.kind, text, region, one.options)
            if one.is_required and not rows:
                raise Invalid({"value": [_("Répondez ici, s’il vous plaît.")]})
        except Invalid as refused:
            errors[f"{QUESTION}{one.key}"] = refused.errors["value"]
            continue
        if rows:
            answered.append((one, rows))
    return answered


def _said(one: Asked, rows: Rows) -> str:
    """An answer in words."""
    if one.kind == "yes_no":
        return _("Oui") if rows[0]["truth"] else _("Non")
    names = {option.id.hex: str(option.name) for option in one.options}
    if names:
        return ", ".join(names[row["option_id"]] for row in rows)
    return kinds.shown(one.kind, rows)

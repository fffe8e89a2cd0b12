"""What a member types into a field of the business's own: read by its kind, or refused with a sentence; shown again.

A value is kept by a timeline as plain rows, one for each of several options: {"text": …}, {"amount": "38500.50"},
{"day": "2026-05-03"}, {"truth": true}, {"option_id": hex}. None are an empty field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from filon.foundation.errors import Invalid
from filon.foundation.folding import fold, sort_key
from filon.foundation.i18n import _
from filon.leads.contacts import clean, one_line, read_email, read_phone
from filon.leads.dates import read_day

LONGEST_TEXT = 500
LONGEST_LINES = 20_000
LONGEST_LINK = 2_000
_FIGURE = re.compile(r"([-−]?)(\d{1,11})(?:[.,](\d{1,3}))?")
_CENTS = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")
_MONEY_WORDS = re.compile(r"[\s’']|mad|dhs?|eur|€")
_YES = {"yes", "oui", "true", "1", "on", "vrai", "x", "نعم", "اجل"}
_NO = {"no", "non", "false", "0", "off", "faux", "لا"}
_SCHEMES = ("http", "https")

Rows = list[dict[str, Any]]


def read(kind: str, typed: str, region: str, options: list[Any]) -> Rows:
    """The rows for what was typed; `options` are the labels that can be chosen. Raises Invalid({"value": …})."""
    text = clean(typed).replace("\r\n", "\n").strip()
    return _READERS[kind](text, region, options) if text else []


def shown(kind: str, rows: Rows) -> str:
    """The rows as they would be typed; options by their ids."""
    if not rows:
        return ""
    if kind == "choices":
        return ",".join(str(UUID(row["option_id"])) for row in rows)
    [value] = rows[0].values()
    if kind == "yes_no":
        return "yes" if value else "no"
    if kind == "choice":
        return str(UUID(value))
    if kind in ("number", "money"):
        whole, _point, cents = value.partition(".")
        cents = cents.rstrip("0") if kind == "number" or not cents.strip("0") else cents
        return f"{whole}.{cents}" if cents else whole
    return str(value)


def columns(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """A plain row as columns of FieldValue."""
    [(name, value)] = row.items()
    if name == "text":
        return {"text": value, "key": sort_key(value)}
    real: dict[str, Callable[[Any], Any]] = {
        "amount": Decimal,
        "day": date.fromisoformat,
        "option_id": UUID,
        "truth": bool,
    }
    return {name: real[name](value)}


def plain(kind: str, value: Any) -> dict[str, Any]:
    """A row of FieldValue as a plain row."""
    if value.text is not None:
        return {"text": value.text}
    if value.amount is not None:
        return {"amount": f"{value.amount:.{2 if kind == 'money' else 4}f}"}
    if value.day is not None:
        return {"day": value.day.isoformat()}
    if value.option_id is not None:
        return {"option_id": value.option_id.hex}
    return {"truth": bool(value.truth)}


def _refuse(sentence: str) -> Invalid:
    return Invalid({"value": [sentence]})


def _text(text: str, _region: str, _options: list[Any]) -> Rows:
    line = " ".join(text.split())
    if len(line) > LONGEST_TEXT:
        raise _refuse(_("C’est trop long : 500 signes au plus."))
    return [{"text": line}]


def _lines(text: str, _region: str, _options: list[Any]) -> Rows:
    if len(text) > LONGEST_LINES:
        raise _refuse(_("C’est trop long : 20 000 signes au plus."))
    return [{"text": text}]


def _number(text: str, _region: str, _options: list[Any]) -> Rows:
    found = _FIGURE.fullmatch(re.sub(r"[\s’']", "", fold(text)))
    if not found:
        raise _refuse(_("Écrivez un nombre en chiffres, comme 12 ou 2,5."))
    sign = "-" if found[1] else ""
    return [{"amount": f"{Decimal(f'{sign}{found[2]}.{found[3] or 0}') + 0:.4f}"}]


def _money(text: str, _region: str, _options: list[Any]) -> Rows:
    found = _CENTS.fullmatch(_MONEY_WORDS.sub("", fold(text)))
    if not found:
        raise _refuse(_("Écrivez un montant en chiffres, comme 38 500 ou 1 250,50."))
    return [{"amount": f"{Decimal(f'{found[1]}.{found[2] or 0}'):.2f}"}]


def _date(text: str, _region: str, _options: list[Any]) -> Rows:
    day = read_day(text[:60])
    if day is None:
        raise _refuse(_("Écrivez un jour, comme 3/5/2026 ou 3 mai 2026."))
    return [{"day": day.isoformat()}]


def _yes_no(text: str, _region: str, _options: list[Any]) -> Rows:
    said = fold(text[:20])
    if said not in _YES | _NO:
        raise _refuse(_("Choisissez oui ou non."))
    return [{"truth": said in _YES}]


def _choice(text: str, _region: str, options: list[Any]) -> Rows:
    return [{"option_id": _option(text, options)}]


def _choices(text: str, _region: str, options: list[Any]) -> Rows:
    # By lines or by commas; a name that has a comma of its own is found by its line.
    parts = [part for part in text.split("\n") if part.strip()]
    known = {fold(option.name) for option in options}
    named = [
        piece.strip()
        for part in parts
        for piece in ([part] if fold(part.strip()) in known else re.split("[,;،]", part))
        if piece.strip()
    ]
    chosen = {_option(name, options) for name in named}
    return [{"option_id": option.id.hex} for option in options if option.id.hex in chosen]


def _option(text: str, options: list[Any]) -> str:
    """The option that is meant, by its id or its name."""
    for option in options:
        if text == str(option.id) or fold(text) == fold(option.name):
            return str(option.id.hex)
    raise _refuse(_("Choisissez dans la liste."))


def _phone(text: str, region: str, _options: list[Any]) -> Rows:
    number = read_phone(text, region) if len(text) <= 60 else None
    if number is None:
        raise _refuse(_("Ce n’est pas un numéro de téléphone : vérifiez le nombre de chiffres."))
    return [{"text": number}]


def _email(text: str, _region: str, _options: list[Any]) -> Rows:
    address = read_email(text)
    if not address or one_line(text, len(text)) != address:
        raise _refuse(_("Ce n’est pas une adresse mail : il manque peut-être l’arobase (@)."))
    return [{"text": address}]


def _link(text: str, _region: str, _options: list[Any]) -> Rows:
    address = text if re.match("[a-z][a-z0-9+.-]*://", text, re.IGNORECASE) else f"https://{text}"
    if len(address) > LONGEST_LINK or re.search(r"[\s<>\"\\]", address) or not _leads_somewhere(address):
        raise _refuse(_("Écrivez l’adresse d’une page, comme www.exemple.ma/plan."))
    return [{"text": address}]


def _leads_somewhere(address: str) -> bool:
    """Whether a browser goes to a host by it, and runs nothing instead."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and "." in host.strip(".") and "@" not in parts.netloc


_READERS: dict[str, Callable[[str, str, list[Any]], Rows]] = {
    "text": _text,
    "lines": _lines,
    "number": _number,
    "money": _money,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "phone": _phone,
    "email": _email,
    "link": _link,
}

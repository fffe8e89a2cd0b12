"""What a column of a file can become: each target's words, and how its cells are read. Other rooms may add theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation.i18n import _
from filon.intake.imports import known_words
from filon.intake.imports.cells import Cell
from filon.intake.imports.values import DAY_FIRST, is_too_fine, read_amount, read_moment
from filon.leads import consents, touches
from filon.leads.arranging import LONGEST_NAME, key_of
from filon.leads.contacts import clean, email_key, one_line, read_email, read_phone
from filon.leads.models import LARGEST_NUMBER
from filon.leads.several import parted
from filon.leads.tags import MOST_OF_A_LEAD
from filon.leads.typed import LONGEST_NOTE, LONGEST_PHONE

# As a form takes it.
_LONGEST_MESSAGE = 1 << 20
_LONGEST_PAGE = 2_000
_LONGEST_DETAIL = 300
_CURRENCIES = 3
# Somebody's address after their name, "Bob <bob@example.com>".
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")


@dataclass(frozen=True)
class Context:
    """What reading a cell needs beside it. `owners`: names and addresses of members, folded → id; `namesakes` are
    names that several have.

    `sources` and `reasons` are the business's own names, folded → code; `stages` folded → labels, since each status may
    have one of that name. In our own export (`is_ours`) a reason that nobody knows is a program's.
    """

    region: str
    zone: ZoneInfo
    now: datetime
    owners: Mapping[str, UUID] = field(default_factory=dict)
    namesakes: frozenset[str] = frozenset()
    statuses: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, list[Any]] = field(default_factory=dict)
    is_ours: bool = False


class Unread(Exception):
    """The cell can't be what its column is; `kept` are columns that the lead gets all the same."""

    def __init__(self, sentence: str, kept: dict[str, Any] | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.kept = sentence, kept or {}


Read = Callable[[Cell, Context, str], dict[str, Any]]


@dataclass(frozen=True)
class Target:
    """`read` gives columns of a lead for a cell that is not blank, or raises Unread. `order` is for moments only.

    Of several columns of a file that become one target the first that says something counts, in each row; a target
    that `gathers` takes them all. `field` is the business's own one that it fills. What `is_only_ours` nobody else's
    export says: another business's numbers are others' leads, and its "yes" does not say to what.
    """

    key: str
    word: Callable[[], str]
    read: Read
    gathers: bool = False
    is_moment: bool = False
    is_only_ours: bool = False
    field: Any = None


def text_of(cell: Cell) -> str:
    """A cell as a person would have typed it."""
    return cell if isinstance(cell, str) else f"{cell:.15g}"


def _line(column: str, longest: int = 200) -> Read:
    return lambda cell, _context, _order: {column: one_line(text_of(cell), longest)}


def _long(column: str, longest: int) -> Read:
    return lambda cell, _context, _order: {column: clean(text_of(cell)).strip()[:longest]}


def _name(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    # Kept whole, as a form's one field for a name is.
    return {"first_name": "", "last_name": one_line(text_of(cell))}


def _email(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    address = read_email(text_of(cell))
    if address is None:
        raise Unread(_("« %(text)s » n’est pas une adresse mail", text=shown(cell)))
    return {"email": address, "email_key": email_key(address)}


def _phone(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    typed = one_line(text_of(cell), LONGEST_PHONE)
    number = read_phone(typed, context.region)
    if number is None and not isinstance(cell, str):
        # Excel took the number for a figure, and its first zero away.
        number = read_phone(f"0{typed}", context.region)
    if number is None:
        sentence = _("« %(text)s » n’est pas un numéro de téléphone", text=shown(cell))
        raise Unread(sentence, {"phone": None, "phone_typed": typed})
    return {"phone": number, "phone_typed": typed}


def _status(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    text = text_of(cell)
    status = context.statuses.get(known_words.folded(text)) or known_words.status_of(text)
    if status is None:
        raise Unread(_("« %(text)s » n’est pas un état connu", text=shown(cell)))
    return {"status": status}


def _source(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    text = text_of(cell)
    named = context.sources.get(known_words.folded(text))
    return {"source": named or known_words.source_of(text) or "file"}


def _stage(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    stages = context.stages.get(known_words.folded(text_of(cell)))
    if not stages:
        raise Unread(_("« %(text)s » n’est pas une étape connue", text=shown(cell)))
    return {"stages": stages}


def _reason(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    text = text_of(cell)
    reason = context.reasons.get(known_words.folded(text)) or known_words.reason_of(text)
    if reason is None and context.is_ours:
        reason = one_line(text)
    if reason is None:
        raise Unread(_("« %(text)s » n’est pas une raison connue", text=shown(cell)))
    return {"lost_reason": reason}


def _tags(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    names = list({key_of(name): name for name in parted(text_of(cell)) if key_of(name)}.values())
    kept = [name for name in names if len(name) <= LONGEST_NAME][:MOST_OF_A_LEAD]
    if len(kept) < len(names):
        refused = next(name for name in names if name not in kept)
        sentence = _("« %(text)s » est de trop : 30 étiquettes au plus, de 60 signes", text=shown(refused))
        raise Unread(sentence, {"tags": kept})
    return {"tags": kept}


def _owner(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    said = text_of(cell)
    in_brackets = _ADDRESS.search(said)
    member = context.owners.get(known_words.folded(in_brackets[1] if in_brackets else said))
    if member is None and known_words.folded(said) in context.namesakes:
        sentence = _(
            "Vous êtes plusieurs à vous appeler « %(text)s » : donnez l’adresse mail", text=shown(cell)
        )
        raise Unread(sentence)
    if member is None:
        raise Unread(_("« %(text)s » ne fait pas partie de votre équipe", text=shown(cell)))
    return {"owner_id": member}


def _amount(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    amount = read_amount(cell)
    if amount is None and is_too_fine(cell):
        raise Unread(_("« %(text)s » a plus de deux décimales", text=shown(cell)))
    if amount is None:
        raise Unread(_("« %(text)s » n’est pas un montant", text=shown(cell)))
    return {"amount": amount}


def _currency(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    code = text_of(cell).strip().upper()
    if len(code) != _CURRENCIES or not (code.isascii() and code.isalpha()):
        raise Unread(_("« %(text)s » n’est pas une devise", text=shown(cell)))
    return {"currency": code}


def _moment(column: str) -> Read:
    def read(cell: Cell, context: Context, order: str) -> dict[str, Any]:
        moment = read_moment(cell, order or DAY_FIRST, context.zone)
        if moment is None:
            raise Unread(_("« %(text)s » n’est pas une date", text=shown(cell)))
        # What was received tomorrow would be waited for backwards.
        return {column: min(moment, context.now)}

    return read


def _number(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    text = text_of(cell).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= LARGEST_NUMBER):
        raise Unread(_("« %(text)s » n’est pas un numéro de prospect", text=shown(cell)))
    return {"number": int(text)}


def _consent(cell: Cell, context: Context, _order: str) -> dict[str, Any]:
    read, fault = consents.read(text_of(cell), context.now)
    if fault:
        raise Unread(fault, {"consent": read})
    return {"consent": read}


def _visits(cell: Cell, _context: Context, _order: str) -> dict[str, Any]:
    read, fault = touches.read(text_of(cell))
    if fault:
        raise Unread(fault, {"attribution": read})
    return {"attribution": read}


def shown(cell: Cell) -> str:
    """A cell as a sentence quotes it."""
    return one_line(text_of(cell), 60)


# In the order in which they are offered.
_TARGETS = (
    Target("name", lambda: _("Nom complet"), _name),
    Target("first_name", lambda: _("Prénom"), _line("first_name")),
    Target("last_name", lambda: _("Nom de famille"), _line("last_name")),
    Target("phone", lambda: _("Téléphone"), _phone),
    Target("email", lambda: _("Mail"), _email),
    Target("company", lambda: _("Entreprise"), _line("company")),
    Target("status", lambda: _("État"), _status),
    Target("stage", lambda: _("Étape"), _stage),
    Target("reason", lambda: _("Raison d’abandon"), _reason),
    Target("tags", lambda: _("Étiquettes"), _tags),
    Target("amount", lambda: _("Montant"), _amount),
    Target("currency", lambda: _("Devise"), _currency),
    Target("owner", lambda: _("Responsable"), _owner),
    Target("source", lambda: _("Provenance"), _source),
    Target("source_detail", lambda: _("Détail de la provenance"), _line("source_detail", _LONGEST_DETAIL)),
    Target("created_at", lambda: _("Reçu le"), _moment("created_at"), is_moment=True),
    Target("last_activity_at", lambda: _("Dernière activité"), _moment("last_activity_at"), is_moment=True),
    Target("waiting_since", lambda: _("À rappeler depuis"), _moment("to_call_since"), is_moment=True),
    Target("message", lambda: _("Message"), _long("message", _LONGEST_MESSAGE), gathers=True),
    Target("note", lambda: _("Note"), _long("note", LONGEST_NOTE), gathers=True),
    Target("page", lambda: _("Page"), _line("page", _LONGEST_PAGE)),
    Target("consent", lambda: _("Consentement"), _consent, is_only_ours=True),
    Target("visits", lambda: _("Visites"), _visits, is_only_ours=True),
    Target("number", lambda: _("N°"), _number, is_only_ours=True),
)
TARGETS: dict[str, Target] = {target.key: target for target in _TARGETS}

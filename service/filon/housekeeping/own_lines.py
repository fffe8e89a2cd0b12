"""What somebody sent a site, known by the address that they typed there themselves; and those lines in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any
from uuid import UUID

from filon.foundation.i18n import _
from filon.intake.mapping import as_text
from filon.intake.models import Submission
from filon.leads.contacts import clean, email_key
from filon.leads.models import Lead

# More than anybody sends one site, and still an answer that it can take in.
MOST_TOLD = 200


def leads_of(site: UUID, email: str) -> set[UUID]:
    """Who has the address, or has sent the site something with it, as far as something of them came from there."""
    key = email_key(email)
    # Who went into another is that one, whatever address it has.
    having = Lead.select(Lead.id, Lead.duplicate_of_id, Lead.merged_at).where(Lead.email_key == key)
    known = [lead.duplicate_of_id if lead.merged_at else lead.id for lead in having]
    came = Submission.select(Submission.lead_id).where(Submission.site_id == site).distinct()
    return {
        line.lead_id
        for found in (Submission.email_key == key, Submission.lead_id.in_(known))
        for line in came.where(found)
    }


def set_aside(site: UUID, email: str) -> Iterator[Any]:
    """Lines of the site that are nobody's in which the address was typed."""
    # In no order: for one SQLite would look through all that ever came.
    aside = Submission.select().where(
        (Submission.site_id == site) & (Submission.answer == "quarantined") & Submission.lead_id.is_null()
    )
    return _with(email, aside.iterator())


def told(site: UUID, email: str) -> list[list[tuple[str, str]]]:
    """The lines of the site in which the address was typed, each as (what it is, what it says); the oldest first.

    Whatever else is kept of these people is not the site's to tell: anybody's address can be brought beside a lead.
    """
    theirs = Submission.select().where(
        (Submission.site_id == site) & Submission.lead_id.in_(leads_of(site, email))
    )
    lines = islice(chain(_with(email, theirs.iterator()), set_aside(site, email)), MOST_TOLD)
    return [_in_words(line) for line in sorted(lines, key=lambda line: line.received_at)]


def _with(email: str, lines: Iterable[Any]) -> Iterator[Any]:
    key = email_key(email)
    for line in lines:
        if any(email_key(value.strip()) == key for value in _values(_read(line))):
            yield line


def _read(line: Any) -> dict[str, Any]:
    """The line as JSON; empty when it is none, or is empty."""
    try:
        document = json.loads(bytes(line.line))
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _listed(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list; what was set aside may have any shape."""
    listed = document.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _values(document: dict[str, Any]) -> Iterator[str]:
    for field in _listed(document, "fields"):
        yield from _texts(field.get("value"))


def _texts(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def form_of(line: Any) -> str:
    """What the site calls the form of a line; empty where it says nothing."""
    return clean(str(_form_of(_read(line)) or ""))


def _form_of(document: dict[str, Any]) -> Any:
    form = document.get("form")
    return form.get("title") or form.get("id") if isinstance(form, dict) else ""


def _in_words(line: Any) -> list[tuple[str, str]]:
    document = _read(line)
    rows: list[tuple[Any, Any]] = [
        (_("Reçu"), f"{line.submitted_at or line.received_at:%Y-%m-%d %H:%M} UTC"),
        (_("Formulaire"), _form_of(document)),
        (_("Page"), document.get("page")),
    ]
    rows += [
        (field.get("label") or field.get("id"), as_text(_texts(field.get("value"))))
        for field in _listed(document, "fields")
    ]
    rows += [
        (_("Accord") if one.get("given") else _("Refus"), one.get("text"))
        for one in _listed(document, "consents")
    ]
    return [(clean(str(name or "")), clean(str(said))) for name, said in rows if said]

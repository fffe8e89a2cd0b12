"""Sends lines as a site's plugin does and believes no answer that schema, hash and receipt do not prove."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema

from filon.foundation.outbox import Event
from filon.foundation.signatures import receipt
from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.parts.service import Filon, PairedSite

_SCHEMAS = Path(__file__).parents[2] / "schemas"
_ANSWERS = jsonschema.Draft202012Validator(
    json.loads((_SCHEMAS / "submission-answers.schema.json").read_text())
)


def deliver(site: PairedSite, *lines: dict[str, Any] | bytes, **instead: Any) -> list[dict[str, Any]]:
    """One request with these lines; the answers, one for each line in order, with proven receipts."""
    raw = [
        line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines
    ]
    response = site.deliver(*raw, **instead)
    assert response.status_code == 200, response.text
    _ANSWERS.validate(response.json)
    answers: list[dict[str, Any]] = response.json["answers"]
    assert [answer["line"] for answer in answers] == list(range(1, len(raw) + 1))
    for answer, line in zip(answers, raw, strict=True):
        assert answer["sha256"] == hashlib.sha256(line).hexdigest()
        assert answer["receipt"] == _proof(site, answer)
    return answers


def _proof(site: PairedSite, answer: dict[str, Any]) -> str:
    return receipt(
        site.keys.receipts,
        site=site.id,
        uuid=answer["uuid"] or "",
        sha256=answer["sha256"],
        answer=answer.get("first_answer", answer["answer"]),
        lead=answer["lead"] or "",
    )


def lead_of(site: PairedSite, number: int = 1) -> Any:
    """The lead that people call by this number."""
    with site.filon.inside(site.tenant, write=False):
        return Lead.by_number(number)


def timeline(site: PairedSite, number: int = 1) -> list[Any]:
    """What happened with the lead, newest first."""
    with site.filon.inside(site.tenant, write=False):
        return list(Interaction.of(Lead.by_number(number).id))


def rows(filon: Filon, tenant: UUID) -> dict[str, int]:
    """How many rows a tenant has in each table that a submission may write to."""
    with filon.inside(tenant, write=False):
        return {
            "submissions": Submission.select().count(),
            "leads": Lead.select().count(),
            "interactions": Interaction.select().count(),
            "events": Event.select().count(),
        }


def kept(submissions: int, leads: int = 0, interactions: int | None = None) -> dict[str, int]:
    """What rows() says after so many submissions; each interaction is announced by one event."""
    interactions = leads if interactions is None else interactions
    return {
        "submissions": submissions,
        "leads": leads,
        "interactions": interactions,
        "events": interactions,
    }

"""What visitors sent, from the sites' plugins, signed; and what members say of it where nobody was sure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation.errors import Invalid, NotFound, TooLarge
from filon.foundation.i18n import _
from filon.foundation.signatures import receipt
from filon.foundation.web import BODY_BYTES, Blueprint
from filon.intake import actions, checks, schemas
from filon.intake.actions import Answer
from filon.intake.reading import read_line
from filon.interactions.models import Interaction
from filon.leads.models import the_lead
from filon.tenants import signed, site_calls
from filon.tenants.site_calls import Caller

api = Blueprint("submissions", __name__, url_prefix="/api/v1", description="What visitors sent")
checks_api = Blueprint(
    "checks", __name__, url_prefix="/api/v1/leads", description="What to check about a lead"
)
MOST_LINES = 50


@api.route("/submissions", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "lines"))
@api.doc(
    security=signed.SECURITY,
    requestBody={
        "required": True,
        "description": "One submission a line, see submission.schema.json",
        "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
    },
    responses={"200": {"description": "One answer a line, see submission-answers.schema.json"}},
)
def receive_submissions() -> Any:
    """Receive one to fifty submissions; each is answered by its number, with a signed receipt."""
    with signed.calling() as caller:
        if len(caller.call.body) > BODY_BYTES:
            raise TooLarge(
                _("Au plus %(count)s octets par envoi : envoyez moins de lignes", count=BODY_BYTES)
            )
        sent = _lines(caller.call.body)
        site_calls.spend_more(caller, len(sent) - 1)
        # What needs no database comes before the first write, whose lock others wait for.
        lines = [
            actions.understand(read_line(number, line), caller.region)
            for number, line in enumerate(sent, start=1)
        ]
        with site_calls.begun(caller):
            answers = actions.receive(caller.site, lines, caller.region)
    return signed.answer({"answers": [_document(answer, caller) for answer in answers]}, caller)


def _lines(body: bytes) -> list[bytes]:
    lines = body.removesuffix(b"\n").split(b"\n") if body.strip() else []
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid({"body": [_("Envoyez de 1 à %(count)s lignes", count=MOST_LINES)]}, code="lines")
    return lines


def _document(answer: Answer, caller: Caller) -> dict[str, Any]:
    uuid = str(answer.uuid) if answer.uuid else ""
    lead = str(answer.lead) if answer.lead else ""
    document: dict[str, Any] = {
        "line": answer.number,
        "uuid": uuid or None,
        "answer": "repeated" if answer.repeated else answer.answer,
        "lead": lead or None,
        "number": answer.lead_number,
        "sha256": answer.sha256,
        "receipt": receipt(
            caller.keys.receipts,
            site=str(caller.site.id),
            uuid=uuid,
            sha256=answer.sha256,
            answer=answer.answer,
            lead=lead,
        ),
    }
    if answer.repeated:
        document["first_answer"] = answer.answer
    if answer.answer == "quarantined":
        document |= {"reason": answer.reason, "detail": answer.detail}
    return document


@checks_api.route("/<int(max=2147483647):number>/checks", scope="leads:read")
@checks_api.response(200, schemas.Checks)
def list_checks(number: int) -> dict[str, Any]:
    """What nobody is sure of about the lead, with everything that the person sent."""
    return {"checks": checks.checks(the_lead(number))}


@checks_api.route(
    "/<int(max=2147483647):number>/checks/<any(name, email, phone, company):slot>",
    methods=["PUT"],
    role="agent",
    scope="leads:write",
    problems=("conflict",),
)
@checks_api.arguments(schemas.Decision)
@checks_api.response(200, schemas.Settled)
def decide_check(asked: dict[str, Any], number: int, slot: str) -> dict[str, Any]:
    """Say which answer it is. A manager's choice is remembered for the form; 409 when somebody was quicker."""
    change = checks.settle(the_lead(number), slot, asked["decision"], asked["answer"])
    return {
        "slot": slot,
        "value": change.details["to"],
        "change": change.id,
        "remembered": "map" in change.details,
    }


@checks_api.route(
    "/<int(max=2147483647):number>/checks/<any(name, email, phone, company):slot>/<uuid:change>",
    methods=["DELETE"],
    role="agent",
    scope="leads:write",
    problems=("conflict",),
)
@checks_api.response(204)
def take_back_check(number: int, slot: str, change: UUID) -> None:
    """Take a decision back: the slot is to be checked again. 409 when it was changed again since."""
    lead, made = the_lead(number), Interaction.find(change)
    if made is None or made.lead_id != lead.id or made.kind != "change" or made.details["field"] != slot:
        raise NotFound()
    checks.undo(lead, made)

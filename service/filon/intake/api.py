"""POST /api/v1/submissions: what visitors sent, from the sites' plugins, signed."""

from __future__ import annotations

from typing import Any

from filon.foundation.errors import Invalid, TooLarge
from filon.foundation.signatures import receipt
from filon.foundation.web import BODY_BYTES, Blueprint
from filon.intake import actions
from filon.intake.actions import Answer
from filon.intake.reading import read_line
from filon.tenants import signed, site_calls
from filon.tenants.site_calls import Caller

api = Blueprint("submissions", __name__, url_prefix="/api/v1", description="What visitors sent")
MOST_LINES = 50


@api.route("/submissions", methods=["POST"], public=True)
@api.doc(
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
            raise TooLarge(f"At most {BODY_BYTES} bytes in one request: send fewer lines")
        # What needs no database comes before the first write, whose lock others wait for.
        lines = _lines(caller.call.body)
        readings = [read_line(number, line) for number, line in enumerate(lines, start=1)]
        with site_calls.begun(caller):
            answers = actions.receive(caller.site, readings, caller.region)
    return signed.answer({"answers": [_document(answer, caller) for answer in answers]}, caller)


def _lines(body: bytes) -> list[bytes]:
    lines = body.removesuffix(b"\n").split(b"\n") if body.strip() else []
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid({"body": [f"Send one to {MOST_LINES} lines"]}, code="lines")
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
    if answer.reason:
        document |= {"reason": answer.reason, "detail": answer.detail}
    return document

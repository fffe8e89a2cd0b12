"""The door for files that visitors sent with a request: from the sites' plugins, signed, one at a time."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from flask import request

from filon.foundation.signatures import receipt
from filon.foundation.web import Blueprint
from filon.intake import files
from filon.tenants import signed

# What the receipt of a file says, as "recorded" is that of a request.
ATTACHED = "attached"

api = Blueprint(
    "submission_files", __name__, url_prefix="/api/v1", description="Files that came with what visitors sent"
)


@api.route(
    f"/submissions/<uuid:submission>/files/<int(max={files.LAST_PLACE}):place>",
    methods=["PUT"],
    public=True,
    problems=(*signed.PROBLEMS, "not_found", "gone", "conflict", "invalid", "unscanned"),
)
@api.doc(
    security=signed.SECURITY,
    requestBody={
        "required": True,
        "description": "The file as it is; 8 MB at most",
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "contentMediaType": "application/octet-stream"}
            }
        },
    },
    responses={"200": {"description": "The file is kept, see file-answer.schema.json"}},
)
def receive_file(submission: UUID, place: int) -> Any:
    """Receive a file that the submission names, counted from 0. Sending it again changes nothing. Signed."""
    request.max_content_length = files.MOST_BYTES
    with signed.hearing() as caller:
        content = caller.call.body
        file = files.look_at(caller.site, files.announced(caller.site, submission, place), content)
        is_new = files.keep(caller, submission, place, file)
    sha256 = hashlib.sha256(content).hexdigest()
    return signed.answer(
        {
            "uuid": str(submission),
            "file": place,
            "answer": ATTACHED if is_new else "repeated",
            "sha256": sha256,
            "receipt": receipt(
                caller.keys.receipts,
                site=str(caller.site.id),
                uuid=str(submission),
                sha256=sha256,
                answer=ATTACHED,
                lead="",
            ),
        },
        caller,
    )

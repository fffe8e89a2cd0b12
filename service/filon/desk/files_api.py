"""The files beside a lead as JSON: listing them, handing one in, having it, taking it away and putting it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import EXCLUDE, Schema, fields, validate

from filon.desk.files import content_of, file_of
from filon.foundation import web
from filon.foundation.errors import Invalid
from filon.interactions import attachments
from filon.interactions.models import Attachment
from filon.leads.models import the_lead

LONGEST_NAME = 200

api = web.Blueprint("files_api", __name__, url_prefix="/api/v1/leads", description="Files beside a lead")
_FILES = "/<int:number>/files"
_CONTENT = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}


class File(Schema):
    """A file: `type` is what its content is, whatever it was said to be."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "in bytes"})
    sha256 = fields.String(required=True)


class Files(Schema):
    files = fields.Nested(File, many=True, required=True)


class FileQuery(Schema):
    """{name}: what the file is called."""

    class Meta:
        unknown = EXCLUDE

    name = fields.String(
        load_default="file", validate=validate.Length(1, LONGEST_NAME), metadata={"example": "devis.txt"}
    )


@api.route(_FILES, scope="leads:read")
@api.response(200, Files)
def list_files(number: int) -> Any:
    """The files that are there, in the order in which they came."""
    there = (Attachment.lead_id == the_lead(number).id) & Attachment.removed_at.is_null()
    return {"files": list(Attachment.select().where(there).order_by(Attachment.id))}


@api.route(
    _FILES,
    methods=["POST"],
    role="agent",
    scope="leads:write",
    problems=("conflict", "too_large", "too_many"),
)
@api.doc(
    requestBody={
        "required": True,
        "description": "The file as it is; 10 MB at most",
        "content": {"application/octet-stream": {**_CONTENT, "example": "Salle de bains : 6 m²\n"}},
    }
)
@api.arguments(FileQuery, location="query")
@api.response(201, File)
def add_file(asked: dict[str, Any], number: int) -> Any:
    """Put a file beside the lead: a picture, a PDF, a document, a text. It is scanned before it is kept."""
    request.max_content_length = attachments.MOST_BYTES
    looked = attachments.look_at([(asked["name"], request.get_data(cache=False))])
    lead = the_lead(number)
    if looked.refused:
        raise Invalid({"body": looked.refused})
    [attached] = attachments.attach(lead, looked.good)
    return attached


@api.route(f"{_FILES}/<uuid:file>", scope="leads:read")
@api.doc(
    responses={
        # Whatever it is.
        "200": {"description": "The file, under its name", "content": {"*/*": {"schema": {"type": "string"}}}}
    }
)
def download_file(number: int, file: UUID) -> Response:
    """The content of a file."""
    return content_of(file_of(number, file))


@api.route(f"{_FILES}/<uuid:file>", methods=["DELETE"], role="agent", scope="leads:write")
@api.response(204)
def remove_file(number: int, file: UUID) -> None:
    """Take a file away; for thirty days it can be put back."""
    attachments.remove(file_of(number, file))


@api.route(
    f"{_FILES}/<uuid:file>/restoration",
    methods=["POST"],
    role="agent",
    scope="leads:write",
    problems=("conflict",),
)
@api.response(200, File)
def put_file_back(number: int, file: UUID) -> Any:
    """Put back one that was taken away."""
    attachment = file_of(number, file, even_removed=True)
    attachments.put_back(attachment)
    return attachment

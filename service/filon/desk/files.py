"""The files beside a prospect, as HTML: handing some in, having one, taking it away and putting it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, make_response, request, send_file

from filon.dashboard.frame import Pages, back_to, confined
from filon.foundation import signed_links, storage
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.i18n import _
from filon.interactions import attachments
from filon.interactions.models import Attachment
from filon.leads.models import the_lead

from .pages import lead_page
from .timeline import signed

_FILE = "/prospects/<int(max=2147483647):number>/files/<uuid:file>"
# What stands around the files in a request: names, types, boundaries.
_AROUND_BYTES = 64 * 1024

pages = Pages("attachments", __name__)


@pages.post("/prospects/<int(max=2147483647):number>/files")
def add_files(number: int) -> Response:
    """Keep those files that can be kept, and say of each other one why not."""
    # Before anything of the body is read.
    request.max_content_length = attachments.MOST_BYTES_AT_ONCE + _AROUND_BYTES
    chosen = [file for file in request.files.getlist("files") if file.filename]
    looked = attachments.look_at(
        (file.filename or "", file.read(attachments.MOST_BYTES + 1)) for file in chosen
    )
    lead = the_lead(number)
    if not chosen:
        return lead_page(lead, 422, kind="file", wrong={"files": [_("Choisissez au moins un fichier.")]})
    try:
        attachments.attach(lead, looked.good)
    except Conflict as error:
        return lead_page(lead, 422, kind="file", wrong={"files": [error.detail]})
    if looked.refused:
        return lead_page(lead, 422, kind="file", wrong={"files": looked.refused})
    return back_to("desk.show_lead", number=number)


@pages.get(f"{_FILE}/<link>")
def download(number: int, file: UUID, link: str) -> Response:
    """The file under its name, for the asker's disk: no browser shows it, whatever it is."""
    attachment = file_of(number, file)
    signed_links.check(signed(attachment), link)
    return content_of(attachment)


def content_of(attachment: Any) -> Response:
    """The file as an answer. NotFound when storage has it no more."""
    try:
        content = storage.open_kept(attachment.file)
    except storage.NoSuchFile:
        raise NotFound() from None
    response = send_file(content, mimetype=attachment.type, as_attachment=True, download_name=attachment.name)
    response.headers["Cache-Control"] = "private, no-store"
    return confined(response)


@pages.get(f"{_FILE}/preview")
def show_preview(number: int, file: UUID) -> Response:
    """The small picture that was drawn of one. It never changes, so browsers may keep it."""
    attachment = file_of(number, file)
    try:
        response = make_response(storage.read(attachment.preview))
    except storage.NoSuchFile:
        raise NotFound() from None
    response.headers["Content-Type"] = "image/jpeg"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return confined(response)


@pages.post(f"{_FILE}/removal")
def remove(number: int, file: UUID) -> Response:
    attachments.remove(file_of(number, file))
    return back_to("desk.show_lead", number=number, removed=file)


@pages.post(f"{_FILE}/restoration")
def put_back(number: int, file: UUID) -> Response:
    attachments.put_back(file_of(number, file, even_removed=True))
    return back_to("desk.show_lead", number=number)


def file_of(number: int, id: UUID, *, even_removed: bool = False) -> Any:
    """The file with this id beside the lead with this number; NotFound."""
    lead, attachment = the_lead(number), Attachment.find(id)
    if attachment is None or attachment.lead_id != lead.id or not (attachment.is_there or even_removed):
        raise NotFound()
    return attachment

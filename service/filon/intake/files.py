"""Files that visitors sent with a request: the site hands them over, one by one, once the request itself is here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.foundation import clock, storage
from filon.foundation.database import locked
from filon.foundation.errors import Gone, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.intake.models import Submission
from filon.intake.reading import read_line
from filon.interactions import attachments
from filon.interactions.attachments import Handed, Sent
from filon.leads.exports import take_turns
from filon.tenants import site_calls
from filon.tenants.site_calls import Caller

# Less than members may hand in: whoever fills in a form is nobody known.
MOST_BYTES = 8 * 1024 * 1024
# As many as a line may name, counted from 0.
LAST_PLACE = 49


@dataclass(frozen=True)
class Announced:
    """What the request's own line says of a file."""

    name: str
    size: int | None
    sha256: str | None


def announced(site: Any, uuid: UUID, place: int) -> Announced:
    """What the site's submission says of its file, counted from 0.

    Raises NotFound when there is none, and Gone when its request became nobody's: set aside, or erased.
    """
    with transaction(write=False):
        submission = _of_site(site, uuid).first()
    if submission is None:
        raise NotFound()
    _lead_of(submission)
    content = read_line(1, bytes(submission.line)).content
    files = content["files"] if content else []
    if place >= len(files):
        raise NotFound()
    return Announced(files[place]["name"], files[place].get("size"), files[place].get("sha256"))


def look_at(site: Any, said: Announced, content: bytes) -> Handed:
    """The file, found good and the one that was announced. Raises Invalid and TooMany, before any transaction opens."""
    if said.size not in (None, len(content)) or said.sha256 not in (
        None,
        hashlib.sha256(content).hexdigest(),
    ):
        raise Invalid({"body": [_("Ce n’est pas le fichier que la demande annonce.")]})
    return attachments.look_at_one(said.name, content, field="body", site=site.id)


def keep(caller: Caller, uuid: UUID, place: int, file: Handed) -> bool:
    """Put the file beside the request's lead; False when it is there already.

    Raises Gone, and Invalid, TooLarge and Conflict as attach_sent() does.
    """
    kept_as, is_new = attachments.store(file), False
    try:
        with transaction(), site_calls.begun(caller):
            # Whoever erases the person waits for this, or this for them: first the business, then what is its.
            take_turns()
            submission = locked(_of_site(caller.site, uuid)).first()
            lead = _lead_of(submission)
            sent = Sent(caller.site.id, uuid, place, at=min(submission.submitted_at, clock.now()))
            is_new = attachments.attach_sent(lead, file, kept_as, sent)
        return is_new
    except BaseException:
        is_new = False
        raise
    finally:
        if not is_new:
            storage.forget(kept_as)


def _of_site(site: Any, uuid: UUID) -> Any:
    return Submission.select().where((Submission.site_id == site.id) & (Submission.id == uuid))


def _lead_of(submission: Any) -> UUID:
    if submission is None or submission.lead_id is None:
        raise Gone(_("Cette demande n’est celle d’aucun prospect."))
    lead: UUID = submission.lead_id
    return lead

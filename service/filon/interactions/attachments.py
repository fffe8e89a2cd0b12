"""Files that stand beside a lead: judged and scanned before anything opens, kept first and written down after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, drawing, outbox, scanning, storage
from filon.foundation.config import Settings
from filon.foundation.database import database, locked
from filon.foundation.errors import Conflict, Invalid, TooLarge
from filon.foundation.i18n import _
from filon.foundation.limits import count_attempt
from filon.foundation.outbox import Event
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.interactions.actions import add
from filon.interactions.file_kinds import KINDS, kind_of
from filon.interactions.file_names import cleaned
from filon.interactions.models import Attachment, Interaction
from filon.leads.exports import take_turns
from filon.leads.models import Lead
from filon.tenants.models import Tenant

MOST_BYTES = 10 * 1024 * 1024
MOST_AT_ONCE = 10
MOST_BYTES_AT_ONCE = 25 * 1024 * 1024
# Of one business: enough for twenty years of a joiner's photographs, and no client fills the agency's disk.
MOST_BYTES_KEPT = 5 * 1024**3
# Of that, what visitors send with requests: whoever fills a form a thousand times leaves the members their room.
MOST_BYTES_OF_SITES = MOST_BYTES_KEPT // 2
# Each may cost the antivirus its patience, and who waits for it serves nobody else. Members have theirs, each site its.
PER_BUSINESS_AN_HOUR = PER_SITE_AN_HOUR = 600
# How long one that was taken away can be put back.
KEPT_REMOVED = timedelta(days=30)
_SMALL = drawing.Wanted(
    kept_side=320,
    longest_side=12_000,
    formats=("PNG", "JPEG", "WEBP", "GIF"),
    drawn_as="JPEG",
    may_move=True,
)
_DRAWN = {kind.media_type for kind in KINDS if kind.can_be_drawn}


@dataclass(frozen=True)
class Handed:
    """A file that may be kept: its name for people, what it is, and its whole content."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """Whence a file came: its place, counted from 0, in a site's submission that was sent at that moment."""

    site: UUID
    submission: UUID
    place: int
    at: datetime


@dataclass
class Looked:
    """What came of looking at files: those that may be kept, and a sentence for each of the others."""

    good: list[Handed] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def look_at(files: Iterable[tuple[str, bytes]]) -> Looked:
    """Judge and scan files, each a name and its content up to MOST_BYTES + 1, before any transaction opens.

    One that can't be kept is named with its reason, and does not hold the others up: whoever chose eight photographs
    on a phone does not choose them again for the ninth. Raises TooMany.
    """
    looked = Looked()
    for number, (given, content) in enumerate(files):
        count_attempt("files of", here().hex, most=PER_BUSINESS_AN_HOUR, seconds=3600)
        name = cleaned(given)
        if number >= MOST_AT_ONCE:
            looked.refused.append(_("%(name)s : dix fichiers au plus à la fois.", name=name))
            continue
        try:
            looked.good.append(_judged(name, content, "files"))
        except Invalid as error:
            [sentence] = error.errors["files"]
            looked.refused.append(_("%(name)s : %(reason)s", name=name, reason=sentence))
    return looked


def look_at_one(given: str, content: bytes, *, field: str, site: UUID) -> Handed:
    """As look_at() does, for a site that hands in one file. Raises Invalid, naming the field, and TooMany."""
    count_attempt("files of site", site.hex, most=PER_SITE_AN_HOUR, seconds=3600)
    return _judged(cleaned(given), content, field)


def _judged(name: str, content: bytes, field: str) -> Handed:
    if not content:
        raise Invalid({field: [_("Ce fichier est vide.")]})
    if len(content) > MOST_BYTES:
        raise Invalid({field: [_("Ce fichier est trop lourd : 10 Mo au plus.")]})
    name, kind = kind_of(name, content, field=field)
    scanning.refuse_infected(content, field=field)
    return Handed(name, kind.media_type, content)


def attach(lead: Any, files: list[Handed]) -> list[Any]:
    """Put files that look_at() found good beside the lead, as one moment of its timeline; returns the Attachments.

    Raises Conflict when the business would keep more than MOST_BYTES_KEPT.
    """
    access.require("agent")
    if not files:
        return []
    with transaction():
        kept = []
        try:
            for file in files:
                kept.append(storage.keep(file.content))
            # After what takes long: from here on nobody else of the business is recorded until this is committed.
            _take_space(sum(len(file.content) for file in files))
            moment = add(lead, "file", text="")
            attached = [_write_down(moment, file, name) for file, name in zip(files, kept, strict=True)]
        except BaseException:
            for name in kept:
                storage.forget(name)
            raise
    return attached


def store(file: Handed) -> str:
    """Keep the content of a file that was found good, before the transaction opens that writes it down; its name in
    storage, to be forgotten when that comes to nothing."""
    return storage.keep(file.content)


def attach_sent(lead: UUID, file: Handed, kept_as: str, sent: Sent) -> bool:
    """Write down a file that came with a request, beside the others of it; no member has put it there.

    `kept_as` is what store() gave. False, and nothing written, when its place has that content already, were it taken
    away since, or when the lead has: a form that was sent twice. Raises Invalid when its place has another content,
    TooLarge past MOST_AT_ONCE of one request, and Conflict when sites would keep more than MOST_BYTES_OF_SITES.
    """
    sha256 = _digest(file)
    before = {each.place: each for each in Attachment.of_submission(sent.site, sent.submission)}
    if sent.place in before:
        if before[sent.place].sha256 != sha256:
            raise Invalid({"body": [_("Ce n’est pas le fichier que la demande annonce.")]})
        return False
    same = (Attachment.lead_id == lead) & (Attachment.sha256 == sha256)
    if Attachment.select().where(same & Attachment.removed_at.is_null()).exists():
        return False
    if len(before) >= MOST_AT_ONCE:
        raise TooLarge(_("Dix fichiers au plus par demande."))
    _take_space(len(file.content), of_site=True)
    if before:
        moment = Interaction.find(next(iter(before.values())).interaction_id)
    else:
        details = {"submission": sent.submission.hex}
        moment = add(Lead(id=lead), "file", text="", details=details, at=sent.at, by_member=False)
    _write_down(moment, file, kept_as, site_id=sent.site, submission_id=sent.submission, place=sent.place)
    return True


def _digest(file: Handed) -> str:
    return hashlib.sha256(file.content).hexdigest()


def _write_down(moment: Any, file: Handed, kept_as: str, **sent: Any) -> Any:
    attachment = Attachment.add(
        lead_id=moment.lead_id,
        interaction_id=moment.id,
        name=file.name,
        type=file.type,
        size=len(file.content),
        sha256=_digest(file),
        file=kept_as,
        **sent,
    )
    if file.type in _DRAWN:
        outbox.emit("picture.attached", attachment=attachment.id.hex)
    return attachment


def _take_space(size: int, *, of_site: bool = False) -> None:
    Attachment.check_access(writes=True)
    kept = {"kept_bytes": Tenant.kept_bytes + size}
    is_room = kept["kept_bytes"] <= MOST_BYTES_KEPT
    if of_site:
        kept["kept_bytes_of_sites"] = Tenant.kept_bytes_of_sites + size
        is_room &= kept["kept_bytes_of_sites"] <= MOST_BYTES_OF_SITES
    with access.acting_as(access.SYSTEM):  # the business's own row is its owner's
        if not Tenant.update(**kept).where(is_room).execute():
            raise Conflict(_("L’espace de vos fichiers est plein : retirez-en, ou écrivez à votre agence."))


def _give_back_space(gone: list[Any]) -> None:
    """Of files that were there until now."""
    there = [attachment for attachment in gone if attachment.file]
    size = sum(each.size for each in there)
    size_of_sites = sum(each.size for each in there if each.site_id)
    Tenant.update(
        kept_bytes=Tenant.kept_bytes - size, kept_bytes_of_sites=Tenant.kept_bytes_of_sites - size_of_sites
    ).execute()


def draw_small(event: Event, settings: Settings) -> None:
    """Draw the small picture that the timeline shows. What can't be drawn with little is shown as a file."""
    id = UUID(event.payload["attachment"])
    with transaction(write=False):
        attachment = Attachment.find(id)
    if attachment is None or attachment.preview or not attachment.file:
        return
    try:
        drawn = drawing.draw_anew(storage.read(attachment.file), _SMALL)
    except (drawing.NoPicture, storage.NoSuchFile):
        return
    kept_as = storage.keep(drawn)
    with transaction():
        shown = Attachment.update(preview=kept_as).where(
            (Attachment.id == id) & (Attachment.preview == "") & (Attachment.file != "")
        )
        if not shown.execute():  # erased meanwhile, or drawn by another
            storage.forget(kept_as)


def remove(attachment: Any) -> None:
    """Take a file away: for thirty days it can be put back."""
    with transaction():
        Attachment.update(removed_at=clock.now(), removed_by=access.actor().name).where(
            (Attachment.id == attachment.id) & Attachment.removed_at.is_null()
        ).execute()


def put_back(attachment: Any) -> None:
    """Put a file back that was taken away. Raises Conflict when it is gone for good."""
    with transaction():
        returned = Attachment.update(removed_at=None, removed_by="").where(
            (Attachment.id == attachment.id) & (Attachment.file != "")
        )
        if not returned.execute():
            raise Conflict()


def names_of_files() -> set[str]:
    """What storage keeps for a row here."""
    names = Attachment.select(Attachment.file, Attachment.preview).tuples()
    return {name for both in names for name in both if name}


def forget_removed() -> None:
    """Delete what was taken away longer ago than it can be put back; the timeline still says that it was there."""
    over = (Attachment.removed_at < clock.now() - KEPT_REMOVED) & (Attachment.file != "")
    if not Attachment.select(Attachment.id).where(over).exists():
        return
    take_turns()
    gone = list(locked(Attachment.select().where(over)))
    for attachment in gone:
        Attachment.update(file="", preview="").where(Attachment.id == attachment.id).execute()
    _forget_files(gone)


def forget_of(lead: UUID) -> None:
    """Delete all files of a lead; they leave the disk when that is committed."""
    database.obj.overwrite_deleted()  # a file's name may name a person
    gone = list(locked(Attachment.select().where(Attachment.lead_id == lead)))
    Attachment.delete().where(Attachment.lead_id == lead).execute()
    _forget_files(gone)


def _forget_files(gone: list[Any]) -> None:
    files = [name for each in gone for name in (each.file, each.preview) if name]
    if files:
        _give_back_space(gone)
        outbox.emit("files.forgotten", files=files)


def forget_files(event: Event, settings: Settings) -> None:
    """Delete from the disk what no row names any more."""
    for name in event.payload["files"]:
        storage.forget(name)

"""A prospect's timeline as the page shows it: newest first, by day, all of it or one kind, a page at a time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from filon.desk.meeting_mails import told_at
from filon.desk.minutes_shown import Shown, ask_beside_ahead, beside
from filon.foundation import clock, signed_links
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.voice import Voice
from filon.interactions import customised, mails
from filon.interactions.models import REVISED, Attachment, Interaction, NoteRevision

PAGE_EVENTS = 50
# What the chips above the thread show, each kind read along an index of its own.
SHOWN = {
    "exchanges": ("request", "order", "call", "mail"),
    "notes": ("note", "minutes", "message"),
    "files": ("file",),
}
# Beyond this a request is shown cut on the prospect's page, where many of them may stand.
_LONG_TEXT, _LONG_VALUE, _MANY_FIELDS = 3_000, 300, 40
# A page may stand open for a working day; whoever copies an address out of it has nothing of it tomorrow.
FILE_LINKS_HOLD = timedelta(hours=12)


@dataclass(frozen=True)
class Thread:
    """One page of the thread. `days` are [(head, interactions)], a head being "Aujourd’hui", "Hier" or a date.

    `files` are those of each moment, `links` the ends of their addresses, `revisions` those of each note, newest first,
    `letters` the Notification of each mail, `told` those by which people heard of each step of an appointment,
    `minutes` those of moments and calls that have some. `left` is what each merge left with the other lead, `parted`
    names the merges that were taken apart again, `changes` has what each import changed.
    `older` names where the next page begins, None at the end; `is_older` says that this is not the newest.
    """

    show: str
    days: list[tuple[str, list[Any]]]
    files: dict[UUID, list[Any]]
    links: dict[UUID, str]
    revisions: dict[UUID, list[Any]]
    left: dict[UUID, list[list[str]]]
    changes: dict[UUID, list[dict[str, Any]]]
    parted: set[str]
    letters: dict[UUID, Any]
    told: dict[UUID, list[Any]]
    minutes: dict[UUID, Shown]
    older: UUID | None
    is_older: bool


def ask_for_thread(lead: Any, *, show: str = "", before: UUID | None = None) -> AskedThread:
    """Ask for the page of the lead's thread that an address names; what it names wrongly is as if it were not there."""
    show = show if show in SHOWN else ""
    mark = Interaction.find(before) if before else None
    if mark is not None and mark.lead_id != lead.id:
        mark = None
    named = {"at": mark.happened_at, "id": mark.id} if mark is not None else {}
    strands = [
        _strand(bool(kind), mark is not None).ask(lead=lead.id, kind=kind, **named)
        for kind in SHOWN.get(show, ("",))
    ]
    return AskedThread(lead, show, mark is not None, strands)


@dataclass(frozen=True)
class AskedThread:
    """A page of a lead's thread that was asked for: each of the `strands` holds one kind, or all."""

    lead: Any
    show: str
    is_older: bool
    strands: list[Asked]

    def read(self, voice: Voice) -> Thread:
        """What there is on it."""
        order = heapq.merge(
            *(strand.all() for strand in self.strands),
            key=lambda each: (each.happened_at, each.id),
            reverse=True,
        )
        return _thread(self, list(islice(order, PAGE_EVENTS + 1)), voice)


def _thread(asked: AskedThread, happened: list[Any], voice: Voice) -> Thread:
    lead = asked.lead
    page, hidden = happened[:PAGE_EVENTS], customised.hidden_fields()
    shown = [each for each in page if customised.is_visible(each, hidden)]
    notes = [each.id for each in shown if each.kind in REVISED]
    NoteRevision.ask_ahead(notes)
    ask_beside_ahead(shown)
    by_day = groupby(shown, key=lambda each: voice.local(each.happened_at).date())
    files = _files_of(shown)
    until = clock.now() + FILE_LINKS_HOLD
    return Thread(
        show=asked.show,
        days=[(voice.day(first.happened_at), [first, *rest]) for _date, (first, *rest) in by_day],
        files=files,
        links={each.id: link_to(each, until) for some in files.values() for each in some if each.is_there},
        revisions=_revisions_of(notes),
        left={each.id: customised.visible_left(each, hidden) for each in shown if each.kind == "merged"},
        changes={
            each.id: customised.visible_changes(each, hidden) for each in shown if each.kind == "imported"
        },
        parted=_parted(lead, shown),
        letters=mails.letters_of(shown),
        told=told_at(shown),
        minutes=beside(shown, lead),
        older=page[-1].id if len(happened) > PAGE_EVENTS else None,
        is_older=asked.is_older,
    )


@cache
def _strand(is_of_a_kind: bool, is_older: bool) -> Prepared:
    """A page of the timeline and one more, as Interaction.of() has it."""
    return Prepared(
        lambda: Interaction.of(
            slot("lead", Interaction.lead_id),
            PAGE_EVENTS + 1,
            kind=slot("kind", Interaction.kind) if is_of_a_kind else "",
            before=_Mark(slot("at", Interaction.happened_at), slot("id", Interaction.id))
            if is_older
            else None,
        )
    )


@dataclass(frozen=True)
class _Mark:
    happened_at: Any
    id: Any


def _files_of(moments: list[Any]) -> dict[UUID, list[Any]]:
    files: dict[UUID, list[Any]] = defaultdict(list)
    if of_files := [each.id for each in moments if each.kind == "file"]:
        for attachment in Attachment.of(of_files):
            files[attachment.interaction_id].append(attachment)
    return files


def _revisions_of(notes: list[UUID]) -> dict[UUID, list[Any]]:
    revisions: dict[UUID, list[Any]] = defaultdict(list)
    for revision in NoteRevision.of(notes):
        revisions[revision.note_id].append(revision)
    return revisions


def _parted(lead: Any, moments: list[Any]) -> set[str]:
    if not any(each.kind == "merged" for each in moments):
        return set()
    return {each.details.get("merge", "") for each in Interaction.of(lead.id, PAGE_EVENTS, kind="parted")}


def link_to(attachment: Any, until: datetime) -> str:
    """What stands at the end of a file's address, good until then."""
    return signed_links.link_to(signed(attachment), until)


def signed(attachment: Any) -> str:
    """What the link of a file is signed for."""
    return f"attachment {attachment.id.hex}"


def is_long(request: Any) -> bool:
    """Whether the thread shows a request's beginning only."""
    fields = request.details.get("fields", [])
    return (
        len(request.text) > _LONG_TEXT
        or len(fields) > _MANY_FIELDS
        or any(len(field["value"]) > _LONG_VALUE for field in fields)
    )

"""Every write to leads: recording a request, changing a status, noting that somebody answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from filon.foundation import access, clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Invalid
from filon.foundation.folding import sort_key
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.transactions import transaction
from filon.leads import search
from filon.leads.consents import MOST_CONSENTS, newest_of_each
from filon.leads.contacts import email_key
from filon.leads.models import STATUSES, Lead, name_of
from filon.tenants import answering
from filon.tenants.models import Tenant

# What a later request may fill where the lead has nothing; it never overwrites.
_FILLED_IF_BLANK = ("first_name", "last_name", "email", "phone", "phone_typed", "company", "page")


@dataclass(frozen=True)
class Request:
    """What a door read of somebody who asks. `phone` is E.164, `asked_at` aware UTC; `own` is for answers.give()."""

    source: str
    asked_at: datetime
    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    phone: str | None = None
    phone_typed: str | None = None
    company: str = ""
    message: str = ""
    source_detail: str = ""
    page: str = ""
    attribution: dict[str, Any] = field(default_factory=dict)
    consent: list[dict[str, Any]] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)


def _tenant_row() -> Any:
    return locked(Tenant.select(Tenant.last_lead_number, Tenant.currency, *answering.COLUMNS))


_turn = Prepared(_tenant_row)
_keep_number = Prepared(lambda: Tenant.update(last_lead_number=slot("number", Tenant.last_lead_number)))


def record_lead(request: Request) -> tuple[Any, str]:
    """A new lead ("recorded"), or the known one who asks again ("joined").

    Known is who has the same e-mail address or phone number. If that finds two, the most recently active is
    joined and flagged as a probable duplicate. Only blanks are filled, and `message` shows the latest request; an
    abandoned lead is new again; either way somebody is waiting for a call now.
    """
    with transaction():
        turn = take_turn()
        return turn.record(request, turn.look_for(request))


def take_turn() -> Turn:
    """The turn to record requests of this business, for as long as the transaction lasts.

    Nobody else records any meanwhile: two requests of one person must not make two leads. One for a whole batch and
    before its first look, so that two batches can't wait for each other.
    """
    return Turn()


class Turn:
    """What take_turn() gives: looks and records, in this order for each request."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Look again: a savepoint was undone, and with it the numbers that were given inside."""
        self._asked = _turn.ask()
        self._last_number: int | None = None

    def look_for(self, request: Request) -> Asked:
        """Ask whether the one who asks is known already; record() reads the answer."""
        return Lead.look_for(email_key(request.email), request.phone)

    def record(self, request: Request, looked_for: Asked) -> tuple[Any, str]:
        """As record_lead()."""
        found = Lead.found(looked_for)
        if found:
            lead = _join(found[0], request, self._due(request), found[1] if len(found) > 1 else None)
            outbox.emit("lead.joined", lead=lead.id.hex, asked_at=request.asked_at.isoformat())
            return lead, "joined"
        lead = _record(request, self._due(request), *self.next_number())
        outbox.emit("lead.recorded", lead=lead.id.hex, asked_at=request.asked_at.isoformat())
        return lead, "recorded"

    def next_number(self) -> tuple[int, str]:
        """The next lead's number, and the business's currency."""
        [(_last, currency, *_promised)] = self._asked.rows()
        [number] = self.next_numbers(1)
        return number, currency

    def next_numbers(self, count: int) -> list[int]:
        """The numbers of so many new leads, in one step."""
        return self.these_numbers([None] * count)

    def these_numbers(self, wanted: Sequence[int | None]) -> list[int]:
        """A number for each new lead: the wanted one, which the caller knows to be free, else the next."""
        [(last_number, *_rest)] = self._asked.rows()
        last = max(self._last_number or last_number, *(number or 0 for number in wanted), 0)
        given = []
        for number in wanted:
            if number is None:
                last += 1
            given.append(number or last)
        self._last_number = last
        # The business's own row is its owner's; whoever may add a lead may have it counted there.
        Lead.check_access(writes=True)
        with access.acting_as(access.SYSTEM):
            _keep_number.run(number=last)
        return given

    def _due(self, request: Request) -> datetime:
        """Until when they are to be called. The turn keeps the business from promising something else meanwhile."""
        [(_last_number, _currency, *promised)] = self._asked.rows()
        return answering.promise_of(promised).due(request.asked_at)


def _record(request: Request, due: datetime, number: int, currency: str) -> Any:
    return Lead.add(
        number=number,
        first_name=request.first_name,
        last_name=request.last_name,
        email=request.email,
        email_key=email_key(request.email),
        phone=request.phone,
        phone_typed=request.phone_typed,
        company=request.company,
        name_key=sort_key(name_of(request)),
        company_key=sort_key(request.company) or None,
        source=request.source,
        source_detail=request.source_detail,
        currency=currency,
        message=request.message,
        page=request.page,
        attribution=request.attribution,
        consent=request.consent,
        unsure=request.unsure,
        to_call_since=request.asked_at,
        answer_due_at=due,
        last_activity_at=clock.now(),
        created_at=request.asked_at,
    )


def _join(lead: Any, request: Request, due: datetime, duplicate: Any) -> Any:
    changes = _blanks_filled(lead, request)
    if request.message:
        changes["message"] = request.message
    if request.consent:
        # Each one stands on its own request's interaction too.
        changes["consent"] = newest_of_each(lead.consent + request.consent)[-MOST_CONSENTS:]
    if lead.status == "lost":
        changes |= {"status": "new", "lost_reason": None}
    if duplicate is not None and lead.duplicate_of_id is None:
        changes["duplicate_of_id"] = duplicate.id
    if not lead.is_waiting:
        changes |= {"to_call_since": request.asked_at, "answer_due_at": due}
    changes["last_activity_at"] = clock.now()
    return change(lead, changes)


def _blanks_filled(lead: Any, request: Request) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: getattr(request, name)
        for name in _FILLED_IF_BLANK
        if not getattr(lead, name) and getattr(request, name)
    }
    if not _is_same_name(lead, request):
        for name in ("first_name", "last_name"):
            changes.pop(name, None)
    if "email" in changes:
        changes["email_key"] = email_key(request.email)
    if "phone" in changes:
        changes["phone_typed"] = request.phone_typed
    # What was filled is as sure as this request; "name" is marked for its two parts.
    filled = {"name" if name.endswith("_name") else name for name in changes}
    if "phone_typed" in changes and not request.phone:
        filled.add("phone")
    unsure = [name for name in lead.unsure if name not in filled]
    unsure += [
        name for name in request.unsure if name in filled or (name not in unsure and not is_known(lead, name))
    ]
    if unsure != lead.unsure:
        changes["unsure"] = unsure
    return changes


def is_known(lead: Any, slot: str) -> bool:
    """Whether the lead has something for a slot: "name", "email", "phone" or "company"."""
    if slot == "name":
        return bool(lead.first_name or lead.last_name)
    return bool(lead.phone or lead.phone_typed) if slot == "phone" else bool(getattr(lead, slot))


def _is_same_name(lead: Any, request: Request) -> bool:
    """Whether one may complete the other: half of one name and half of another are nobody's name."""
    both = ((lead.first_name, request.first_name), (lead.last_name, request.last_name))
    return all(ours.casefold() == theirs.casefold() for ours, theirs in both if ours and theirs)


def change(lead: Any, changes: dict[str, Any]) -> Any:
    """Set these columns; whoever changes a name or a contact is found and sorted by it from now on.

    A stage is inside one status: another status has none, unless it comes with one. Whoever waits since some moment is
    due at another.
    """
    if "to_call_since" in changes and "answer_due_at" not in changes:
        since = changes["to_call_since"]
        changes = {**changes, "answer_due_at": since and answering.promise_here().due(since)}
    if changes.get("status", lead.status) != lead.status:
        changes = {"stage_id": None, **changes}
    Lead.update(**changes).where(Lead.id == lead.id).execute()
    for name, value in changes.items():
        setattr(lead, name, value)
    if search.FOUND_BY & changes.keys():
        find_by_new_name(lead)
    return lead


def find_by_new_name(lead: Any) -> None:
    """Sort and find a lead by what it has now: some of search.FOUND_BY has just been changed."""
    lead.name_key, lead.company_key = sort_key(lead.name), sort_key(lead.company) or None
    keys = {"name_key": lead.name_key, "company_key": lead.company_key}
    Lead.update(**keys).where(Lead.id == lead.id).execute()
    search.index_again(lead)


def change_status(lead: Any, status: str, reason: str = "", stage: Any = None) -> str:
    """Move a lead to another status, and a stage inside it (a labels.Label); returns the status it had.

    Whoever is won or lost waits for no call.
    """
    if status not in STATUSES:
        raise Invalid({"status": [f"Give one of {', '.join(STATUSES)}"]})
    if stage is not None and stage.within != status:
        raise Invalid({"stage": [f"That is no stage of {status}"]})
    with transaction():
        before: str = lead.status
        changes: dict[str, Any] = {
            "status": status,
            "stage_id": stage and stage.id,
            "lost_reason": reason or None if status == "lost" else None,
        }
        if status in ("won", "lost"):
            changes["to_call_since"] = None
        changes["last_activity_at"] = clock.now()
        change(lead, changes)
        outbox.emit("lead.status_changed", lead=lead.id.hex, before=before, after=status)
    return before


def note_answered(lead: Any, *, reached: bool) -> None:
    """Somebody called or wrote: the first time stops the response clock; when they were reached, nobody waits."""
    now = clock.now()
    changes: dict[str, Any] = {"last_activity_at": now}
    if lead.first_answered_at is None:
        changes["first_answered_at"] = now
        # By what was promised then: the business may promise something else tomorrow.
        changes["answered_in_time"] = lead.answer_due_at and now <= lead.answer_due_at
    if reached:
        changes["to_call_since"] = None
        if lead.status == "new":
            changes["status"] = "open"
    with transaction():
        change(lead, changes)


def wait_again(lead: Any, since: datetime) -> None:
    """Somebody waits for a call after all, since then."""
    with transaction():
        change(lead, {"to_call_since": since})

"""Receiving submissions: each line becomes a lead, joins one, or is set aside with the reason; none is dropped."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from peewee import DataError, IntegrityError

from filon.foundation import clock
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.transactions import savepoint
from filon.intake import form_tests, mapping
from filon.intake.floods import is_flood
from filon.intake.form_maps import SavedMaps
from filon.intake.models import FOLLOWED, TESTED, Submission
from filon.intake.orders import read_order
from filon.intake.reading import Reading, read_line
from filon.interactions import shop_orders
from filon.interactions.actions import record_request
from filon.interactions.shop_orders import Ordered
from filon.leads import answers
from filon.leads.actions import Request, Turn, take_turn
from filon.leads.contacts import clean, email_key
from filon.tenants.ledgers import name_of_keeper

log = logging.getLogger(__name__)

ERASED = "of somebody who was erased: nothing of it is kept"
FLOOD = "by a flood of this form"
# The same form with the same content within this time is a double click, not a second request.
DOUBLE_CLICK = timedelta(seconds=120)
# No order of a person's has so many states; a site that goes back and forth would write into a timeline without end.
MOST_STATES = 50


@dataclass(frozen=True)
class Answer:
    """What became of a line; `repeated` says that an earlier delivery was answered so already."""

    number: int
    uuid: UUID | None
    sha256: str
    answer: str
    lead: UUID | None = None
    lead_number: int | None = None
    reason: str | None = None
    detail: str | None = None
    repeated: bool = False


@dataclass(frozen=True)
class _Delivery:
    """What the lines of one delivery have in common. `region` is the business's, for numbers without a country."""

    site: Any
    region: str
    turn: Turn
    maps: SavedMaps


class Line(NamedTuple):
    """A line and what it asks for; `request` is None when nobody can say."""

    reading: Reading
    request: Request | None


def understand(reading: Reading, region: str, saved: Mapping[str, str] = mapping.NO_MAP) -> Line:
    """What a line asks for, as far as that can be said without a database; never raises.

    `region` is the business's, for numbers without a country; `saved` the form's map as people corrected it.
    """
    if reading.content is None or reading.submitted_at is None:
        return Line(reading, None)
    try:
        return Line(reading, mapping.to_request(reading.content, reading.submitted_at, region, saved))
    except Exception:  # a visitor may have found what nobody thought of: it must not stop the lines beside it
        log.exception("a line could not be understood", extra={"event": "intake.refused"})
        return Line(replace(reading, content=None, reason="invalid", detail="could not be understood"), None)


def receive(site: Any, lines: list[Line], region: str) -> list[Answer]:
    """Keep every line, in one savepoint each: a bad one harms no other. Returns the answers in order."""
    delivery = _Delivery(site, region, take_turn(), SavedMaps(site.id))
    return [_receive_one(delivery, line.reading, line.request) for line in lines]


def _receive_one(delivery: _Delivery, reading: Reading, request: Request | None) -> Answer:
    fault = ""
    # Twice: the same line, delivered at the same moment, may have been quicker; then it is there to be found.
    for _try in range(2):
        try:
            with savepoint():
                return _keep(delivery, reading, request)
        except (DataError, IntegrityError) as error:
            delivery.maps.forget()
            delivery.turn.forget()
            fault = type(error).__name__
    # Our own fault, not the visitor's: set aside with its raw line, so that it can be replayed when mended.
    log.error("a line could not be recorded: %s", fault, extra={"event": "intake.refused"})
    with savepoint():
        return _set_aside(
            delivery.site, reading, reading.uuid or reading.fallback_id, "invalid", "could not be recorded"
        )


def _keep(delivery: _Delivery, reading: Reading, request: Request | None) -> Answer:
    site, maps, turn = delivery.site, delivery.maps, delivery.turn
    id = reading.uuid or reading.fallback_id
    content = reading.content
    fingerprint = reading.fingerprint
    asked = _ask_known_before(site, id, fingerprint, reading.submitted_at)
    # Both are seldom in vain, and then they make one trip less.
    saved_map = maps.ask(content) if content else None
    same_person = turn.look_for(request) if request else None
    known = asked.all()
    earlier = next((row for row in known if row.id == id), None)
    if earlier is not None and earlier.sha256 != reading.sha256:
        return _differs(site, reading)
    if earlier is not None:
        return _again(reading, earlier)
    if request is None or content is None or same_person is None:
        return _set_aside(site, reading, id, reading.reason, reading.detail)
    if content["test"] and form_tests.is_test(site.id, reading.line, content, request):
        form_tests.announce(site.id, id)
        return _file(site, reading, id, TESTED, None, None, None)
    if content["spam"]:
        return _set_aside(site, reading, id, "spam", f"by {content['spam']['by']}")
    order = read_order(content, reading.submitted_at or clock.now())
    if order and (followed := _follow(site, reading, request, id, order)):
        return followed
    # A shop that completes hundreds of old orders at once is no flood: what counts is when their customers placed them.
    asked_at = order.placed_at.isoformat() if order else content["submitted_at"]
    if is_flood(site.id, content["form"]["id"], asked_at):
        return _set_aside(site, reading, id, "spam", FLOOD)
    if known:
        joined = known[0]
        return _file(
            site, reading, id, "joined", joined.lead_id, joined.lead_number, fingerprint, email=request.email
        )
    if saved := maps.read(content, saved_map):
        first_read, (reading, request) = request, understand(reading, delivery.region, saved)
        if request is None:
            return _set_aside(site, reading, id, reading.reason, reading.detail)
        if (request.email, request.phone) != (first_read.email, first_read.phone):
            same_person = delivery.turn.look_for(request)  # it is another person's, then
    lead, answer = turn.record(request, same_person)
    if request.own:
        answers.give(lead, request.own, delivery.region)
    maps.note_seen(content)
    _record_request(site.id, reading, request, id, lead)
    if order:
        shop_orders.record_order(site.id, lead, order)
    return _file(site, reading, id, answer, lead.id, lead.number, fingerprint, email=request.email)


def record_as_if_sent(submission: Any, region: str) -> Any:
    """Record the request of a kept line as of one that comes now, for a caller who undoes it all; returns the lead."""
    reading = read_line(0, bytes(submission.line))
    maps, turn = SavedMaps(submission.site_id), take_turn()
    saved = maps.read(reading.content or {}, maps.ask(reading.content or {}))
    reading, request = understand(reading, region, saved)
    assert request is not None, "it was understood when it came"
    lead, _answer = turn.record(request, turn.look_for(request))
    if request.own:
        answers.give(lead, request.own, region)
    _record_request(submission.site_id, reading, request, submission.id, lead)
    return lead


def _follow(site: Any, reading: Reading, request: Request, id: UUID, order: Ordered) -> Answer | None:
    """A later state of a known order is no request of its own; None where the order is to be recorded as one."""
    known, lead = shop_orders.known_and_whose(site.id, order.reference)
    if known is None or (lead is not None and shop_orders.is_lost_on(lead, known, order)):
        return None
    if lead is None:
        return _set_aside(site, replace(reading, line=b""), id, "invalid", ERASED)
    fingerprint = f"order {order.reference}"
    # However many orders change in one minute: none of these was a flood when it was placed.
    if Submission.count_followed(site.id, fingerprint) >= MOST_STATES:
        return _set_aside(site, reading, id, "spam", FLOOD)
    shop_orders.record_order(site.id, lead, order)
    return _file(
        site, reading, id, "joined", lead.id, lead.number, fingerprint, FOLLOWED, email=request.email
    )


def _differs(site: Any, reading: Reading) -> Answer:
    """The uuid came before with another content: set aside, once, under an id of its own."""
    id = reading.fallback_id
    known = _ask_known_before(site, id).all()
    if known:
        return _again(reading, known[0])
    return _set_aside(site, reading, id, "differs", "This uuid came before with another content")


def _known_where(condition: Any) -> Any:
    return Submission.answered().where((Submission.site_id == slot("site", Submission.site_id)) & condition)


# The same submission, or the same form with the same content sent within moments of it: by the visitor's clock, since
# after an outage hours of requests are delivered together. One question with a branch for each index.
_known = Prepared(
    lambda: (
        _known_where(Submission.id == slot("id", Submission.id))
        + _known_where(
            (Submission.fingerprint == slot("fingerprint", Submission.fingerprint))
            & (Submission.submitted_at >= slot("from_", Submission.submitted_at))
            & (Submission.submitted_at <= slot("until", Submission.submitted_at))
            & Submission.lead_id.is_null(False)
        )
    )
)


def _ask_known_before(site: Any, id: UUID, fingerprint: str = "", sent_at: datetime | None = None) -> Asked:
    sent_at = sent_at or clock.now()
    return _known.ask(
        site=site.id,
        id=id,
        fingerprint=fingerprint,
        from_=sent_at - DOUBLE_CLICK,
        until=sent_at + DOUBLE_CLICK,
    )


def _record_request(site: UUID, reading: Reading, request: Request, id: UUID, lead: Any) -> None:
    details = {
        "form": request.source_detail,
        "fields": mapping.answers(reading.content or {}),
        "page": request.page,
        "consent": request.consent,
        "submission": id.hex,
        "site": site.hex,
    }
    if reading.content and reading.content["found"]:
        details["found"] = name_of_keeper(reading.content["source"])
    record_request(lead, at=request.asked_at, text=request.message, details=details)


def _set_aside(site: Any, reading: Reading, id: UUID, reason: str, detail: str) -> Answer:
    # The detail can name what the sender named: a key, whose verdict it is.
    return _file(site, reading, id, "quarantined", None, None, None, reason, clean(detail)[:500])


def _file(
    site: Any,
    reading: Reading,
    id: UUID,
    answer: str,
    lead: UUID | None,
    lead_number: int | None,
    fingerprint: str | None,
    reason: str | None = None,
    detail: str | None = None,
    email: str | None = None,
) -> Answer:
    content = reading.content or {}
    Submission.add(
        site_id=site.id,
        id=id,
        sha256=reading.sha256,
        line=reading.line,
        answer=answer,
        reason=reason,
        detail=detail,
        lead_id=lead,
        lead_number=lead_number,
        email_key=email_key(email),
        form=clean(content.get("form", {}).get("id", "")),
        fingerprint=fingerprint,
        submitted_at=reading.submitted_at,
        ledger_on=reading.ledger_on,
    )
    return Answer(reading.number, reading.uuid, reading.sha256, answer, lead, lead_number, reason, detail)


def _again(reading: Reading, earlier: Any) -> Answer:
    return Answer(
        reading.number,
        reading.uuid,
        reading.sha256,
        earlier.answer,
        earlier.lead_id,
        earlier.lead_number,
        earlier.reason,
        earlier.detail,
        repeated=True,
    )

"""When nobody has answered, so long after it was promised: others hear of it one after another, each once.

Each may have the lead then. Who is away is waited for.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from peewee import fn

from filon.desk.announcements import called
from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.i18n import speaking
from filon.foundation.ids import new_id
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.interactions import assigned
from filon.interactions.actions import add
from filon.interactions.models import Interaction
from filon.leads.assignment import Rule, Turn
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.tenants.absences import at_work, takers, work_day
from filon.tenants.answering import Promise, promise_here
from filon.tenants.models import Member, Tenant

# Whoever waits since before has been passed over by everybody: no mail helps, and a business that begins with this is
# not to be buried in mails about its past.
FURTHEST_BACK = timedelta(days=1)
_WAITS_SINCE = timedelta(days=60)
# So much working time after nobody was there they are looked for again.
_LOOKS_AGAIN = timedelta(minutes=15)
# How much of a timeline is looked through for who has heard.
_LOOKED_AT = 50
_AT_ONCE = 200
# More for one reader in the same moment are told in one mail.
MOST_AT_ONCE = 5


def wanted() -> Any:
    """The condition for businesses that want it."""
    return Tenant.escalate_after.is_null(False) & Tenant.removed_at.is_null()


def due_now() -> list[Any]:
    """Those whom nobody has called, so much working time after they were due or others last heard of it; by id."""
    business = Tenant.current()
    if business.escalate_after is None:
        return []
    now, promise, after = clock.now(), promise_here(), timedelta(minutes=business.escalate_after)
    late = [lead for lead in _first_late(now, after) if _is_time(promise, lead, after, now)]
    # The business may have closed since it was said when the next are to hear.
    if promise.working.opens(now) <= now:
        late = [*late, *_gone_on(now, after)]
    # In the order in which others lock many leads.
    return sorted(late, key=lambda lead: lead.id.bytes)


def escalate_unanswered(settings: Settings) -> None:
    """Tell of everybody who is due now, each of the next who are there."""
    business, rules, able = Tenant.current(), Rule.held(), takers()
    there = at_work(work_day())
    told: dict[Any, list[Any]] = defaultdict(list)
    for lead in due_now():
        before = _heard_before(lead) if _was_told(lead) else []
        if before and _has_time_left(lead, business, before):
            continue
        if _is_first_to_tell(lead):
            for member in _escalate(lead, rules, able, there, business, before):
                told[member.id].append((member, lead))
    for heard in told.values():
        _tell(heard[0][0], [lead for _member, lead in heard], business, settings)


def begin_anew(event: Event, settings: Settings) -> None:
    """Whom others hear of already, the next hear of so long after now as the business has just said; or never more."""
    minutes = Tenant.current().escalate_after
    at = promise_here().working.after(clock.now(), timedelta(minutes=minutes)) if minutes else None
    Lead.update(escalate_at=at).where(_waits(clock.now()) & Lead.escalate_at.is_null(False)).execute()


def _first_late(now: datetime, after: timedelta) -> Any:
    """Those whose promised time was over so long ago, and who nobody was told of yet, the latest first."""
    told = Lead.escalated_for.is_null(False) & (Lead.escalated_for == Lead.to_call_since)
    late = _uncalled(now - after).where((Lead.answer_due_at <= now - after) & ~told)
    return late.order_by(Lead.answer_due_at.desc()).limit(_AT_ONCE)


def _gone_on(now: datetime, after: timedelta) -> Any:
    """Those whom the next are to hear of by now, whoever is to for longest first."""
    told_of = Lead.escalated_for == Lead.to_call_since
    late = _uncalled(now - after).where((Lead.escalate_at <= now) & told_of)
    return late.order_by(Lead.escalate_at).limit(_AT_ONCE)


def _waits(before: datetime) -> Any:
    return Lead.to_call_since.is_null(False) & (Lead.to_call_since > before - _WAITS_SINCE)


def _uncalled(before: datetime) -> Any:
    """Those whom nobody has tried to reach since they wait: a call is no answer, but nobody is asleep."""
    calls = Interaction.select(Interaction.id).where(
        (Interaction.lead_id == Lead.id)
        & (Interaction.kind == "call")
        & (Interaction.happened_at >= Lead.to_call_since)
    )
    return Lead.kept().where(_waits(before) & ~fn.EXISTS(calls))


def _was_told(lead: Any) -> bool:
    return lead.escalated_for is not None and lead.escalated_for == lead.to_call_since


def _is_time(promise: Promise, lead: Any, after: timedelta, now: datetime) -> bool:
    """Whether so much working time is over since they were due, and not for too long."""
    return now - FURTHEST_BACK <= promise.working.after(lead.answer_due_at, after) <= now


def _heard_before(lead: Any) -> list[dict[str, Any]]:
    """What the timeline says of each time that others were told of this wait."""
    moments = (
        moment
        for kind in ("turn", "change")
        for moment in Interaction.of(lead.id, _LOOKED_AT, kind=kind)
        if moment.happened_at >= lead.to_call_since and moment.details.get("why") in ("told", "late")
    )
    return [moment.details for moment in moments]


def _has_time_left(lead: Any, business: Any, before: list[dict[str, Any]]) -> bool:
    """Whether somebody who has heard nothing of this wait has just taken the lead: they have as long as the others had.

    Says until when. `before` as in _escalate().
    """
    if lead.owner_id is None or lead.owner_id in _known(before):
        return False
    changes = Interaction.of(lead.id, _LOOKED_AT, kind="change")
    taken = next((one for one in changes if one.details.get("field") == "owner"), None)
    if taken is None:
        return False
    until = promise_here().working.after(taken.happened_at, timedelta(minutes=business.escalate_after))
    if until <= clock.now():
        return False
    Lead.update(escalate_at=until).where(Lead.id == lead.id).execute()
    return True


def _known(before: list[dict[str, Any]]) -> set[UUID]:
    return {UUID(id) for details in before for id in details.get("told_ids", ())}


def _is_first_to_tell(lead: Any) -> bool:
    """Whether nobody else tells of it at the same moment, nobody has called, and nobody took it meanwhile."""
    since, seen = lead.to_call_since, (Lead.owner_id, Lead.escalated_for, Lead.escalate_at)
    same = [(Lead.id == lead.id), (Lead.to_call_since == since)]
    for column in seen:
        value = getattr(lead, column.name)
        same.append(column.is_null() if value is None else column == value)
    return bool(Lead.update(escalated_for=since, escalate_at=None).where(*same).execute())


def _escalate(
    lead: Any, rules: list[Any], able: dict[Any, Any], there: dict[Any, Any], business: Any, before: list[Any]
) -> list[Any]:
    """Write it down, pass the lead on where the business wants that; returns those who are to hear of it.

    `before` is what was written down each time that others heard of this wait.
    """
    known = _known(before)
    owner = Member.find(lead.owner_id) if lead.owner_id else None
    # Whoever is to have it will see it; to whom it is only told must see it as it is.
    others = {
        id: member
        for id, member in able.items()
        if id != lead.owner_id
        and id not in known
        and (business.escalation_passes or member.sees(lead.owner_id))
    }
    present = {id: member for id, member in others.items() if id in there}
    turn, following = _following(lead, rules, present)
    _go_on(
        lead, business, others=bool(following or _following(lead, rules, others)[1]), there=bool(following)
    )
    late = promise_here().working.between(lead.answer_due_at, clock.now())
    minutes = late // timedelta(minutes=1)
    traced = {"minutes": minutes, **({"again": True} if before else {})}
    ids = [*([lead.owner_id] if owner else []), *(member.id for member in following)]
    kept = {"told_ids": [str(id) for id in ids if id not in known]}
    if business.escalation_passes and following:
        by_rule: Turn | None = turn if turn and turn.share else None
        assigned.give(lead, following[0], why="late", turn=by_rule, **traced, **kept)
    heard = following
    # It may be another's now, and whoever sees it no more is told nothing of who that is.
    if owner and owner.id not in known and owner.removed_at is None and owner.sees(lead.owner_id):
        heard = [owner, *following]
    # Nobody new to tell says nothing new.
    if not (business.escalation_passes and following) and (heard or not before):
        names = [member.name for member in heard]
        add(lead, "turn", text="", details={"why": "told", **traced, "told": names, **kept})
    return [member for member in heard if member.email and not member.is_invited]


def _following(lead: Any, rules: list[Any], among: dict[Any, Any]) -> tuple[Turn | None, list[Any]]:
    """Whose turn it is of these, by the rules; else those who run the business."""
    turn = assigned.turn_for(lead, rules, among)
    return turn, [among[turn.share.member_id]] if turn and turn.share else _managers(among)


def _go_on(lead: Any, business: Any, *, others: bool, there: bool) -> None:
    """Say when the next are to hear of it: while there are `others`, some of whom may be `there` now."""
    if others:
        wait = timedelta(minutes=business.escalate_after) if there else _LOOKS_AGAIN
        at = promise_here().working.after(clock.now(), wait)
        Lead.update(escalate_at=at).where(Lead.id == lead.id).execute()


def _managers(others: dict[Any, Any]) -> list[Any]:
    """Those who run the business and are there, first who has fewest to call."""
    managers = [member for member in others.values() if member.role in ("manager", "owner")]
    waiting = Lead.kept().select(Lead.owner_id, fn.COUNT(Lead.id)).where(Lead.to_call_since.is_null(False))
    to_call = dict(waiting.group_by(Lead.owner_id).tuples())
    return sorted(managers, key=lambda member: (to_call.get(member.id, 0), member.name))


def _tell(member: Any, leads: list[Any], business: Any, settings: Settings) -> None:
    """A mail for each; of more at once one mail, which names nobody and leads to the list."""
    voice = Voice(business.zone, business.region, business.currency)
    about = {"business": business.name, "look": look_here(), "number": len(leads)}
    if len(leads) > MOST_AT_ONCE:
        link = f"{settings.address}/app/prospects?status=waiting&where=late:yes"
        mail = write_mail("unanswered", member.language, person=None, link=link, **about)
        queue_mail(mail, cause=new_id(), member=member.id, address=member.email)
        return
    for lead in leads:
        link = f"{settings.address}/app/prospects/{lead.number}"
        with speaking(member.language):
            person = _about(lead, member, voice)
        mail = write_mail("unanswered", member.language, person=person, link=link, **{**about, "number": 1})
        # Each time that somebody waits is told of once, whatever else is remembered of it.
        cause = uuid5(lead.id, lead.to_call_since.isoformat())
        queue_mail(mail, cause=cause, member=member.id, address=member.email, about=lead.id)


def _about(lead: Any, reader: Any, voice: Voice) -> dict[str, Any]:
    phone = voice.phone(lead.phone) if lead.phone else lead.phone_typed or ""
    owner = Member.find(lead.owner_id) if lead.owner_id else None
    return {
        "name": called(lead, phone),
        "phone": lead.phone,
        "phone_said": phone,
        "due": voice.moment(lead.answer_due_at),
        "owner": owner.name if owner else "",
        "is_yours": lead.owner_id == reader.id,
    }

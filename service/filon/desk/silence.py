"""The rule "no news for days": a prospect for whom nothing is planned, and of whom nobody has heard, comes up again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any

from peewee import fn

from filon.desk import reminders
from filon.foundation import clock
from filon.foundation.i18n import count, speaking
from filon.foundation.voice import Voice
from filon.leads.models import Lead
from filon.tasks.actions import Plan
from filon.tasks.models import SILENCE, Task
from filon.tasks.when import MORNING
from filon.tenants.models import Tenant

# For each person: whoever has more to catch up with than that begins with the oldest, and goes on tomorrow.
MOST_A_DAY = 5
# Whoever was silent for longer has forgotten that they asked.
FURTHEST_BACK = timedelta(days=90)
# How many prospects one run looks at: an owner who has had their share is passed over.
_LOOKED_AT = 500


def wanted() -> Any:
    """The condition for businesses that want it."""
    return Tenant.silent_days.is_null(False) & Tenant.removed_at.is_null()


def remind_of_silent_leads() -> int:
    """Make what the business wants to be reminded of, at the next start of work; returns how many there are now."""
    business = Tenant.current()
    if business.silent_days is None:
        return 0
    now, voice = clock.now(), Voice(business.zone, business.region, business.currency)
    today = datetime.combine(voice.today(), time(), tzinfo=voice.timezone)
    given = Counter(Task.made_by_rule(SILENCE, since=today))
    made = 0
    for lead in _silent(now, timedelta(days=business.silent_days)):
        owner = reminders.owner_for(lead)
        if given[owner] >= MOST_A_DAY:
            continue
        days = (now - lead.last_activity_at).days
        with speaking(business.language):
            title = count(
                "Relancer après %(num)s jour sans nouvelles",
                "Relancer après %(num)s jours sans nouvelles",
                days,
            )
        reminders.plan(Plan(_next_start(business.hours, voice), title, owner, rule=SILENCE), lead)
        given[owner] += 1
        made += 1
    return made


def _silent(now: datetime, length: timedelta) -> Any:
    """Prospects whose silence lasts, the longest first; not those for whom this silence has a reminder already."""
    reminded = Task.select(Task.id).where(
        (Task.lead_id == Lead.id) & (Task.rule == SILENCE) & (Task.made_at > Lead.last_activity_at)
    )
    return (
        Lead.kept()
        .where(
            Lead.status.in_(("new", "open"))
            & Lead.next_action_at.is_null()
            & (Lead.last_activity_at <= now - length)
            & (Lead.last_activity_at > now - FURTHEST_BACK)
            & ~fn.EXISTS(reminded)
        )
        .order_by(Lead.last_activity_at, Lead.number)
        .limit(_LOOKED_AT)
    )


def _next_start(hours: Any, voice: Voice) -> datetime:
    """The next nine o'clock of a day that is worked: by the opening hours, or from Monday to Friday."""
    here = voice.local(clock.now())
    open_days = {day for day, spans in enumerate(hours or ()) if spans} or set(range(5))
    days = (here.date() + timedelta(days=ahead) for ahead in range(8))
    starts = (
        datetime.combine(day, MORNING, tzinfo=voice.timezone) for day in days if day.weekday() in open_days
    )
    return next(start for start in starts if start > here)

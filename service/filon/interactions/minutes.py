"""Minutes of an appointment or of a call: what was said, what was decided, and who does what next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from typing import Any
from uuid import UUID

from peewee import SQL, BooleanField, DateField, IntegerField, TextField

from filon.foundation import clock, rich_text
from filon.foundation.errors import Invalid
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.i18n import _
from filon.foundation.many_keys import all_of, ask_ahead, slots
from filon.foundation.prepared import Prepared
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.foundation.voice import Voice
from filon.interactions.actions import LONGEST_NOTE, add
from filon.interactions.models import Interaction
from filon.interactions.notes import index_notes, revise
from filon.leads.contacts import clean
from filon.leads.models import Lead
from filon.leads.sight import OnLead

# As a reminder's title is, which becomes of it.
LONGEST_STEP = 200
MOST_STEPS = 20
# Days between the reminder of a step and its date.
MARGINS = (0, 1, 2, 7)
USUAL_MARGIN = 1
FURTHEST = timedelta(days=5 * 365)


class Minutes(OnLead, TenantModel):
    """What was said and decided at an appointment, or in a call of the timeline: `appointment_id` or `call_id` says.

    A draft until it stands in the timeline, as `moment_id`; what it became since is in the NoteRevisions of that.
    `version` grows with each change. `sent` is what the lead was mailed last, as summary() has it, with the `version`
    and the address it went `to`, {} before, by the mail `mail_id` of the timeline; `answer` what they answered to that:
    "", "confirmed" or "disputed".
    """

    writable_by = "agent"

    lead_id = IdField()
    appointment_id = IdField(null=True)
    call_id = IdField(null=True)
    said = TextField(default="")
    decided = TextField(default="")
    version = IntegerField(default=0)
    written_at = UtcField(default=clock.now)
    member_name = TextField(default="")
    moment_id = IdField(null=True)
    sent = JsonField(default=dict)
    sent_at = UtcField(null=True)
    mail_id = IdField(null=True)
    answer = TextField(default="")
    answered_at = UtcField(null=True)

    class Meta:
        table_name = "minutes"
        indexes = (
            # There is one of each: of two who begin at once one comes too late.
            (("tenant", "appointment_id"), True),
            (("tenant", "call_id"), True),
            (("tenant", "moment_id"), True),
            (("tenant", "mail_id"), True),
            (("tenant", "lead_id"), False),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("appointment", "appointment_id"),
            *(belongs_to("interaction", column) for column in ("call_id", "moment_id", "mail_id")),
            SQL("CHECK ((appointment_id IS NULL) <> (call_id IS NULL))"),
        ]

    @property
    def is_draft(self) -> bool:
        return self.moment_id is None

    @classmethod
    def ask_beside_ahead(cls, moments: Sequence[UUID]) -> None:
        """Send what beside() will ask, see Prepared.ahead()."""
        ask_ahead(_beside, "moments", moments)

    @classmethod
    def beside(cls, moments: Sequence[UUID]) -> dict[UUID, Any]:
        """Those of which these moments of a timeline tell, and those of these calls; by the moment."""
        found = all_of(_beside, "moments", moments)
        return {id: one for one in found for id in (one.moment_id, one.call_id) if id in moments}


_beside = Prepared(
    lambda: Minutes.select().where(
        Minutes.moment_id.in_(slots("moments", Minutes.moment_id))
        | Minutes.call_id.in_(slots("moments", Minutes.call_id))
    )
)


class Step(OnLead, TenantModel):
    """What somebody does next: a member, or the lead (`by_lead`); the first `position` first.

    `task_id` is the reminder that was made of a member's, due `margin` days before the day `due_on`.
    """

    writable_by = "agent"

    lead_id = IdField()
    minutes_id = IdField()
    position = IntegerField()
    what = TextField()
    by_lead = BooleanField(default=False)
    member_id = IdField(null=True)
    due_on = DateField(null=True)
    margin = IntegerField(default=USUAL_MARGIN)
    task_id = IdField(null=True)

    class Meta:
        table_name = "minutes_step"
        indexes = (
            (("tenant", "minutes_id"), False),
            (("tenant", "lead_id"), False),
            (("tenant", "task_id"), True),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("minutes", "minutes_id"),
            belongs_to("member", "member_id"),
            belongs_to("task", "task_id"),
        ]

    @classmethod
    def of(cls, minutes: Collection[UUID]) -> dict[UUID, list[Any]]:
        """Those of each of these minutes, in their order."""
        found: dict[UUID, list[Any]] = {id: [] for id in minutes}
        if minutes:
            for one in cls.select().where(cls.minutes_id.in_(minutes)).order_by(cls.position):
                found[one.minutes_id].append(one)
        return found


@dataclass(frozen=True)
class NextStep:
    """A step as somebody writes it; `id` is that of the one which it changes, None for a new one."""

    what: str
    by_lead: bool = False
    member: UUID | None = None
    due_on: date | None = None
    margin: int = USUAL_MARGIN
    id: UUID | None = None


@dataclass(frozen=True)
class Written:
    """Minutes as somebody writes them."""

    said: str = ""
    decided: str = ""
    steps: tuple[NextStep, ...] = ()


def checked(written: Written, today: date, *, is_draft: bool) -> Written:
    """As it is kept; steps that say nothing are none. Raises Invalid, which names a step's field `steps.0.what`.

    A draft may lack everything. Whether a day is over is asked where it is known which are new.
    """
    said, decided = (clean(text).replace("\r\n", "\n").strip() for text in (written.said, written.decided))
    too_long = [_("C’est trop long : 20 000 signes au plus.")]
    errors = {
        name: too_long for name, text in (("said", said), ("decided", decided)) if len(text) > LONGEST_NOTE
    }
    steps = []
    for place, one in enumerate(written.steps):
        what = " ".join(clean(one.what).split())
        steps.append(replace(one, what=what))
        errors |= {
            f"steps.{place}.{name}": [sentence]
            for name, sentence in _wrong(one, what, today, is_draft=is_draft).items()
        }
    count = sum(bool(one.what) for one in steps)
    if count > MOST_STEPS:
        errors["steps"] = [_("C’est beaucoup : vingt étapes au plus.")]
    if not (is_draft or said or decided or count):
        errors["said"] = [_("Écrivez ce qui a été dit ou décidé, ou une étape.")]
    if errors:
        raise Invalid(errors)
    return Written(said, decided, tuple(steps))


def _wrong(step: NextStep, what: str, today: date, *, is_draft: bool) -> dict[str, str]:
    if not what:
        return {}
    if len(what) > LONGEST_STEP:
        return {"what": _("C’est trop long : 200 signes au plus.")}
    if step.margin not in MARGINS:
        return {"margin": _("Choisissez quand rappeler.")}
    if step.due_on is not None and not abs(step.due_on - today) < FURTHEST:
        return {"due_on": _("C’est trop loin : cinq ans au plus.")}
    if step.due_on is None and not step.by_lead and not is_draft:
        return {"due_on": _("Donnez un jour : le rappel en dépend.")}
    return {}


def summary(minutes: Any, steps: list[Any], names: dict[UUID, str]) -> dict[str, Any]:
    """What the lead may read of it: {decided, steps: [{what, by_lead, who, member, due_on}]}, days as 2026-12-01."""
    return {
        "decided": minutes.decided,
        "steps": [
            {
                "what": one.what,
                "by_lead": one.by_lead,
                "who": "" if one.by_lead else names.get(one.member_id, ""),
                "member": one.member_id.hex if one.member_id else None,
                "due_on": one.due_on.isoformat() if one.due_on else None,
            }
            for one in steps
        ],
    }


def says_the_same(sent: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether what was mailed is what summary() says now: whoever is called otherwise since is the same one."""
    return bool(sent) and _without_names(sent) == _without_names(whole)


def tell(minutes: Any, whole: dict[str, Any], voice: Voice) -> Any:
    """Let the timeline have it as it is now, and keep what it said before; `whole` as summary() has it.

    Returns the moment of the timeline in which it stands.
    """
    html = _html(minutes, whole, voice)
    if minutes.is_draft:
        details = {"rich": True, "step": "written", "minutes_id": minutes.id.hex}
        moment = add(Lead(id=minutes.lead_id), "minutes", text=html, details=details)
    else:
        moment = Interaction.find(minutes.moment_id)
        revise(moment, html)
    index_notes(minutes.lead_id)
    return moment


def record_answer(minutes: Any, step: str, text: str = "") -> Any:
    """The lead, who acts, has "confirmed" or "disputed" what they were mailed."""
    details = {"step": step, "minutes_id": minutes.id.hex}
    answer = add(Lead(id=minutes.lead_id), "minutes", text=text, details=details)
    index_notes(minutes.lead_id)
    return answer


def forget_minutes(lead: UUID) -> None:
    """Delete all minutes with a lead for good, before their appointments, calls and reminders."""
    Step.delete().where(Step.lead_id == lead).execute()
    Minutes.delete().where(Minutes.lead_id == lead).execute()


def _without_names(whole: dict[str, Any]) -> Any:
    steps = [{name: value for name, value in one.items() if name != "who"} for one in whole["steps"]]
    return whole["decided"], steps


def _html(minutes: Any, whole: dict[str, Any], voice: Voice) -> str:
    parts = []
    for heading, text in ((_("Ce qui s’est dit"), minutes.said), (_("Décisions"), minutes.decided)):
        if text:
            parts.append(f"<p><strong>{escape(heading)}</strong></p>{rich_text.from_plain(text)}")
    if whole["steps"]:
        steps = "".join(f"<li>{escape(_line(one, voice), quote=False)}</li>" for one in whole["steps"])
        parts.append(f"<p><strong>{escape(_('Et ensuite'))}</strong></p><ul>{steps}</ul>")
    return "".join(parts)


def _line(step: dict[str, Any], voice: Voice) -> str:
    who = _("Le prospect") if step["by_lead"] else step["who"]
    day = voice.calendar_day(date.fromisoformat(step["due_on"])) if step["due_on"] else ""
    return " · ".join(filter(None, (step["what"], who, day)))

"""Minutes as members write them: kept as a draft, told in the timeline, and each step of the team's a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.models import Appointment
from filon.foundation import access, clock
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _, speaking
from filon.foundation.transactions import savepoint, transaction
from filon.foundation.voice import Voice
from filon.interactions import minutes as kept
from filon.interactions.minutes import Minutes, NextStep, Step, Written
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tasks.actions import Plan
from filon.tasks.models import Task
from filon.tasks.when import EVENING, MORNING
from filon.tenants import members
from filon.tenants.models import Member, Tenant

from . import meetings, reminders


@dataclass(frozen=True)
class Subject:
    """What minutes are of: an appointment with the lead, or a call that was logged."""

    lead: Any
    appointment: Any = None
    call: Any = None

    @property
    def happened_at(self) -> datetime:
        at: datetime = self.appointment.starts_at if self.appointment else self.call.happened_at
        return at

    @property
    def language(self) -> str:
        """In which the lead reads of it."""
        return str((self.appointment and self.appointment.language) or Tenant.current().language)

    @property
    def minutes(self) -> Any:
        """As they are now; None before anybody has begun. Who takes part in an appointment has its minutes, too."""
        with access.seeing_all():
            return Minutes.select().where(self._is_of_it).first()

    @property
    def can_be_told(self) -> bool:
        """Whether it has taken place, so far as anybody knows: before, minutes are a draft."""
        return self.happened_at <= clock.now() and not self.is_off

    @property
    def is_off(self) -> bool:
        """Whether there is nothing to tell: nobody came, or it does not take place."""
        return self.appointment is not None and self.appointment.status in ("missed", "cancelled")

    @property
    def columns(self) -> dict[str, UUID]:
        return {"appointment_id": self.appointment.id} if self.appointment else {"call_id": self.call.id}

    @property
    def _is_of_it(self) -> Any:
        if self.appointment is not None:
            return Minutes.appointment_id == self.appointment.id
        return Minutes.call_id == self.call.id


def of_appointment(id: UUID) -> Subject:
    """Raises NotFound for an appointment that there is not, is not theirs to see, or is with nobody."""
    found = meetings.the_appointment(id)
    lead = meetings.leads_of([found]).get(found.lead_id)
    if lead is None:
        raise NotFound()
    return Subject(lead, appointment=found)


def of_call(lead: Any, id: UUID) -> Subject:
    """Raises NotFound for what is no call with the lead, and for one that nobody answered."""
    call = Interaction.find(id)
    if (
        call is None
        or call.lead_id != lead.id
        or call.kind != "call"
        or call.details["outcome"] != "answered"
    ):
        raise NotFound()
    return Subject(lead, call=call)


def subject_of(minutes: Any) -> Subject | None:
    """What these are of; None when their lead is in the trash."""
    lead = Lead.kept().where(Lead.id == minutes.lead_id).first()
    if lead is None:
        return None
    if minutes.appointment_id is not None:
        return Subject(lead, appointment=Appointment.find(minutes.appointment_id))
    return Subject(lead, call=Interaction.find(minutes.call_id))


def steps_of(minutes: Any) -> list[Any]:
    """What stands in minutes is seen with them."""
    with access.seeing_all():
        return Step.of([minutes.id])[minutes.id] if minutes is not None else []


def tasks_of(steps: list[Any]) -> dict[UUID, Any]:
    """The reminders that were made of these steps, by id."""
    ids = [one.task_id for one in steps if one.task_id]
    return {task.id: task for task in Task.select().where(Task.id.in_(ids))} if ids else {}


def write(subject: Subject, written: Written, *, seen: int, is_draft: bool = False) -> Any:
    """Keep these minutes; what stands in the timeline already is no draft any more, whatever is said.

    Told, they say that an open appointment was held, and each step of the team's has its reminder, which follows the
    step while it is open. `seen` is the version that the member saw, 0 for none: raises Conflict when there is another
    by now, and when there is nothing to tell yet. Raises Invalid, which names the field; then nothing is written.
    """
    voice = _voice()
    # Whoever has met the lead writes what was said, and the timeline tells of it, though they may not read that.
    with access.seeing_all(), transaction(), savepoint():
        # Of two who write at once, and of whoever merges the lead, one comes after the other.
        if locked(Lead.kept().select(Lead.id).where(Lead.id == subject.lead.id)).first() is None:
            raise NotFound()
        before = subject.minutes
        if (before.version if before else 0) != seen:
            raise Conflict()
        is_draft = is_draft and (before is None or before.is_draft)
        written = kept.checked(written, voice.today(), is_draft=is_draft)
        if not is_draft and not subject.can_be_told and (before is None or before.is_draft):
            raise Conflict(_("Ce rendez-vous n’a pas eu lieu : gardez un brouillon."))
        minutes = before or Minutes.add(lead_id=subject.lead.id, **subject.columns)
        changed = _keep_steps(subject.lead, minutes, written.steps, voice, tells=not is_draft)
        texts = {"said": written.said, "decided": written.decided}
        changed |= any(getattr(minutes, name) != text for name, text in texts.items())
        if before is None or changed or (before.is_draft and not is_draft):
            _tell(subject, minutes, texts, voice, is_draft=is_draft)
    return minutes


def summary_of(minutes: Any) -> dict[str, Any]:
    """As interactions.minutes.summary() has it."""
    steps = steps_of(minutes)
    return kept.summary(minutes, steps, names_of(steps))


def names_of(steps: list[Any]) -> dict[UUID, str]:
    """What those who have these steps to do are called, also who works here no more."""
    ids = [one.member_id for one in steps if one.member_id]
    return dict(Member.select(Member.id, Member.name).where(Member.id.in_(ids)).tuples()) if ids else {}


def due_at_of(due_on: date, margin: int, now: datetime, zone: ZoneInfo) -> datetime:
    """When the reminder of a step is due: in the morning, so many days before; where that is over, soon."""
    mornings = [(due_on - timedelta(days), MORNING) for days in range(margin, -1, -1)]
    for day, at in [*mornings, (due_on, EVENING)]:
        moment = datetime.combine(day, at, tzinfo=zone)
        if moment > now:
            return moment
    return now + timedelta(hours=1)


def _tell(subject: Subject, minutes: Any, texts: dict[str, str], voice: Voice, *, is_draft: bool) -> None:
    values: dict[str, Any] = {
        **texts,
        "version": minutes.version + 1,
        "written_at": clock.now(),
        "member_name": access.actor().name,
    }
    for name, value in values.items():
        setattr(minutes, name, value)
    if not is_draft:
        if subject.appointment is not None and subject.appointment.is_open:
            meetings.note_outcome(subject.appointment, "held")
        # The timeline keeps it in the business's words, whoever reads it.
        with speaking(Tenant.current().language):
            values["moment_id"] = kept.tell(minutes, summary_of(minutes), voice).id
        minutes.moment_id = values["moment_id"]
    Minutes.update(**values).where(Minutes.id == minutes.id).execute()


def _keep_steps(lead: Any, minutes: Any, wanted: tuple[NextStep, ...], voice: Voice, *, tells: bool) -> bool:
    """Whether any of them is another than before."""
    before = {one.id: one for one in steps_of(minutes)}
    left, changed, position = dict(before), False, 0
    named = {one.id for one in wanted if one.what}
    for place, one in enumerate(wanted):
        if not one.what:
            continue
        step = left.pop(_same(one, place, left, named), None)
        owner = None if one.by_lead else one.member or reminders.owner_for(lead)
        values: dict[str, Any] = {
            **{"position": position, "what": one.what, "by_lead": one.by_lead, "due_on": one.due_on},
            "member_id": owner,
            "margin": one.margin,
        }
        differs = {name for name, value in values.items() if step is None or getattr(step, name) != value}
        is_over = one.due_on is not None and one.due_on < voice.today()
        if tells and is_over and ("due_on" in differs or minutes.is_draft):
            raise Invalid({f"steps.{place}.due_on": [_("Ce jour est passé : choisissez-en un à venir.")]})
        if "member_id" in differs and owner is not None and members.find(owner) is None:
            raise Invalid({f"steps.{place}.member": [_("Choisissez une personne de l’équipe.")]})
        if step is None:
            step = Step.add(lead_id=lead.id, minutes_id=minutes.id, **values)
        else:
            for name in differs:
                setattr(step, name, values[name])
        if tells:
            _remind(lead, step, differs, place, voice)
        if differs or tells:
            Step.update(**values, task_id=step.task_id).where(Step.id == step.id).execute()
        changed |= bool(differs)
        position += 1
    for step in left.values():
        Step.delete().where(Step.id == step.id).execute()
        _drop(step)
    return changed or bool(left)


def _same(wanted: NextStep, place: int, left: dict[UUID, Any], named: set[UUID | None]) -> UUID | None:
    """Which of the steps that are left it is: the one it names, else one that says the same and that none names."""
    if wanted.id is None:
        says_it = (id for id, step in left.items() if step.what == wanted.what and id not in named)
        return next(says_it, None)
    if wanted.id not in left:
        raise Invalid({f"steps.{place}.id": [_("Cette étape n’existe plus.")]})
    return wanted.id


def _remind(lead: Any, step: Any, differs: set[str], place: int, voice: Voice) -> None:
    """Make the reminder of a step once for its day, and let it follow the step while it is open."""
    task = Task.find(step.task_id) if step.task_id else None
    if step.by_lead:
        _drop(step)
        step.task_id = None
        return
    if task is not None and not task.is_open:
        if "due_on" not in differs:
            return
        # Done, or not wanted any more, for the day that it had: there is another one.
        task = None
    elif task is not None and not differs & {"what", "member_id", "due_on", "margin"}:
        return
    due_at = due_at_of(step.due_on, step.margin, clock.now(), voice.timezone)
    try:
        if task is None:
            step.task_id = reminders.plan(Plan(due_at, step.what, step.member_id), lead).id
            return
        values: dict[str, Any] = {"title": step.what} if "what" in differs else {}
        if "member_id" in differs:
            values["owner_id"] = step.member_id
        # Somebody may have put it off: only another day of the step moves it.
        if differs & {"due_on", "margin"}:
            values["due_at"] = due_at
        reminders.change(task, **values)
    except Invalid as refused:
        fields = {"owner": "member"}
        raise Invalid(
            {f"steps.{place}.{fields.get(name, 'due_on')}": said for name, said in refused.errors.items()}
        ) from None


def _drop(step: Any) -> None:
    task = Task.find(step.task_id) if step.task_id else None
    if task is not None and task.is_open:
        reminders.drop(task)


def _voice() -> Voice:
    business = Tenant.current()
    return Voice(business.zone, business.region, business.currency)

"""What happened to appointments with nobody: those with a prospect have it in the prospect's timeline."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import SQL, TextField, fn

from filon.appointments.models import Appointment
from filon.foundation import access, clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to


class Step(TenantModel):
    """One moment of it, as an Interaction of this kind has it: `text` is what it was called, `details` the same.

    `member_id` is None for what a program or the system did.
    """

    writable_by = "agent"
    kind = "appointment"

    appointment_id = IdField()
    happened_at = UtcField(default=clock.now)
    member_id = IdField(null=True)
    member_name = TextField(default="")
    text = TextField(default="")
    details = JsonField(default=dict)

    class Meta:
        table_name = "appointment_step"
        indexes = ((("tenant", "appointment_id", "happened_at"), False),)
        constraints = [belongs_to("appointment", "appointment_id"), belongs_to("member", "member_id")]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """Seen with their appointment."""
        return fn.EXISTS(Appointment.select(SQL("1")).where(Appointment.id == cls.appointment_id))

    @classmethod
    def of(cls, appointment: UUID) -> list[Any]:
        """Of one, the newest first."""
        found = cls.select().where(cls.appointment_id == appointment)
        return list(found.order_by(cls.happened_at.desc(), cls.id.desc()))


def record_step(appointment: UUID, step: str, title: str, about: dict[str, Any]) -> None:
    """As interactions.actions.record_appointment()."""
    who = access.actor()
    Step.add(
        appointment_id=appointment,
        member_id=who.member,
        member_name=who.name,
        text=title,
        details={"step": step, **about},
    )

"""What appointments take beside people: rooms and vehicles, which kinds need one of them, and when each is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from peewee import SQL, BooleanField, TextField, fn

from filon.appointments.models import Appointment
from filon.foundation import access
from filon.foundation.errors import NotFound
from filon.foundation.fields import IdField, UtcField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to


class Resource(TenantModel):
    """A room, a vehicle, a device: one appointment at a time takes it. An archived one is offered no more.

    Whoever comes reads its name unless it is not `is_named`.
    """

    writable_by = "manager"

    name = TextField()
    is_archived = BooleanField(default=False)
    is_named = BooleanField(default=True, constraints=[SQL("DEFAULT TRUE")])

    class Meta:
        table_name = "appointment_resource"

    @classmethod
    def in_use(cls) -> Any:
        """Those that can be taken, the first made first."""
        return cls.select().where(~cls.is_archived).order_by(cls.id)

    @classmethod
    def by_id(cls) -> dict[UUID, Any]:
        """All that there are, archived or not, in the same order."""
        return {one.id: one for one in cls.select().order_by(cls.id)}

    @classmethod
    def serving(cls, kind: UUID) -> tuple[UUID, ...]:
        """Those of which a kind needs one, in the order in which they are taken; none that is archived."""
        return tuple(one.id for one in _serving.all(kind=kind))


class Need(TenantModel):
    """An appointment of the kind takes this resource, or another that the kind names."""

    writable_by = "manager"

    kind_id = IdField()
    resource_id = IdField()

    class Meta:
        table_name = "appointment_need"
        indexes = ((("tenant", "kind_id", "resource_id"), True),)
        constraints = [
            belongs_to("appointment_kind", "kind_id"),
            belongs_to("appointment_resource", "resource_id"),
        ]

    @classmethod
    def of(cls, kinds: Collection[UUID]) -> dict[UUID, list[UUID]]:
        """Which resources each kind names, archived or not."""
        named: dict[UUID, list[UUID]] = defaultdict(list)
        if kinds:
            for one in cls.select().where(cls.kind_id.in_(list(kinds))).order_by(cls.resource_id):
                named[one.kind_id].append(one.resource_id)
        return named


class Use(TenantModel):
    """An appointment takes a resource from `busy_from` to `busy_until`, buffers included; a cancelled one at no time.

    Both are None then. No two rows of a resource overlap: the database refuses that, by an exclusion constraint or by
    triggers (migration 0105), whatever wrote them.
    """

    writable_by = "agent"

    appointment_id = IdField()
    resource_id = IdField()
    busy_from = UtcField(null=True)
    busy_until = UtcField(null=True)

    class Meta:
        table_name = "appointment_use"
        indexes = ((("tenant", "appointment_id"), True),)
        constraints = [
            belongs_to("appointment", "appointment_id"),
            belongs_to("appointment_resource", "resource_id"),
            SQL(
                "CHECK ((busy_from IS NULL AND busy_until IS NULL) "
                "OR (busy_from IS NOT NULL AND busy_until IS NOT NULL AND busy_from < busy_until))"
            ),
        ]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """Seen with their appointment."""
        return fn.EXISTS(Appointment.select(SQL("1")).where(Appointment.id == cls.appointment_id))

    @classmethod
    def of(cls, appointments: Collection[UUID]) -> dict[UUID, UUID]:
        """Which resource each of these appointments has, whatever became of it; those that have none are missing."""
        if not appointments:
            return {}
        # Whoever asks has the appointment before them, and may have handed it over just now.
        with access.seeing_all():
            return {one.appointment_id: one.resource_id for one in cls.select().where(_is_of(appointments))}

    @classmethod
    def names_of(cls, appointments: Collection[UUID]) -> dict[UUID, str]:
        """The same, by what the resources are called."""
        having = cls.of(appointments)
        known = Resource.by_id() if having else {}
        return {appointment: known[resource].name for appointment, resource in having.items()}

    @classmethod
    def names_said(cls, appointments: Collection[UUID]) -> dict[UUID, str]:
        """Those of names_of() that whoever comes reads."""
        having = cls.of(appointments)
        known = Resource.by_id() if having else {}
        return {each: known[one].name for each, one in having.items() if known[one].is_named}


def _is_of(appointments: Collection[UUID]) -> Any:
    return Use.appointment_id.in_(list(appointments))


# What nobody's time is taken by is not in them, as for models.Participant.
for name, columns in (
    ("use_busy", (Use.resource_id, Use.busy_until, Use.busy_from)),
    ("use_busy_all", (Use.busy_until, Use.busy_from, Use.resource_id, Use.appointment_id)),
):
    Use.add_index(Use.index(Use.tenant, *columns, where=Use.busy_until.is_null(False), name=name))

# Visitors who look for a free hour ask for it again and again.
_serving = Prepared(
    lambda: Resource.in_use().where(
        Resource.id.in_(Need.select(Need.resource_id).where(Need.kind_id == slot("kind", Need.kind_id)))
    )
)


def the_resource(id: UUID) -> Any:
    """The one with this id that can be taken. Raises NotFound, also when it is archived."""
    found = Resource.in_use().where(Resource.id == id).first()
    if found is None:
        raise NotFound()
    return found

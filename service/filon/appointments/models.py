"""An agreed time with somebody, who takes part in it, and the kinds of appointments that a business offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import SQL, BooleanField, IntegerField, TextField, fn

from filon.foundation import access, clock, places
from filon.foundation.fields import IdField, UtcField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.sight import in_sight, is_kept

PAGE_ROWS = 50
# At the business, at the lead's, by telephone, or by video.
PLACE_KINDS = ("office", "visit", "phone", "video")
# Who of a kind's hosts is met: whoever comes next, the first in their order who is free, or whom the visitor chooses.
CHOICES = ("turn", "first", "chosen")
# Until somebody says how it ended, or that it does not take place.
OPEN = ("proposed", "confirmed")
SETTLED = ("held", "missed", "cancelled")
STATUSES = (*OPEN, *SETTLED)


class Kind(TenantModel):
    """A kind of appointment. Lengths are in minutes: `before` and `after` keep its hosts free around it.

    It is offered to visitors `notice` minutes ahead at least and `days_ahead` days at most, and each host has no more
    than `most_a_day` of it on a day of the business, None for as many as fit. `place` is an address or a link. Visitors
    find it on the business's page when it `is_online`. `needs_resource`: one of those that resources.Need names.
    """

    writable_by = "manager"

    name = TextField()
    position = IntegerField()
    minutes = IntegerField()
    before = IntegerField(default=0)
    after = IntegerField(default=0)
    notice = IntegerField(default=0)
    days_ahead = IntegerField()
    most_a_day = IntegerField(null=True)
    place_kind = TextField()
    place = TextField(default="")
    colour = TextField(null=True)
    choice = TextField()
    is_archived = BooleanField(default=False)
    is_online = BooleanField(default=False, constraints=[SQL("DEFAULT false")])
    needs_resource = BooleanField(default=False, constraints=[SQL("DEFAULT false")])

    class Meta:
        table_name = "appointment_kind"

    @classmethod
    def in_use(cls) -> Any:
        """Those that can be booked, in their order."""
        return cls.select().where(~cls.is_archived).order_by(cls.position, cls.id)

    @classmethod
    def online(cls) -> Any:
        """Those that visitors can book, in their order."""
        return cls.in_use().where(cls.is_online)

    @classmethod
    def by_id(cls) -> dict[UUID, Any]:
        """All that there are, archived or not."""
        return {kind.id: kind for kind in cls.select()}

    @classmethod
    def that_can_be_booked(cls, id: UUID) -> Any:
        """The kind with this id, or None: also when it is archived."""
        return _in_use.first(id=id)


class Host(TenantModel):
    """A member who can be met for a kind. `turn` is the number of their last one: the smallest is next."""

    # Whoever books takes a turn.
    writable_by = "agent"

    kind_id = IdField()
    member_id = IdField()
    position = IntegerField()
    turn = IntegerField(default=0)

    class Meta:
        table_name = "appointment_host"
        indexes = ((("tenant", "kind_id", "member_id"), True), (("tenant", "member_id"), False))
        constraints = [belongs_to("appointment_kind", "kind_id"), belongs_to("member", "member_id")]

    @classmethod
    def of_kind(cls, kind: UUID) -> list[Any]:
        """The hosts of one kind, in their order."""
        return _hosts.all(kind=kind)

    @classmethod
    def of(cls, kinds: Collection[UUID]) -> dict[UUID, list[Any]]:
        """The hosts of each kind, in their order."""
        hosts: dict[UUID, list[Any]] = defaultdict(list)
        if kinds:
            for host in cls.select().where(cls.kind_id.in_(kinds)).order_by(cls.position, cls.id):
                hosts[host.kind_id].append(host)
        return hosts

    def take_turn(self, among: Collection[Any]) -> None:
        """Be the last of these from now on."""
        Host.update(turn=1 + max(host.turn for host in among)).where(Host.id == self.id).execute()


# Whoever books asks for both, and many may at once.
_in_use = Prepared(lambda: Kind.select().where((Kind.id == slot("id", Kind.id)) & ~Kind.is_archived))
_hosts = Prepared(
    lambda: Host.select().where(Host.kind_id == slot("kind", Host.kind_id)).order_by(Host.position, Host.id)
)


class Appointment(TenantModel):
    """What was agreed is `wall`, 2026-12-01T10:00 on the clocks of `zone`; `starts_at` and `ends_at` follow from it.

    The lead takes part, when there is one; everybody else is a Participant. `kind_id` is None for one of no kind,
    `title` empty where the kind says enough. `before` and `after` are the kind's when it was booked. `sequence` grows
    with each change (RFC 5545). A proposed one waits for the lead when it `lead_confirms`, else for the team. `reason`
    says why it was cancelled; whoever takes that back finds the status of before in `was`. When it `tells`, lead and
    guests hear of it by mail, but for a change of which they are not to, in its `language`, "" being the business's.
    """

    writable_by = "agent"

    kind_id = IdField(null=True)
    lead_id = IdField(null=True)
    title = TextField(default="")
    wall = TextField()
    zone = TextField()
    minutes = IntegerField()
    before = IntegerField(default=0)
    after = IntegerField(default=0)
    starts_at = UtcField()
    ends_at = UtcField()
    place_kind = TextField()
    place = TextField(default="")
    status = TextField()
    was = TextField(default="")
    reason = TextField(default="")
    sequence = IntegerField(default=0)
    made_at = UtcField(default=clock.now)
    made_by = IdField(null=True)
    settled_at = UtcField(null=True)
    language = TextField(default="", constraints=[SQL("DEFAULT ''")])
    tells = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    lead_confirms = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        table_name = "appointment"
        indexes = (
            (("tenant", "starts_at", "id"), False),
            (("tenant", "lead_id", "starts_at"), False),
            (("tenant", "kind_id", "starts_at"), False),
        )
        constraints = [
            belongs_to("appointment_kind", "kind_id"),
            belongs_to("lead", "lead_id"),
            belongs_to("member", "made_by"),
        ]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """Those in which they take part, whoever it is with; those with a lead whom they may see, or that they made."""
        # Or participants would ask for their appointment, and that for its participants.
        with access.seeing_all():
            theirs = Participant.select(SQL("1")).where(
                (Participant.appointment_id == cls.id) & (Participant.member_id == me)
            )
        return in_sight(cls.lead_id) | (cls.lead_id.is_null() & (cls.made_by == me)) | fn.EXISTS(theirs)

    @classmethod
    def to_come(cls) -> Any:
        """The condition for those that are open and have not begun."""
        return cls.status.in_(OPEN) & (cls.starts_at > clock.now())

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet how it ended, or that it does not take place."""
        return self.status in OPEN

    @property
    def is_cancelled(self) -> bool:
        return bool(self.status == "cancelled")

    @property
    def awaits_lead(self) -> bool:
        return bool(self.status == "proposed" and self.lead_confirms)

    @classmethod
    def kept(cls) -> Any:
        """All but those with somebody in the trash, the first first."""
        with access.seeing_all():  # who takes part sees it without seeing the lead
            shown = cls.lead_id.is_null() | is_kept(cls.lead_id)
        return cls.select().where(shown).order_by(cls.starts_at, cls.id)

    @classmethod
    def of_lead(cls, lead: UUID) -> Any:
        """All with a lead, the first first."""
        return cls.select().where(cls.lead_id == lead).order_by(cls.starts_at, cls.id)

    @classmethod
    def open_of(cls, lead: UUID) -> Any:
        """Those with a lead of which nobody has said how they ended, the first first."""
        return cls.of_lead(lead).where(cls.status.in_(OPEN))

    @classmethod
    def soonest(cls, lead: UUID) -> datetime | None:
        """When the first of these begins."""
        first = cls.open_of(lead).first()
        return first.starts_at if first is not None else None

    @property
    def at(self) -> str:
        """Its place in the order of kept(), as following() takes it."""
        return places.place_of(self.starts_at, self.id)

    @classmethod
    def following(cls, at: str) -> Any:
        """The condition for what comes after a place. Raises ValueError for a text that is none."""
        return places.after(cls.starts_at, cls.id, at)


class Participant(TenantModel):
    """A member of the team, or a guest (no member) with a name and how to reach them.

    From `busy_from` to `busy_until` the member has no time for another appointment, buffers included; a cancelled one
    takes none of their time, and then both are None. No two rows of a member overlap: the database refuses that, by an
    exclusion constraint or by triggers (migration 0098), whatever wrote them.
    """

    writable_by = "agent"

    appointment_id = IdField()
    member_id = IdField(null=True)
    name = TextField(default="")
    email = TextField(null=True)
    phone = TextField(null=True)
    busy_from = UtcField(null=True)
    busy_until = UtcField(null=True)

    class Meta:
        table_name = "appointment_participant"
        indexes = ((("tenant", "appointment_id", "member_id"), True),)
        constraints = [
            belongs_to("appointment", "appointment_id"),
            belongs_to("member", "member_id"),
            SQL(
                "CHECK ((busy_from IS NULL AND busy_until IS NULL) "
                "OR (member_id IS NOT NULL AND busy_from < busy_until))"
            ),
        ]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """Seen with their appointment."""
        return fn.EXISTS(Appointment.select(SQL("1")).where(Appointment.id == cls.appointment_id))

    @classmethod
    def of(cls, appointments: Collection[UUID]) -> dict[UUID, list[Any]]:
        """Who takes part in each, in the order in which they were entered."""
        found: dict[UUID, list[Any]] = defaultdict(list)
        if appointments:
            for one in cls.select().where(cls.appointment_id.in_(appointments)).order_by(cls.id):
                found[one.appointment_id].append(one)
        return found

    @classmethod
    def with_member(cls, member: UUID) -> Any:
        """The appointments in which a member takes part, by id."""
        return cls.select(cls.appointment_id).where(cls.member_id == member)


# What nobody's time is taken by is not in them. The second one answers for a whole team without reading a row.
_taken = Participant.busy_until.is_null(False)
_when = Participant.busy_until, Participant.busy_from
for name, columns, where in (
    ("participant_busy", (Participant.member_id, *_when), _taken),
    ("participant_busy_team", (*_when, Participant.member_id, Participant.appointment_id), _taken),
    (
        "participant_member",
        (Participant.member_id, Participant.appointment_id),
        Participant.member_id.is_null(False),
    ),
):
    Participant.add_index(Participant.index(Participant.tenant, *columns, where=where, name=name))

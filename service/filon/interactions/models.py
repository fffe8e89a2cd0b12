"""What happened with a lead: rows that are added and never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import OP, Expression, IntegerField, TextField, Value

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.many_keys import all_of, ask_ahead, slots
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.sight import OnLead, is_kept

CALL_OUTCOMES = ("answered", "no_answer", "voicemail", "wrong_number")
# The kinds whose text may be written anew: NoteRevisions say what it became.
REVISED = ("note", "minutes")


class Interaction(OnLead, TenantModel):
    """`member_id` is None for what the person or the system did. `details` depends on the kind:

    added {}; appointment {step, appointment, starts_at, minutes, sequence} with {was, reason} when it moved, {reason,
    by_lead} when it was cancelled, {resource}, the name of the room or vehicle, when it took one or has one after
    such a step; imported {import, file} with {fields, undone, changes} for who was there before, `changes` being what
    it changed of them, each as a change by hand; request {form, fields: [{label, value}], page, submission, site};
    call {outcome}; task {step, due_at}; change {field, from, to} with what undoing it needs, and {why: "turn", "late"
    or "met", to_name, rule, minutes}, or {why: "left", from_name}, where no person gave the lead away; turn {why,
    rule, minutes, told} where nobody could have it ("nobody") or others were told that it waits ("told", as "late"
    with {told_ids}, and {again} from the second time on); file {}, or {submission} for what came with a request,
    whose Attachments name it; note {rich} when its text is formatted, and what it became since is in its
    NoteRevisions; minutes {step, minutes_id}, "written" being {rich} and revised as notes are, "confirmed" and
    "disputed" the lead's answers; order {step: "paid", "refunded", "failed" or "cancelled", number, amount,
    currency}; mail {subject, to, reply_to}, whose Notification says what became of it; message {to}, the names of
    those it is for; merged {number, name, left, merge}, `left` being the values [[field, text, own field's id]] of
    both leads that were not taken; parted {number, name, merge}; trashed {}, or {import, file} where undoing an
    import did it; restored {}.
    """

    writable_by = "agent"

    lead_id = IdField()
    kind = TextField()
    happened_at = UtcField(default=clock.now)
    member_id = IdField(null=True)
    member_name = TextField(default="")
    text = TextField(default="")
    details = JsonField(default=dict)

    class Meta:
        table_name = "interaction"
        indexes = (
            (("tenant", "lead_id", "happened_at"), False),
            # Of one kind: a flood of requests must not stand between a reader and the only file.
            (("tenant", "lead_id", "kind", "happened_at"), False),
        )
        constraints = [belongs_to("lead", "lead_id"), belongs_to("member", "member_id")]

    @property
    def is_rich(self) -> bool:
        """Whether its text is formatted, to be shown by rich_text alone."""
        return bool(self.details.get("rich"))

    @classmethod
    def of(cls, lead_id: UUID, limit: int = 100, *, kind: str = "", before: Any = None) -> Any:
        """The timeline, newest first: all of it or one kind, from the beginning or from what happened `before` one."""
        found = cls.select().where(cls.lead_id == lead_id)
        if kind:
            found = found.where(cls.kind == kind)
        if before is not None:
            at, id = before.happened_at, before.id
            found = found.where((cls.happened_at <= at) & ((cls.happened_at < at) | (cls.id < id)))
        return found.order_by(cls.happened_at.desc(), cls.id.desc()).limit(limit)

    @classmethod
    def of_appointment(cls, lead_id: UUID, appointment: UUID, limit: int = 100) -> list[Any]:
        """What the lead's timeline says of one appointment, newest first, however many others there were with them."""
        # Its id stands in no column: it is looked for in the words of this lead's moments of this kind alone.
        named = Expression(cls.details, OP.ILIKE, Value(f'%"{appointment.hex}"%', converter=False))
        return list(cls.of(lead_id, limit, kind="appointment").where(named))


class NoteRevision(OnLead, TenantModel):
    """What a note was changed into, or minutes: its `number` counts from 1, the highest is as it is now. Formatted."""

    writable_by = "agent"
    is_rich = True

    lead_id = IdField()
    note_id = IdField()
    number = IntegerField()
    text = TextField()
    written_at = UtcField(default=clock.now)
    member_id = IdField(null=True)
    member_name = TextField(default="")

    class Meta:
        table_name = "note_revision"
        indexes = (
            # Of two who change the same text one comes too late, whatever both have looked at.
            (("tenant", "note_id", "number"), True),
            (("tenant", "lead_id"), False),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("interaction", "note_id"),
            belongs_to("member", "member_id"),
        ]

    @classmethod
    def newest(cls, note: UUID) -> Any:
        """The note's last revision, or None when it is as it was written."""
        return cls.select().where(cls.note_id == note).order_by(cls.number.desc()).first()

    @classmethod
    def ask_ahead(cls, notes: list[UUID]) -> None:
        """Send what of() will ask, see Prepared.ahead()."""
        ask_ahead(_revisions, "notes", notes)

    @classmethod
    def of(cls, notes: list[UUID]) -> list[Any]:
        """The revisions of these notes, of each the newest first."""
        return all_of(_revisions, "notes", notes)


_revisions = Prepared(
    lambda: (
        NoteRevision.select()
        .where(NoteRevision.note_id.in_(slots("notes", NoteRevision.note_id)))
        .order_by(NoteRevision.note_id, NoteRevision.number.desc())
    )
)


class Mention(OnLead, TenantModel):
    """A member whom a message names; unread until `read_at`."""

    # A reader reads, and that is written down.
    writable_by = "reader"

    lead_id = IdField()
    message_id = IdField()
    member_id = IdField()
    said_at = UtcField(default=clock.now)
    read_at = UtcField(null=True)

    class Meta:
        table_name = "mention"
        indexes = (
            (("tenant", "message_id", "member_id"), True),
            (("tenant", "member_id", "said_at"), False),
            (("tenant", "member_id", "read_at"), False),
            (("tenant", "lead_id"), False),
        )
        constraints = [
            belongs_to("lead", "lead_id"),
            belongs_to("interaction", "message_id"),
            belongs_to("member", "member_id"),
        ]

    @classmethod
    def of(cls, member: UUID, limit: int, *, unread: bool) -> Any:
        """What names the member, the newest first: what they have not read yet, or have."""
        return (
            cls.select()
            .where((cls.member_id == member) & cls.read_at.is_null(unread) & cls.about_kept())
            .order_by(cls.said_at.desc(), cls.id.desc())
            .limit(limit)
        )

    @classmethod
    def about_kept(cls) -> Any:
        """The condition for what is about nobody in the trash: its page is not there to be read."""
        return is_kept(cls.lead_id)

    @classmethod
    def unread_count(cls, member: UUID, most: int) -> int:
        """How many messages wait for the member; not more than `most`."""
        return len(_unread.rows(member=member, most=most))

    @classmethod
    def ask_unread_ahead(cls, member: UUID, most: int) -> None:
        """Send what unread_count() asks, see Prepared.ahead()."""
        _unread.ahead(member=member, most=most)


# Asked for by every page.
_unread = Prepared(
    lambda: (
        Mention.select(Mention.id)
        .where(
            (Mention.member_id == slot("member", Mention.member_id))
            & Mention.read_at.is_null()
            & Mention.about_kept()
        )
        .limit(slot("most", NoteRevision.number))
    )
)


class Attachment(OnLead, TenantModel):
    """A file that stands beside a lead; `interaction_id` is the moment of the timeline at which it came.

    `type` is what its content is, `file` its name in storage, empty once it is gone for good, `preview` that of a small
    picture of it, empty when there is none. One that was taken away (`removed_at`, `removed_by`) can be put back while
    its file is there. One that came with a request says of which site's submission, and its place there from 0.
    """

    writable_by = "agent"

    lead_id = IdField()
    interaction_id = IdField()
    name = TextField()
    type = TextField()
    size = IntegerField()
    sha256 = TextField()
    file = TextField()
    preview = TextField(default="")
    removed_at = UtcField(null=True)
    removed_by = TextField(default="")
    site_id = IdField(null=True)
    submission_id = IdField(null=True)
    place = IntegerField(null=True)

    class Meta:
        table_name = "attachment"
        indexes = (
            (("tenant", "lead_id"), False),
            (("tenant", "interaction_id"), False),
            (("tenant", "removed_at"), False),
            (("tenant", "site_id", "submission_id", "place"), True),
        )
        constraints = [belongs_to("lead", "lead_id"), belongs_to("interaction", "interaction_id")]

    @property
    def is_there(self) -> bool:
        return self.removed_at is None

    @property
    def can_return(self) -> bool:
        """Whether it was taken away and can be put back."""
        return self.removed_at is not None and bool(self.file)

    @classmethod
    def of(cls, interactions: list[UUID]) -> Any:
        """The files of these moments, in the order in which they were handed in."""
        return cls.select().where(cls.interaction_id.in_(interactions)).order_by(cls.id)

    @classmethod
    def of_submission(cls, site: UUID, submission: UUID) -> Any:
        """The files that came with this submission, those that were taken away as well."""
        return cls.select().where((cls.site_id == site) & (cls.submission_id == submission))

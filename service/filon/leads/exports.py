"""Files that are made of the list: the row of each, and forgetting them.

They are written by reports; they stand here because erasing a person must be able to delete them, whose room is beside
that one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from peewee import IntegerField, TextField

from filon.foundation import clock, outbox, storage
from filon.foundation.config import Settings
from filon.foundation.database import database, locked
from filon.foundation.fields import IdField, UtcField
from filon.foundation.outbox import Event
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.sight import OwnOnly
from filon.tenants import members
from filon.tenants.models import Tenant

KEPT = timedelta(days=7)
# What is not written by then never will be: what was to write it has been given up.
LONGEST_WAIT = timedelta(days=1)


class Export(OwnOnly, TenantModel):
    """A file of leads that a member asked for, or a program (`member_id` is None then).

    `state` goes from "waiting" by "writing" to "done" or "failed"; `failure` says why: "rows", or "" for a fault of
    ours. `query` is the list's address as text, `name` what the file is called on the asker's disk. `total` is None
    where nobody has counted.
    """

    # Whoever may see the list may take it along.
    writable_by = "reader"

    member_id = IdField(null=True)
    language = TextField()
    format = TextField()
    query = TextField()
    state = TextField(default="waiting")
    failure = TextField(default="")
    rows = IntegerField(default=0)
    total = IntegerField(null=True)
    name = TextField()
    created_at = UtcField(default=clock.now)
    finished_at = UtcField(null=True)
    expires_at = UtcField()

    class Meta:
        table_name = "export"
        indexes = ((("tenant", "created_at"), False),)
        constraints = [belongs_to("member", "member_id")]

    @property
    def is_done(self) -> bool:
        return bool(self.state == "done")

    @property
    def file(self) -> str:
        """Its name among what storage keeps derived, from before there is a file."""
        return str(self.id.hex)

    @property
    def is_running(self) -> bool:
        return self.state in ("waiting", "writing") and clock.now() - self.created_at < LONGEST_WAIT

    @property
    def asked(self) -> dict[str, str]:
        """What the list was narrowed by, as its address says it."""
        return dict(parse_qsl(self.query))

    @classmethod
    def of(cls, member: UUID | None) -> Any:
        """Those of a member, or of the business's programs, that are not over; the newest first."""
        whose = cls.member_id.is_null() if member is None else cls.member_id == member
        return cls.select().where(whose & (cls.expires_at > clock.now())).order_by(cls.created_at.desc())


def take_turns() -> None:
    """Exports of the tenant in context are asked for and forgotten one after the other, until the transaction ends.

    One that is asked for while a person is being erased begins after that. Whoever locks leads or their files too does
    it after this, as a delivery does.
    """
    locked(Tenant.select(Tenant.id)).first()


def forget_exports(which: Any = None) -> None:
    """Delete these exports, or all of the tenant in context; their files follow when that is committed.

    One that is being written ends with nothing.
    """
    database.obj.overwrite_deleted()  # a query may name a person
    take_turns()
    gone = Export.delete() if which is None else Export.delete().where(which)
    # Of each, whether its file is there already or will be in a moment.
    files = [row.id.hex for row in gone.returning(Export.id).execute()]
    whole = which is None
    if files or whole:
        outbox.emit("exports.forgotten", files=files, unfinished=whole)


def forget_files(event: Event, settings: Settings) -> None:
    """Delete the files of exports that were forgotten; of all of them also what a killed worker had begun."""
    for file in event.payload["files"]:
        storage.forget_derived(file)
    if event.payload["unfinished"]:
        storage.forget_unfinished()


def forget_of_removed_member(event: Event, settings: Settings) -> None:
    """Delete what a removed member asked for, unless they are back by now."""
    member = UUID(event.payload["member"])
    if members.find(member) is None:
        forget_exports(Export.member_id == member)


def forget_of_lesser_member(event: Event, settings: Settings) -> None:
    """Delete what somebody asked for while they saw more than they may see now."""
    forget_exports(Export.member_id == UUID(event.payload["member"]))


def forget_when_hidden(event: Event, settings: Settings) -> None:
    """A field is kept from more people than it was: any of the files may show it to one of them."""
    forget_exports()


def forget_of_removed_client(event: Event, settings: Settings) -> None:
    forget_exports()


def forget_old() -> None:
    """Delete what is past its week."""
    if Export.select(Export.id).where(Export.expires_at < clock.now()).exists():
        forget_exports(Export.expires_at < clock.now())
    storage.forget_unfinished(older_than=LONGEST_WAIT)

"""Changes in the settings: each is kept at once, with what stood there before, and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from peewee import TextField

from filon.foundation import access, clock
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.foundation.transactions import transaction

# How long a change can be taken back from the message that announces it.
UNDO_OFFERED = timedelta(minutes=2)
# What a change has replaced is deleted then, and what it took from people is passed on: a page may stay open for hours.
GONE_AFTER = 2 * UNDO_OFFERED
# Long enough to answer who changed what.
KEPT = timedelta(days=365)
# What everybody has settings of; all others are a manager's.
OWN = ("absence", "member")


class SettingChange(TenantModel):
    """One change in the settings: the columns of a row before and after, and who made it. Never edited.

    `subject` says which kind of row `about_id` is: "business", "member", "site", "form" and so on.
    """

    # Everybody has settings of their own.
    writable_by = "reader"

    subject = TextField()
    about_id = IdField()
    before = JsonField()
    after = JsonField()
    member_id = IdField(null=True)
    member_name = TextField()
    happened_at = UtcField(default=clock.now)

    class Meta:
        table_name = "setting_change"
        indexes = ((("tenant", "happened_at"), False),)
        constraints = [belongs_to("member", "member_id")]


def keep(subject: str, row: TenantModel, **values: Any) -> Any:
    """Write these columns of the row; returns the SettingChange, or None when all is as it was.

    Whoever may not write the row's table gets Forbidden. Values are what JSON can hold.
    """
    model = type(row)
    with transaction():
        # Two at once: the second must say of itself what the first made.
        current = locked(model.select().where(model.id == row.id)).first()
        if current is None:
            raise NotFound()
        before = {name: getattr(current, name) for name in values}
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return None
        model.update(changed).where(model.id == row.id).execute()
        return note(subject, current.id, {name: before[name] for name in changed}, changed)


def note(subject: str, about: UUID, before: dict[str, Any], after: dict[str, Any]) -> Any:
    """Remember a change that was made elsewhere; returns the SettingChange."""
    who = access.actor()
    return SettingChange.add(
        subject=subject,
        about_id=about,
        before=before,
        after=after,
        member_id=who.member,
        member_name=who.name,
    )


def find(id: UUID, *subjects: str) -> Any:
    """A change of one of these kinds, to be taken back. Raises NotFound, and Conflict when it is too late."""
    change = SettingChange.find(id)
    if change is None or change.subject not in subjects:
        raise NotFound()
    if clock.now() - change.happened_at >= GONE_AFTER:
        raise Conflict()
    return change


def fresh(id: UUID | None, *subjects: str) -> Any:
    """The change when it is of one of these kinds and can still be announced, else None."""
    change = SettingChange.find(id) if id else None
    if change is None or change.subject not in subjects:
        return None
    return change if clock.now() - change.happened_at < UNDO_OFFERED else None


def recent(subject: str, about: UUID) -> list[Any]:
    """The changes of one row that can still be taken back, the newest first."""
    of_row = (SettingChange.subject == subject) & (SettingChange.about_id == about)
    return list(_standing().where(of_row))


def in_reach() -> Any:
    """Those that can still be taken back, the newest first: a manager's all, others' what they changed of their own."""
    who, standing = access.actor(), _standing()
    if access.at_least("manager"):
        return standing
    return standing.where(SettingChange.subject.in_(OWN) & (SettingChange.member_id == who.member))


def made_before(limit: int, last: UUID | None, within: timedelta, but: set[UUID]) -> list[Any]:
    """Those of so long ago at most, the newest first, after the one with the id `last`. Raises NotFound for none.

    None about what has one of the ids `but`.
    """
    found = SettingChange.select().where(SettingChange.happened_at > clock.now() - within)
    if but:
        found = found.where(SettingChange.about_id.not_in(list(but)))
    if last is not None:
        before = SettingChange.find(last)
        if before is None:
            raise NotFound()
        at, id = before.happened_at, before.id
        earlier = (SettingChange.happened_at < at) | (SettingChange.id < id)
        found = found.where((SettingChange.happened_at <= at) & earlier)
    newest_first = (SettingChange.happened_at.desc(), SettingChange.id.desc())
    return list(found.order_by(*newest_first).limit(limit))


def _standing() -> Any:
    newest_first = (SettingChange.happened_at.desc(), SettingChange.id.desc())
    young = SettingChange.happened_at > clock.now() - GONE_AFTER
    return SettingChange.select().where(young).order_by(*newest_first)


def check_stands(change: Any, row: TenantModel) -> None:
    """Raise Conflict when somebody has changed one of these columns again since."""
    if any(getattr(row, name) != value for name, value in change.after.items()):
        raise Conflict()


def forget_old() -> int:
    """Delete changes that nobody asks about any more; returns how many."""
    deleted: int = SettingChange.delete().where(SettingChange.happened_at < clock.now() - KEPT).execute()
    return deleted

"""Views: lists that members keep under a name, for themselves or for everybody of the business."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from peewee import BooleanField, IntegerField, TextField

from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from filon.foundation.fields import IdField, UtcField
from filon.foundation.i18n import _
from filon.foundation.outbox import Event
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.foundation.transactions import transaction
from filon.leads.contacts import one_line
from filon.leads.naming import Naming
from filon.tenants import members
from filon.tenants.models import Member

LONGEST_NAME = 60
# Of one member's own, and of those that all share: more are no tabs.
MOST_KEPT = 30
# What of a list's address is the view; where a page begins is not.
KEPT = ("status", "where", "q", "sort", "columns", "shape")
# How long one that was deleted can be had back.
KEPT_DELETED = timedelta(days=1)
# Whoever may share a view may change any that is shared.
SHARES = "manager"


class View(TenantModel):
    """`query` is the list's address as text, `owner_id` who made it. `position` orders shared and own ones apart.

    One with `deleted_at` is seen no more, and can be had back for a while.
    """

    # Everybody who sees the list may keep views of their own.
    writable_by = "reader"

    owner_id = IdField()
    name = TextField()
    query = TextField()
    is_shared = BooleanField(default=False)
    position = IntegerField(default=0)
    deleted_at = UtcField(null=True)

    class Meta:
        table_name = "view"
        indexes = ((("tenant", "position"), False),)
        constraints = [belongs_to("member", "owner_id")]

    @property
    def asked(self) -> dict[str, str]:
        """What the list is narrowed by, as its address says it."""
        return dict(parse_qsl(self.query))

    @classmethod
    def of(cls, member: UUID | None) -> Any:
        """Those that a member sees, shared ones first; a program (None) sees the shared ones."""
        seen = cls.is_shared if member is None else cls.is_shared | (cls.owner_id == member)
        return (
            cls.select()
            .where(seen & cls.deleted_at.is_null())
            .order_by(cls.is_shared.desc(), cls.position, cls.id)
        )


# Every list shows them.
_seen_by = Prepared(lambda: View.of(slot("member", View.owner_id)))


def views_of(member: UUID | None) -> list[Any]:
    """As View.of(), for the list."""
    return list(View.of(None)) if member is None else _seen_by.all(member=member)


def ask_views_ahead(member: UUID) -> None:
    """Send what views_of() asks, see Prepared.ahead()."""
    _seen_by.ahead(member=member)


def the_view(id: UUID) -> Any:
    """The view with this id, when the one who acts sees it; NotFound otherwise."""
    view = View.of(access.actor().member).where(View.id == id).first()
    if view is None:
        raise NotFound()
    return view


def may_change(view: Any) -> bool:
    """Whether the one who acts may change the view: it is their own, or shared and they may share."""
    return view.owner_id == access.actor().member if not view.is_shared else may_share()


def may_share() -> bool:
    """Whether the one who acts may share views: whoever reaches so far, or a program, which a manager let in."""
    return access.at_least(SHARES) or access.actor().member is None


def _require_sharing() -> None:
    if not may_share():
        raise Forbidden()


def keep_view(name: str, asked: dict[str, str], *, shared: bool) -> Any:
    """A new view of what the list shows by `asked`, the last of its kind. Raises Invalid, Forbidden and Conflict.

    What a program makes is everybody's, and stands in the owner's name.
    """
    member, name = access.actor().member, _checked_name(name)
    if member is None and not shared:
        raise Forbidden(_("Une vue est à une personne"))
    if shared:
        _require_sharing()
    with transaction():
        owner = member or Member.present().where(Member.role == "owner").order_by(Member.id).get().id
        # One after the other: the last position is read and written.
        locked(Member.select(Member.id).where(Member.id == owner)).first()
        beside = [view for view in View.of(member) if view.is_shared == shared]
        if len(beside) >= MOST_KEPT:
            raise Conflict(_("Il y a déjà trente vues : supprimez-en une d’abord"))
        return View.create(
            owner_id=owner,
            name=name,
            query=query_of(asked),
            is_shared=shared,
            position=max((view.position for view in beside), default=0) + 1,
        )


def query_of(asked: dict[str, str]) -> str:
    """The part of a list's address that a view keeps."""
    return urlencode({name: asked[name] for name in KEPT if asked.get(name)})


def change_view(
    view: Any, *, name: str | None = None, asked: dict[str, str] | None = None, shared: bool | None = None
) -> None:
    """Rename, show something else from now on, or share and share no more; what is None stays."""
    if not may_change(view):
        raise Forbidden()
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = _checked_name(name)
    if asked is not None:
        changes["query"] = query_of(asked)
    if shared is not None and shared != view.is_shared:
        _require_sharing()
        if not shared and access.actor().member is None:
            raise Forbidden(_("Une vue est à une personne"))
        changes["is_shared"] = shared
    if changes:
        with transaction():
            View.update(changes).where(View.id == view.id).execute()
    for column, value in changes.items():
        setattr(view, column, value)


def move_view(view: Any, *, later: bool) -> None:
    """Let it stand one place earlier or later among those of its kind."""
    with transaction():
        beside = _beside(view)
        _put(view, beside, max(beside.index(view) + (1 if later else -1), 0))


def place_view(view: Any, place: int) -> None:
    """Let it stand at this place, from 1, among those of its kind; at the last for one beyond the end."""
    with transaction():
        beside = _beside(view)
        _put(view, beside, min(place, len(beside)) - 1)


def _beside(view: Any) -> list[Any]:
    return [one for one in View.of(access.actor().member) if one.is_shared == view.is_shared]


def _put(view: Any, beside: list[Any], at: int) -> None:
    if not may_change(view):
        raise Forbidden()
    beside.insert(at, beside.pop(beside.index(view)))
    for position, one in enumerate(beside, 1):
        if one.position != position:
            View.update(position=position).where(View.id == one.id).execute()


def delete_view(view: Any) -> None:
    """Delete it, so that restore_view() can have it back for a day."""
    _set_deleted(view, clock.now())


def restore_view(view: Any) -> None:
    """Have back what delete_view() took, where it was."""
    _set_deleted(view, None)


def _set_deleted(view: Any, at: datetime | None) -> None:
    if not may_change(view):
        raise Forbidden()
    with transaction():
        View.update(deleted_at=at).where(View.id == view.id).execute()
        View.delete().where(View.deleted_at < clock.now() - KEPT_DELETED).execute()


def deleted_view(id: UUID) -> Any:
    """The view with this id that the one who acts may have back, or None."""
    view = View.select().where((View.id == id) & View.deleted_at.is_null(False)).first()
    return view if view is not None and may_change(view) else None


def forget_of_removed_member(event: Event, settings: Settings) -> None:
    """Delete the views of a removed member that nobody else sees, unless they are back by now."""
    member = UUID(event.payload["member"])
    if members.find(member) is None:
        View.delete().where((View.owner_id == member) & ~View.is_shared).execute()


def forget_naming(lead: Any) -> None:
    """Delete the views that name the person, in a condition, a search or what they are called."""
    naming = Naming(lead)
    for view in View.select():
        if naming.is_in(f"{view.name} {' '.join(view.asked.values())}"):
            View.delete().where(View.id == view.id).execute()


def _checked_name(name: str) -> str:
    name = one_line(name, LONGEST_NAME + 1)
    if not name:
        raise Invalid({"name": [_("Donnez un nom à cette vue.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": [_("C’est trop long : soixante signes au plus.")]})
    return name

"""What may be asked of the list of leads, the same for pages and programs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from filon.foundation import access, clock
from filon.leads.choice import Choice
from filon.leads.conditions import LONGEST_TEXT, Group, Unreadable, read, written
from filon.leads.filter_fields import Misasked, check, fields_here, naming
from filon.leads.filter_kinds import Viewpoint
from filon.leads.listing import NOBODY, SORTS, WAITING
from filon.leads.models import STATUSES

LONGEST_TYPED = 500
LONGEST_CURSOR = 2_000
_DAYS = validate.Range(date(2000, 1, 1), date(2100, 1, 1))


class _Owner(fields.Field[UUID]):
    """A member's id, or "nobody" for leads without an owner."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        if value == "nobody":
            return NOBODY
        try:
            return UUID(str(value))
        except ValueError:
            raise ValidationError('Must be a member\'s id or "nobody".') from None


def _printable(text: str) -> None:
    if not text.isprintable():
        raise ValidationError("Must be printable text.")


class _Conditions(fields.Field[Group]):
    """Conditions as filon.leads.conditions writes them; each error names its condition."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Group:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise ValidationError("Must be text.")
        try:
            tree, known = read(value), fields_here()
            for condition in tree.conditions():
                check(condition, known)
        except (Unreadable, Misasked) as error:
            raise ValidationError(str(error)) from None
        return tree


class ListQuery(Schema):
    """{status, source, owner, since, until, where, q, sort, after}; both days are included. `q` is searched for."""

    class Meta:
        unknown = EXCLUDE

    status = fields.String(validate=validate.OneOf([*STATUSES, WAITING]))
    source = fields.String(validate=[validate.Length(1, 100), _printable])
    owner = _Owner(metadata={"type": "string", "description": 'a member\'s id, or "nobody"'})
    since = fields.Date(validate=_DAYS)
    until = fields.Date(validate=_DAYS)
    where = _Conditions(
        metadata={
            "type": "string",
            "description": "conditions, such as amount:over:10000;any(source:is:meta;created:last:7)",
        }
    )
    q = fields.String(
        validate=validate.Length(max=LONGEST_TYPED),
        metadata={
            "description": "parts of name, company, e-mail, phone or number; the newest come first then"
        },
    )
    sort = fields.String(
        validate=validate.OneOf(list(SORTS)),
        metadata={
            "description": '"waiting" and "amount" list those only that wait, or have an amount; "-" turns round'
        },
    )
    after = fields.String(
        validate=validate.Length(max=LONGEST_CURSOR),
        metadata={"description": "from the link to the next page"},
    )


def choice_of(asked: dict[str, Any], zone: ZoneInfo) -> Choice:
    """What a loaded ListQuery chooses; days begin at midnight in the business's zone."""
    since, until = asked.get("since"), asked.get("until")
    return Choice(
        status=asked.get("status", ""),
        source=asked.get("source", ""),
        owner=asked.get("owner"),
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + timedelta(days=1), zone) if until else None,
        typed=asked.get("q", "").strip(),
        sort=asked.get("sort", "received"),
        where=asked.get("where", Group()),
        view=viewpoint(zone),
    )


def settled(asked: dict[str, str]) -> dict[str, str]:
    """The same address for whoever acts later: who says "me" in it now is named."""
    me = access.actor().member
    if "where" not in asked or me is None:
        return asked
    return {**asked, "where": written(naming(read(asked["where"]), fields_here(), me))}


def viewpoint(zone: ZoneInfo) -> Viewpoint:
    """Today in the business's zone, as the one who acts says "me"."""
    return Viewpoint(zone, clock.now().astimezone(zone).date(), access.actor().member)


def understood(schema: Schema, typed: dict[str, str]) -> dict[str, Any]:
    """What of an address can be understood; the rest is as if it were not there."""
    given = {name: value for name, value in typed.items() if value.strip()}
    wrong = schema.validate(given)
    loaded: dict[str, Any] = schema.load({name: value for name, value in given.items() if name not in wrong})
    return loaded


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)

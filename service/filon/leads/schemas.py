"""What may be asked of the list of leads, the same for pages and programs."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from filon.foundation import access, clock
from filon.leads.choice import MOST_CHOSEN, Choice
from filon.leads.conditions import LONGEST_TEXT, Group, Unreadable, read, written
from filon.leads.filter_fields import Misasked, check, fields_here, naming
from filon.leads.filter_kinds import Viewpoint
from filon.leads.list_columns import columns_here
from filon.leads.listing import NOBODY, SORTS, WAITING, order_named
from filon.leads.models import LARGEST_NUMBER, STATUSES

LONGEST_TYPED = 500
LONGEST_CURSOR = 2_000
_NUMBERS = re.compile("^[1-9][0-9]{0,9}(,[1-9][0-9]{0,9})*$")
LONGEST_COLUMNS = 1_000
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


def _whole(text: str) -> None:
    """JSON can name half a character, an address can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError("Must be text.") from None


class _Conditions(fields.Field[Group]):
    """Conditions as filon.leads.conditions writes them; each error names its condition."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Group:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise ValidationError("Must be text.")
        _whole(value)
        try:
            tree, known = read(value), fields_here()
            for condition in tree.conditions():
                check(condition, known)
        except (Unreadable, Misasked) as error:
            raise ValidationError(str(error)) from None
        return tree


class _Numbers(fields.Field[tuple[int, ...]]):
    """Leads by their numbers, as text: "12,15,18"."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, ...]:
        if not isinstance(value, str) or not _NUMBERS.fullmatch(value):
            raise ValidationError("Must be numbers with commas between them.")
        numbers = tuple(map(int, value.split(",")))
        if len(numbers) > MOST_CHOSEN or max(numbers) > LARGEST_NUMBER:
            raise ValidationError(f"Must be {MOST_CHOSEN} numbers at most.")
        return numbers


def _sort(name: str) -> None:
    if order_named(name) is None:
        raise ValidationError(f"Must be one of: {', '.join(SORTS)}; or fields. and the key of a field.")


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
        validate=[validate.Length(max=LONGEST_TYPED), _whole],
        metadata={
            "description": "parts of name, company, e-mail, phone, number or notes; among more than a thousand found, "
            "and by todo, the newest come first whatever sort says: is_sorted in the answer"
        },
    )
    sort = fields.String(
        validate=_sort,
        metadata={
            "anyOf": [{"enum": list(SORTS)}, {"pattern": r"^-?fields\.[a-z][a-z0-9_]*$"}],
            "description": '"fields." and the key of a field of your own sorts by it; whoever has nothing to be sorted '
            'by comes last; "-" turns round',
        },
    )
    after = fields.String(
        validate=validate.Length(max=LONGEST_CURSOR),
        metadata={"description": "from the link to the next page"},
    )


def _known_columns(text: str) -> None:
    known = columns_here()
    for key in text.split(","):
        if key not in known:
            raise ValidationError(f"There is no column {key!r}.")


class ChosenQuery(ListQuery):
    """As ListQuery, of some leads alone, and with these columns of the list; all that there are for none."""

    numbers = _Numbers(
        metadata={
            "type": "string",
            "pattern": _NUMBERS.pattern,
            "description": f'only these leads, "12,15,18"; {MOST_CHOSEN} at most',
        }
    )
    columns = fields.String(
        validate=[validate.Length(max=LONGEST_COLUMNS), _known_columns],
        metadata={
            "pattern": "^[a-z][a-z0-9_.]*(,[a-z][a-z0-9_.]*)*$",
            "description": "the list's columns in their order, beside the name: status, owner, tags, stage, fields. "
            "and the key of one of your own …; without it, all that an import can bring back",
            "example": "status,amount,tags",
        },
    )


def choice_of(asked: dict[str, Any], zone: ZoneInfo) -> Choice:
    """What a loaded ListQuery or ChosenQuery chooses; days begin at midnight in the business's zone."""
    since, until = asked.get("since"), asked.get("until")
    return Choice(
        status=asked.get("status", ""),
        source=asked.get("source", ""),
        owner=asked.get("owner"),
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + timedelta(days=1), zone) if until else None,
        typed=asked.get("q", "").strip(),
        numbers=asked.get("numbers", ()),
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

"""The ledger over HTTP: a site posts its days, then the lines of those that differ, and hears what is not here."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates

from filon.foundation import clock
from filon.foundation.errors import TooMany
from filon.foundation.limits import Flood
from filon.foundation.shapes import Truth
from filon.foundation.transactions import look_first
from filon.foundation.web import Blueprint
from filon.intake import ledger
from filon.tenants import signed, site_calls
from filon.tenants.ledgers import keep_comparison

api = Blueprint(
    "ledger", __name__, url_prefix="/api/v1/ledger", description="What a site captured, and what came"
)

MOST_DAYS, MOST_LINES, MOST_KEEPERS = 40, 5000, 20
# A site says the last 35; a day more on either side, should its clock or this one be wrong.
_OLDEST, _NEWEST = timedelta(days=45), timedelta(days=1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{64}\Z")
_MOST_COUNTED = 10_000_000
# Each call has a month of rows read: a few at once for a comparison and its repair, then one a while. So many rows are
# as dear as a call: no visitors send two million requests in a month.
_floods = Flood(burst=40, per_second=0.1)
_ROWS_A_CALL = 50_000
# Sites whose days are being compared by this process.
_comparing: set[UUID] = set()
_lock = threading.Lock()
_A_COMPARISON_LASTS = 10


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class _Day(fields.Date):
    """A day as the site writes it, near enough to today to be compared."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValidationError("Must be a day such as 2026-11-30.")
        day: date = super()._deserialize(value, attr, data, **kwargs)
        today = clock.now().date()
        if not today - _OLDEST <= day <= today + _NEWEST:
            raise ValidationError("Must be one of the last 45 days: is the site's clock right?")
        return day


class _Several(fields.List[Any]):
    """From one to `most` things; more are refused before any of them is looked at."""

    def __init__(self, inner: Any, most: int, **options: Any) -> None:
        super().__init__(inner, required=True, **options)
        self._length = validate.Length(1, most)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list):
            self._length(value)
        return super()._deserialize(value, attr, data, **kwargs)


class LedgerDay(_Strict):
    day = _Day(required=True, metadata={"description": "of submitted_at, in UTC"})
    count = fields.Integer(required=True, strict=True, validate=validate.Range(0, _MOST_COUNTED))
    digest = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9a-f]{64}\Z", error="Must be 64 hexadecimal digits in small letters."),
        metadata={"description": "sha256 of the day's lines, sorted, each ended by a line feed"},
    )


class FoundEntries(_Strict):
    source = fields.String(
        required=True,
        validate=validate.Regexp(r"[a-z0-9][a-z0-9_-]{0,39}\Z", error="Must name a form plugin."),
    )
    count = fields.Integer(required=True, strict=True, validate=validate.Range(0, _MOST_COUNTED))
    is_deaf = Truth(required=True)


class LedgerRequest(_Strict):
    days = _Several(fields.Nested(LedgerDay), MOST_DAYS)
    gaps = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(0, _MOST_COUNTED),
        metadata={"description": "once the lines were looked for: how many are not here after all"},
    )
    found = fields.List(
        fields.Nested(FoundEntries),
        load_default=list,
        validate=validate.Length(max=MOST_KEEPERS),
        metadata={"description": "what was found among the entries that form plugins keep"},
    )

    @validates("days")
    def _are_told_once(self, days: list[dict[str, Any]], **_options: Any) -> None:
        said = [one["day"] for one in days if "day" in one]
        if len(set(said)) < len(said):
            raise ValidationError("Each day can be said once.")


class LedgerAnswer(Schema):
    """`differ` are the days whose lines should be posted; the counts are of all requests of the days that were said."""

    differ = fields.List(fields.Date(), required=True)
    recorded = fields.Integer(required=True)
    joined = fields.Integer(required=True)
    quarantined = fields.Integer(required=True)
    gaps = fields.Integer(required=True, allow_none=True)


class LinesRequest(_Strict):
    lines = _Several(fields.String(validate=validate.Regexp(_LINE, error="Must be uuid:sha256.")), MOST_LINES)


class LinesAnswer(Schema):
    """`missing` never came from this site, of `differing` only another body did: both are to be sent again."""

    missing = fields.List(fields.UUID(), required=True)
    differing = fields.List(fields.UUID(), required=True)


def _body(name: str) -> dict[str, Any]:
    document = {"application/json": {"schema": {"type": "object"}}}
    return {"required": True, "description": f"See {name} in ledger.schema.json", "content": document}


@contextmanager
def one_at_a_time(site: UUID) -> Iterator[None]:
    """Raises TooMany while the site's days are being compared already."""
    with _lock:
        if site in _comparing:
            raise TooMany(retry_after=_A_COMPARISON_LASTS)
        _comparing.add(site)
    try:
        yield
    finally:
        with _lock:
            _comparing.discard(site)


@api.route("", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid"))
@api.doc(security=signed.SECURITY, requestBody=_body("ledger_request"))
@api.alt_response(200, schema=LedgerAnswer)
def compare_ledger() -> Any:
    """Compare days of the site with what came from it; the result is shown on both sides. Signed."""
    with signed.calling() as caller:
        site = caller.site.id
        _floods.spend(site.hex)
        said = signed.read_body(LedgerRequest(), caller.call.body)
        days = [ledger.Day(**one) for one in said["days"]]
        with one_at_a_time(site), look_first():
            found = ledger.compare_days(site, days, lambda rows: _floods.spend(site.hex, rows / _ROWS_A_CALL))
        gaps = said["gaps"] if found.differ else 0
        with site_calls.begun(caller):
            keep_comparison(
                site,
                from_on=min(one.day for one in days),
                until_on=max(one.day for one in days),
                gaps=gaps,
                found=said["found"],
                **found.counts,
            )
    differ = [day.isoformat() for day in found.differ]
    return signed.answer({"differ": differ, **found.counts, "gaps": gaps}, caller)


@api.route("/lines", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid"))
@api.doc(security=signed.SECURITY, requestBody=_body("lines_request"))
@api.alt_response(200, schema=LinesAnswer)
def look_for_lines() -> Any:
    """Say which of these lines never came from the site, or came otherwise. Signed."""
    with signed.calling() as caller:
        _floods.spend(caller.site.id.hex)
        said = signed.read_body(LinesRequest(), caller.call.body)
        lines = dict(line.split(":") for line in said["lines"])
        with look_first():
            missing, differing = ledger.look_for(
                caller.site.id, {UUID(uuid): sha256 for uuid, sha256 in lines.items()}
            )
        with site_calls.begun(caller):
            pass
    return signed.answer({"missing": [*map(str, missing)], "differing": [*map(str, differing)]}, caller)

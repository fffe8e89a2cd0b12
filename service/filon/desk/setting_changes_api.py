"""Changes in the settings as JSON, whichever room they were made in: those that can be taken back, and doing so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from filon.appointments import kinds
from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint
from filon.intake import form_maps
from filon.leads import arranging, assigning, defining
from filon.notifications import snippets
from filon.tenants import business, changes, members, presence, sites

from .setting_history import history, visible

MOST_LISTED = 50
# Which action takes a change of which subject back.
_UNDOING: dict[str, Callable[[Any], Any]] = {
    "absence": presence.undo,
    "business": business.undo,
    "field": defining.undo,
    "form": lambda change: form_maps.take_back(change.about_id, change.before, change.after),
    "label": arranging.undo,
    "member": members.undo,
    assigning.SUBJECT: assigning.undo,
    "site": sites.undo,
    "snippet": snippets.undo,
}
# What is taken back where it was made: a key by its revocation, a kind by what it was.
_KEPT_ALONE = ("key", kinds.SUBJECT)

api = Blueprint(
    "setting_changes_api",
    __name__,
    url_prefix="/api/v1/setting-changes",
    description="Changes in the settings, which can be taken back",
)


class SettingChange(Schema):
    """A change: of what kind of thing, of which one (`about`), and `what` of it is otherwise. `by` is a name."""

    id = fields.UUID(required=True)
    subject = fields.String(required=True, metadata={"enum": [*_UNDOING, *_KEPT_ALONE]})
    about = fields.UUID(attribute="about_id", required=True)
    what = fields.Function(
        lambda change: list(change.after),
        required=True,
        metadata={
            "type": "array",
            "items": {"type": "string"},
            "description": "names of its fields; of a form, of those that something was said of",
        },
    )
    by = fields.String(attribute="member_name", required=True)
    happened_at = fields.AwareDateTime(required=True)


class SettingChanges(Schema):
    """The newest first."""

    changes = fields.List(fields.Nested(SettingChange), required=True)


class PastChange(SettingChange):
    """A change with what stood there `before` and `after`, by the names of its fields."""

    before = fields.Dict(keys=fields.String(), required=True)
    after = fields.Dict(keys=fields.String(), required=True)


class PastChanges(Schema):
    """A page of them, the newest first; the next one is asked for with `after`, null at the end."""

    changes = fields.List(fields.Nested(PastChange), required=True)
    after = fields.UUID(required=True, allow_none=True)


class PastQuery(Schema):
    """Where the page begins."""

    after = fields.UUID(metadata={"description": "`after` of the page before"})


@api.route("")
@api.response(200, SettingChanges)
def list_setting_changes() -> dict[str, Any]:
    """Up to fifty changes of the last four minutes: of managers everybody's, of others those of their own settings."""
    return {"changes": visible(list(_in_reach().limit(MOST_LISTED)))}


@api.route("/history", role="manager", problems=("not_found",))
@api.arguments(PastQuery, location="query")
@api.response(200, PastChanges)
def list_setting_history(asked: dict[str, Any]) -> dict[str, Any]:
    """Who changed what in the settings, for thirty days, fifty a page, the newest first."""
    found, after = history(asked.get("after"))
    return {"changes": found, "after": after}


@api.route(
    "/<uuid:setting_change>",
    methods=["DELETE"],
    problems=("conflict", "invalid", "last_owner", "own_account"),
)
@api.response(204)
def undo_setting_change(setting_change: UUID) -> None:
    """Take a change back, within four minutes; 409 when it was changed again since."""
    found = _in_reach().where(changes.SettingChange.id == setting_change).first()
    if found is None or not visible([found]):
        raise NotFound()
    _UNDOING[found.subject](found)


def _in_reach() -> Any:
    return changes.in_reach().where(changes.SettingChange.subject.in_(list(_UNDOING)))

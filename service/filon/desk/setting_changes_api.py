"""Changes in the settings as JSON, whichever room they were made in: those that can be taken back, and doing so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint
from filon.intake import form_maps
from filon.interactions import customised
from filon.leads import arranging, assigning, defining
from filon.leads.labels import Label
from filon.notifications import snippets
from filon.tenants import business, changes, members, presence, sites

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

api = Blueprint(
    "setting_changes_api",
    __name__,
    url_prefix="/api/v1/setting-changes",
    description="Changes in the settings, which can be taken back",
)


class SettingChange(Schema):
    """A change: of what kind of thing, of which one (`about`), and `what` of it is otherwise. `by` is a name."""

    id = fields.UUID(required=True)
    subject = fields.String(required=True, metadata={"enum": list(_UNDOING)})
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


@api.route("")
@api.response(200, SettingChanges)
def list_setting_changes() -> dict[str, Any]:
    """Up to fifty changes of the last four minutes: of managers everybody's, of others those of their own settings."""
    return {"changes": _visible(list(changes.in_reach().limit(MOST_LISTED)))}


@api.route(
    "/<uuid:setting_change>",
    methods=["DELETE"],
    problems=("conflict", "invalid", "last_owner", "own_account"),
)
@api.response(204)
def undo_setting_change(setting_change: UUID) -> None:
    """Take a change back, within four minutes; 409 when it was changed again since."""
    found = changes.in_reach().where(changes.SettingChange.id == setting_change).first()
    if found is None or not _visible([found]):
        raise NotFound()
    _UNDOING[found.subject](found)


def _visible(found: list[Any]) -> list[Any]:
    """Those that are not about a field that is hidden from the one acting, nor about one of its choices."""
    hidden = customised.hidden_fields()
    if hidden:
        choices = Label.select(Label.id).where(Label.field_id.in_(hidden))
        hidden = hidden | {id for (id,) in choices.tuples()}
    return [change for change in found if change.about_id not in hidden]

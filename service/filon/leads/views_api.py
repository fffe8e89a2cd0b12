"""Views as JSON: lists that are kept under a name, for one member or for everybody of the business."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from filon.foundation import access
from filon.foundation.errors import NotFound
from filon.foundation.i18n import _
from filon.foundation.shapes import Truth
from filon.foundation.web import Blueprint
from filon.leads import views
from filon.leads.addresses import ALL, BOARD, ListAddress
from filon.leads.list_columns import MOST_SHOWN, columns_here
from filon.leads.schemas import ListQuery

api = Blueprint(
    "views_api", __name__, url_prefix="/api/v1/views", description="Lists that are kept under a name"
)
_SHAPES = ("list", BOARD)


class ViewList(ListQuery):
    """What narrows and sorts the view, as `GET /leads` takes it; {} is everybody."""

    class Meta:
        unknown = RAISE
        exclude = ("after",)


class View(Schema):
    """A kept list. `list` holds the parameters of `GET /leads` that give the same leads, each as text."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    is_shared = fields.Boolean(required=True)
    may_change = fields.Function(views.may_change, required=True, metadata={"type": "boolean"})
    list = fields.Function(
        lambda view: ListAddress(view.asked).narrowing,
        required=True,
        metadata={"type": "object", "additionalProperties": {"type": "string"}},
    )
    columns = fields.Function(
        lambda view: [column.key for column in ListAddress(view.asked).columns],
        required=True,
        metadata={"type": "array", "items": {"type": "string"}},
    )
    shape = fields.Function(
        lambda view: view.asked.get("shape", "list"), required=True, metadata={"type": "string"}
    )


class Views(Schema):
    views = fields.Nested(View, many=True, required=True)


def _known_column(key: str) -> None:
    if key not in columns_here():
        raise ValidationError(_("Il n’y a pas de colonne « %(key)s ».", key=key))


class ViewChange(Schema):
    """What shall be otherwise. A `list` takes the place of the whole former one.

    `place` counts from 1 among the shared views, or one's own; the last is whatever is beyond the end.
    """

    class Meta:
        unknown = RAISE

    name = fields.String(
        validate=validate.Length(1, views.LONGEST_NAME), metadata={"example": "Devis de plus de 50 000"}
    )
    list = fields.Nested(ViewList, metadata={"example": {"where": "amount:over:50000", "sort": "amount"}})
    columns = fields.List(
        fields.String(validate=_known_column),
        validate=validate.Length(max=MOST_SHOWN),
        metadata={
            "description": "Keys of columns, `fields.` and its key for a field of your own; [] for the usual ones",
            "example": ["status", "owner", "amount"],
        },
    )
    shape = fields.String(validate=validate.OneOf(_SHAPES))
    is_shared = Truth(metadata={"example": True})
    place = fields.Integer(strict=True, validate=validate.Range(min=1))


class NewView(ViewChange):
    """As ViewChange, with a name. What a program makes must be shared."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, views.LONGEST_NAME),
        metadata={"example": "Devis de plus de 50 000"},
    )


@api.route("", scope="leads:read")
@api.response(200, Views)
def list_views() -> Any:
    """The shared views in their order, then the caller's own."""
    return {"views": list(views.View.of(access.actor().member))}


@api.route("", methods=["POST"], scope="leads:write", problems=("conflict",))
@api.arguments(NewView)
@api.response(201, View)
def add_view(given: dict[str, Any]) -> Any:
    """Keep a list under a name, the last of its kind. To share one takes a manager, or a program."""
    asked = _asked({"status": ALL}, given)
    view = views.keep_view(given["name"], asked, shared=given.get("is_shared", False))
    if "place" in given:
        views.place_view(view, given["place"])
    return view


@api.route("/<uuid:view>", scope="leads:read")
@api.response(200, View)
def show_view(view: UUID) -> Any:
    """One view that the caller sees. `GET /leads?view=` lists its leads."""
    return views.the_view(view)


@api.route("/<uuid:view>", methods=["PATCH"], scope="leads:write")
@api.arguments(ViewChange, required=False)
@api.response(200, View)
def change_view(given: dict[str, Any], view: UUID) -> Any:
    """Rename it, let it show something else, share it or no more, or give it another place."""
    found = views.the_view(view)
    shows_else = given.keys() & {"list", "columns", "shape"}
    asked = _asked(found.asked, given) if shows_else else None
    views.change_view(found, name=given.get("name"), asked=asked, shared=given.get("is_shared"))
    if "place" in given:
        views.place_view(found, given["place"])
    return found


@api.route("/<uuid:view>", methods=["DELETE"], scope="leads:write")
@api.response(204)
def delete_view(view: UUID) -> None:
    """Delete it; for a day it can be had back."""
    views.delete_view(views.the_view(view))


@api.route("/<uuid:view>/restoration", methods=["POST"], scope="leads:write")
@api.response(200, View)
def restore_view(view: UUID) -> Any:
    """Have back one that was deleted, where it was."""
    found = views.deleted_view(view)
    if found is None:
        raise NotFound()
    views.restore_view(found)
    return found


def _asked(before: dict[str, str], given: dict[str, Any]) -> dict[str, str]:
    """The address that a view keeps: the former one, and what was given instead."""
    asked = dict(before)
    if "list" in given:
        for name in ("status", "where", "q", "sort"):
            asked.pop(name, None)
        asked |= {"status": ALL} | {name: str(text) for name, text in request.get_json()["list"].items()}
    if "columns" in given:
        asked["columns"] = ",".join(given["columns"])
    if "shape" in given:
        asked["shape"] = given["shape"]
    return ListAddress(asked).with_()

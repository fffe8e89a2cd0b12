"""The leads as JSON: the list, one lead, adding, changing, status, and the trash."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request, url_for
from marshmallow import EXCLUDE, Schema, fields

from filon.foundation import web
from filon.foundation.database import locked
from filon.foundation.errors import Invalid, NotFound, Stale
from filon.foundation.i18n import _
from filon.foundation.shapes import IdsInAddress, TruthInAddress
from filon.interactions import customised, edits, trash
from filon.leads import by_hand, custom_fields, documents
from filon.leads.addresses import ListAddress
from filon.leads.contacts import clean
from filon.leads.counting import counted
from filon.leads.fields import Field
from filon.leads.labels import Label
from filon.leads.listing import can_begin, page_of
from filon.leads.models import LARGEST_NUMBER, PAGE_ROWS, Lead, the_lead
from filon.leads.schemas import ListQuery, choice_of
from filon.leads.search import noted_of
from filon.leads.views import the_view

from . import standing, trashing

api = web.Blueprint("leads_api", __name__, url_prefix="/api/v1/leads", description="The people who asked")
_NUMBER = "/<int:number>"
_TAG = {"ETag": {"schema": {"type": "string"}, "description": "for If-Match"}}


class ListedQuery(ListQuery):
    """As ListQuery, of a kept view; what is given besides takes the place of what the view says."""

    view = fields.UUID(metadata={"description": "a view's id, from `/views`"})


class TrashingQuery(Schema):
    """{cancel, tells}: what becomes of appointments to come; they stay cancelled when the lead is restored."""

    class Meta:
        unknown = EXCLUDE

    cancel = IdsInAddress(
        description="they are cancelled along: these ids, by commas, or all that there are (true)"
    )
    tells = TruthInAddress(
        metadata={"description": "lead and guests hear of that by mail; as it was agreed without it"}
    )


@api.route("", scope="leads:read", problems=("not_found",))
@api.arguments(ListedQuery, location="query")
@api.response(200, documents.Leads)
def list_leads(asked: dict[str, Any]) -> Any:
    """Fifty leads a page, the newest first unless sorted otherwise; the header Link leads to the next page."""
    if "view" in asked:
        asked = _of_view(asked["view"]) | asked
    choice, after = choice_of(asked, ZoneInfo(web.identity().zone)), asked.get("after")
    if after is not None and not can_begin(choice, after):
        raise Invalid({"query.after": [_("Ce repère n’est pas de cette liste")]})
    found = page_of(choice, after)
    noted = noted_of([lead.number for lead in found.leads], choice.typed)
    for lead in found.leads:
        lead.found_in_note = "".join(text for text, _is_found in noted.get(lead.number, ())) or None
    headers = {}
    if found.after:
        same = {name: request.args[name] for name in ListedQuery().fields if name in request.args}
        headers["Link"] = f'<{request.path}?{urlencode({**same, "after": found.after})}>; rel="next"'
    return {"leads": found.leads, "after": found.after, "is_sorted": found.is_sorted}, 200, headers


@api.route("/count", scope="leads:read", problems=("not_found",))
@api.arguments(ListedQuery(exclude=("after",)), location="query")
@api.response(200, documents.Count)
def count_leads(asked: dict[str, Any]) -> Any:
    """How many leads the same list has, exact to a thousand.

    Null where `q` finds more than a thousand of whom none of the newest passes the filters.
    """
    if "view" in asked:
        asked = _of_view(asked["view"]) | asked
    found = counted(choice_of(asked, ZoneInfo(web.identity().zone)))
    return found or {"number": None, "is_all": False}


@api.route("", methods=["POST"], role="agent", scope="leads:write")
@api.arguments(documents.NewLead)
@api.response(201, documents.Lead, headers={**_TAG, "Location": {"schema": {"type": "string"}}})
def add_lead(given: dict[str, Any]) -> Any:
    """Add a lead by hand. Whoever has the same phone or e-mail is marked as a probable duplicate, nothing more."""
    region = web.identity().region
    typed = documents.typed_fields({name: value for name, value in given.items() if value})
    # Nothing is required of a program: what it brings may be the only trace of somebody who asks.
    own, errors = custom_fields.read_for_new(_own(given), region, whole=False)
    if errors:
        raise Invalid({f"fields.{key}": said for key, said in errors.items()})
    lead = edits.add_lead(typed, region, own)
    customised.give_tags(lead, given.get("tags", []))
    return lead, 201, {**_tag(lead), "Location": url_for("leads_api.show_lead", number=lead.number)}


@api.route(_NUMBER, scope="leads:read")
@api.response(200, documents.Lead, headers=_TAG)
def show_lead(number: int) -> Any:
    """One lead, with the tag that a change may name."""
    lead = the_lead(number)
    return lead, 200, _tag(lead)


@api.route(_NUMBER, methods=["PATCH"], role="agent", scope="leads:write", problems=("stale",))
@api.arguments(documents.LeadChange)
@api.doc(
    parameters=[{"in": "header", "name": "If-Match", "schema": {"type": "string"}, "required": False}],
)
@api.response(200, documents.Lead, headers=_TAG)
def change_lead(given: dict[str, Any], number: int) -> Any:
    """Change some fields, all of them or none. With If-Match only if it is still what was seen: 412 otherwise."""
    lead, region = the_lead(number), web.identity().region
    _check_seen(lead)
    typed = documents.typed_fields(given)
    own = customised.read_values(lead, _own(given), region)
    if errors := by_hand.read_fields(typed, region)[1]:
        raise Invalid(errors)
    # Last: whoever gives a lead away may not see it any more.
    owner = typed.pop("owner", None)
    for field, text in typed.items():
        edits.change_field(lead, field, text, region)
    for own_field, text in own.items():
        customised.change_value(lead, own_field, text, region)
    if "tags" in given:
        customised.give_tags(lead, given["tags"])
    if owner is not None:
        edits.change_field(lead, "owner", owner, region)
    return lead, 200, _tag(lead)


@api.route(f"{_NUMBER}/status", methods=["PUT"], role="agent", scope="leads:write", problems=("stale",))
@api.arguments(documents.StatusChange)
@api.response(200, documents.Lead, headers=_TAG)
def change_status(given: dict[str, Any], number: int) -> Any:
    """Move the lead to another status. Whoever is won or lost waits for no call, and who is lost for no reminder."""
    lead = the_lead(number)
    _check_seen(lead)
    reason = clean(given["reason"]) if given["status"] == "lost" else ""
    stage = _stage(given["stage"], given["status"])
    wanted = (given["status"], reason, stage and stage.id)
    if wanted != (lead.status, lead.lost_reason or "", lead.stage_id):
        standing.change_status(lead, given["status"], reason, stage)
    return lead, 200, _tag(lead)


@api.route("/trash", scope="leads:read")
@api.arguments(documents.TrashQuery, location="query")
@api.response(200, documents.TrashedLeads)
def list_trash(asked: dict[str, Any]) -> Any:
    """Fifty leads of the trash a page, the last put there first; they stay for thirty days."""
    leads = list(Lead.trashed(asked.get("after"), PAGE_ROWS + 1))
    shown, more = leads[:PAGE_ROWS], len(leads) > PAGE_ROWS
    return {"leads": trash.with_trashing(shown), "after": str(shown[-1].number) if more else None}


@api.route(
    f"{_NUMBER}/trash",
    methods=["PUT"],
    role="agent",
    scope="leads:write",
    problems=("appointments_to_come",),
)
@api.arguments(TrashingQuery, location="query")
@api.response(204)
def trash_lead(asked: dict[str, Any], number: int) -> None:
    """Put the lead into the trash, from where it can be restored for thirty days.

    With appointments to come 409 `appointments_to_come` names them, unless it is said to `cancel` them all along.
    Whoever has shown them to somebody gives their ids: one that was agreed on since is then named, not cancelled.
    """
    trashing.put_into_trash(the_lead(number), cancels=asked.get("cancel", ()), tells=asked.get("tells"))


@api.route(f"{_NUMBER}/trash", methods=["DELETE"], role="agent", scope="leads:write")
@api.response(204)
def restore_lead(number: int) -> None:
    """Take the lead out of the trash, as it was."""
    trash.restore_lead(trashed_lead(number))


def _of_view(id: UUID) -> dict[str, Any]:
    """What a view asks for; Invalid rather than more leads than it means, when a field of it is gone."""
    address = ListAddress(the_view(id).asked)
    if address.wrong:
        raise Invalid({"query.view": address.wrong})
    return address.asked


def trashed_lead(number: int) -> Any:
    """The lead in the trash that has this number."""
    lead = Lead.in_trash(number) if number <= LARGEST_NUMBER else None
    if lead is None:
        raise NotFound()
    return lead


def _own(given: dict[str, Any]) -> dict[str, str]:
    """What was given for the business's own fields, by their keys; Invalid for one that the caller can't see."""
    typed = documents.typed_values(given.get("own", {}))
    if unknown := typed.keys() - {field.key for field in Field.visible()}:
        raise Invalid({f"fields.{key}": [_("Ce champ n’existe pas.")] for key in sorted(unknown)})
    return typed


def _stage(id: UUID | None, status: str) -> Any:
    stages = {stage.id: stage for stage in Label.stages() if stage.within == status}
    if id is not None and id not in stages:
        raise Invalid({"json.stage": [_("Choisissez une étape de cet état.")]})
    return id and stages[id]


def _check_seen(lead: Any) -> None:
    seen = request.headers.get("If-Match", "*").strip()
    tags = [tag.strip().removeprefix("W/") for tag in seen.split(",")]
    if seen == "*":
        return
    current = locked(Lead.kept().where(Lead.id == lead.id)).first()  # and so it stays until it is written
    if current is None:
        raise NotFound()
    if documents.tag_of(current) not in tags:
        raise Stale(current=documents.document_of(current))


def _tag(lead: Any) -> dict[str, str]:
    return {"ETag": documents.tag_of(lead)}

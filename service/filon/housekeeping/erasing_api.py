"""What a person may ask of the business, and what a site may for whoever proved an address, as JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from filon.foundation.limits import Flood
from filon.foundation.transactions import look_first
from filon.foundation.web import Blueprint
from filon.housekeeping import dossier, erasing, own_lines
from filon.housekeeping.erasing import Undelivered
from filon.leads import erasure_requests
from filon.leads.contacts import read_email
from filon.tenants import signed, site_calls
from filon.tenants.models import Site, Tenant

api = Blueprint("erasing_api", __name__, url_prefix="/api/v1", description="What a person may ask for")
sites_api = Blueprint(
    "sites_people", __name__, url_prefix="/api/v1/sites", description="Calls of a WordPress site's plugin"
)

# Far more than people ask an honest site for; each call looks through what was set aside.
_asking = Flood(burst=60, per_second=60 / 3600)
MOST_UNDELIVERED = 200


class KeptMoment(Schema):
    at = fields.String(required=True, metadata={"format": "date-time"})
    kind = fields.String(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)
    earlier_texts = fields.List(fields.String(), required=True)
    details = fields.Dict(keys=fields.String(), required=True)


class AskedErasure(Schema):
    """That they asked a site to be erased, by which address; nobody has decided yet."""

    email = fields.String(required=True, metadata={"description": "Empty for what was asked long ago"})
    asked_at = fields.String(required=True, metadata={"format": "date-time"})
    site = fields.String(required=True, metadata={"description": "Address of the site"})


class Dossier(Schema):
    """Everything that the business keeps of a person. `history` is the timeline with all versions of notes."""

    number = fields.Integer(required=True)
    exported_at = fields.String(required=True, metadata={"format": "date-time"})
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    first_name = fields.String(required=True)
    last_name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    phone_typed = fields.String(required=True, allow_none=True)
    company = fields.String(required=True)
    status = fields.String(required=True)
    source = fields.String(required=True)
    source_detail = fields.String(required=True)
    amount = fields.String(required=True, allow_none=True)
    currency = fields.String(required=True)
    note = fields.String(required=True)
    message = fields.String(required=True)
    page = fields.String(required=True)
    attribution = fields.Dict(keys=fields.String(), required=True)
    consent = fields.List(fields.Dict(keys=fields.String()), required=True)
    basis = fields.String(required=True, metadata={"enum": ["consent", "request"]})
    own = fields.Dict(
        data_key="fields", attribute="fields", keys=fields.String(), values=fields.String(), required=True
    )
    tags = fields.List(fields.String(), required=True)
    history = fields.List(fields.Nested(KeptMoment), required=True)
    orders = fields.List(fields.Dict(keys=fields.String()), required=True)
    reminders = fields.List(fields.Dict(keys=fields.String()), required=True)
    files = fields.List(fields.Dict(keys=fields.String()), required=True)
    erasures_asked = fields.List(fields.Nested(AskedErasure), required=True)


class Erasure(Schema):
    """Somebody who asked a site to be erased: the lead's number, by which address, and until when to answer."""

    id = fields.UUID(required=True)
    lead = fields.Integer(required=True)
    email = fields.String(required=True, metadata={"description": "Empty for what was asked long ago"})
    site = fields.String(required=True, metadata={"description": "Address of the site"})
    asked_at = fields.AwareDateTime(required=True)
    decide_before = fields.Date(required=True)


class Erasures(Schema):
    erasures = fields.List(fields.Nested(Erasure), required=True)


def _must_be_an_address(text: str) -> None:
    """Nothing less: whatever has it is emptied."""
    if read_email(text) != text.strip():
        raise ValidationError("Must be an e-mail address.")


class PersonRequest(Schema):
    """{email}: the address that somebody proved to the site."""

    class Meta:
        unknown = EXCLUDE

    email = fields.String(required=True, validate=[validate.Length(3, 320), _must_be_an_address])


class UndeliveredLine(Schema):
    class Meta:
        unknown = EXCLUDE

    uuid = fields.UUID(required=True)
    sha256 = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    submitted_at = fields.AwareDateTime(required=True)


class ErasureAsked(PersonRequest):
    """{email, undelivered}: besides, the lines that the site emptied before it could deliver them."""

    undelivered = fields.List(
        fields.Nested(UndeliveredLine), load_default=list, validate=validate.Length(max=MOST_UNDELIVERED)
    )


class Row(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)


class OwnRequest(Schema):
    """Something that was sent, in words."""

    rows = fields.List(fields.Nested(Row), required=True)


class OwnRequests(Schema):
    """What was sent from the site with the address typed in it; nothing else that the business has."""

    requests = fields.List(fields.Nested(OwnRequest), required=True)


class ErasureNoted(Schema):
    """How many people the business is now asked about, and how many lines that were nobody's are empty."""

    asked = fields.Integer(required=True)
    emptied = fields.Integer(required=True)


@api.route("/leads/<int:number>/person", role="manager")
@api.response(200, Dossier)
def show_person(number: int) -> dict[str, Any]:
    """All that is kept of a person, in the trash or not, to be given to them."""
    return dossier.dossier_of(erasing.the_person(number))


@api.route("/leads/<int:number>/person", methods=["DELETE"], role="manager", problems=("own_account",))
@api.response(204)
def erase_person(number: int) -> None:
    """Erase a person for good: no trash, no undo, and no backup brings them back."""
    erasing.erase_person(erasing.the_person(number))


@api.route("/erasures", role="manager")
@api.response(200, Erasures)
def list_erasures() -> dict[str, Any]:
    """Who asked a site to be erased and waits for an answer, the oldest first, up to fifty."""
    sites, zone = {site.id: site.home_url for site in Site.select()}, Tenant.current().zone
    return {
        "erasures": [
            {
                "id": one.id,
                "lead": lead.number,
                "email": one.email,
                "site": sites[one.site_id],
                "asked_at": one.asked_at,
                "decide_before": erasing.decide_before(one.asked_at, zone),
            }
            for one, lead in erasure_requests.leads_asked_for()
        ]
    }


@api.route("/erasures/<uuid:erasure>", methods=["DELETE"], role="manager", problems=("own_account",))
@api.response(204)
def refuse_erasure(erasure: UUID) -> None:
    """The person stays, for a reason that the business tells them."""
    erasing.refuse(erasure)


@sites_api.route("/person", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid"))
@sites_api.doc(security=signed.SECURITY)
@sites_api.alt_response(200, schema=OwnRequests)
def tell_person() -> Any:
    """What somebody who proved this address has sent the site themselves. The business tells them the rest. Signed."""
    with signed.calling() as caller:
        email = signed.read_body(PersonRequest(), caller.call.body)["email"].strip()
        _asking.spend(caller.site.id.hex)
        with look_first():
            told = own_lines.told(caller.site.id, email)
        with site_calls.begun(caller):
            requests = [{"rows": [{"name": name, "value": said} for name, said in rows]} for rows in told]
    return signed.answer({"requests": requests}, caller)


@sites_api.route("/person/erasure", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid"))
@sites_api.doc(security=signed.SECURITY)
@sites_api.alt_response(200, schema=ErasureNoted)
def ask_for_erasure() -> Any:
    """Somebody who proved this address to the site wants to be erased: the business is asked. Signed."""
    with signed.calling() as caller:
        asked = signed.read_body(ErasureAsked(), caller.call.body)
        _asking.spend(caller.site.id.hex)
        # Each is entered for good.
        site_calls.spend_more(caller, len(asked["undelivered"]))
        undelivered = [
            Undelivered(line["uuid"], line["sha256"], line["submitted_at"]) for line in asked["undelivered"]
        ]
        with look_first():
            meant = erasing.look_for(caller.site.id, asked["email"].strip())
        with site_calls.begun(caller):
            people, emptied = erasing.ask_for_erasure(caller.site.id, meant, undelivered)
    return signed.answer({"asked": people, "emptied": emptied}, caller)

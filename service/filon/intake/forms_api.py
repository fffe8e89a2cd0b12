"""The forms of a business's sites as JSON: what each field is taken for, and saying what it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate

from filon.foundation.shapes import Truth
from filon.foundation.web import Blueprint
from filon.intake import form_maps, form_tests, habits
from filon.intake.mapping import IGNORE
from filon.intake.meaning import meaning_of
from filon.intake.models import FormMap
from filon.intake.schemas import SLOTS
from filon.tenants import changes, signed, site_calls
from filon.tenants.models import Site

LONGEST_ID = 1_000
MOST_ANNOUNCED = 100

api = Blueprint("forms_api", __name__, url_prefix="/api/v1/forms", description="The forms of the sites")
sites_api = Blueprint(
    "sites_forms", __name__, url_prefix="/api/v1/sites", description="Calls of a WordPress site's plugin"
)


class FormField(Schema):
    """A field. `said` is what people said that it is, `read` what Filon takes it for by itself; null for neither."""

    id = fields.String(required=True)
    label = fields.String(required=True, allow_none=True)
    type = fields.String(required=True, allow_none=True)
    said = fields.String(required=True, allow_none=True)
    read = fields.String(required=True, allow_none=True)


class KnownForm(Schema):
    """A form as it was last seen."""

    id = fields.UUID(required=True)
    site = fields.UUID(required=True)
    title = fields.String(required=True)
    silent_since = fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "its last request, when it is silent against its habit"},
    )
    tested_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when its last nightly test ended here"}
    )
    test_fault = fields.String(
        required=True,
        metadata={
            "description": "what is wrong with the last nightly test; empty when nothing is, or none is made"
        },
    )
    # Not the fields of the schema itself, which marshmallow calls so.
    seen = fields.List(fields.Nested(FormField), data_key="fields", required=True)


class KnownForms(Schema):
    """`slots` are what a field can be: built in, one of the business's own fields, its tags, or nothing ("ignore")."""

    forms = fields.List(fields.Nested(KnownForm), required=True)
    slots = fields.List(fields.String(), required=True)


class FieldSaid(Schema):
    """{field, slot}: which field is for which of `slots`; null leaves it to Filon again."""

    class Meta:
        unknown = RAISE

    field = fields.String(
        required=True, validate=validate.Length(1, LONGEST_ID), metadata={"example": "your-subject"}
    )
    slot = fields.String(
        required=True, allow_none=True, validate=validate.Length(1, 100), metadata={"example": "company"}
    )


class AnnouncedField(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True, validate=validate.Length(1, 191))
    label = fields.String(load_default="", validate=validate.Length(max=500))
    type = fields.String(load_default="", validate=validate.Length(max=40))


class AnnouncedTest(Schema):
    """A form that its site tests each night: since when, and how the last try ended there; null before the first."""

    class Meta:
        unknown = EXCLUDE

    since = fields.AwareDateTime(required=True)
    tried_at = fields.AwareDateTime(load_default=None, allow_none=True)
    outcome = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"[a-z_]{1,40}\Z"),
        metadata={"description": "sent, sent_past_captcha, captcha, waiting, or what went wrong"},
    )
    detail = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))


class AnnouncedForm(Schema):
    """A form that exists on the site: `source` is the form plugin as in a submission, `form` its id there."""

    class Meta:
        unknown = EXCLUDE

    source = fields.String(required=True, validate=validate.Regexp(r"[a-z0-9][a-z0-9_-]{0,39}\Z"))
    form = fields.String(required=True, validate=validate.Length(1, 191))
    title = fields.String(load_default="", validate=validate.Length(max=300))
    seen = fields.List(
        fields.Nested(AnnouncedField),
        data_key="fields",
        load_default=list,
        validate=validate.Length(max=form_maps.MOST_FIELDS),
    )
    test = fields.Nested(AnnouncedTest, load_default=None, allow_none=True)
    excluded = Truth(
        load_default=False, metadata={"description": "its owner has chosen that its requests are not sent"}
    )


class AnnouncedForms(Schema):
    class Meta:
        unknown = EXCLUDE

    forms = fields.List(
        fields.Nested(AnnouncedForm), required=True, validate=validate.Length(max=MOST_ANNOUNCED)
    )
    whole = fields.List(
        fields.String(validate=validate.Length(1, 40)),
        load_default=list,
        validate=validate.Length(max=MOST_ANNOUNCED),
        metadata={"description": "form plugins, as `source`, of which these are all forms: others are gone"},
    )


class FormsKnown(Schema):
    known = fields.Integer(required=True, metadata={"description": "how many forms of the site are known"})


@sites_api.route("/forms", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid"))
@sites_api.doc(security=signed.SECURITY)
@sites_api.alt_response(200, schema=FormsKnown)
def announce_forms() -> Any:
    """The forms that exist on the site, before anybody sends one: a map of each can be looked at. Signed."""
    with signed.calling() as caller:
        said = signed.read_body(AnnouncedForms(), caller.call.body)
        site_calls.spend_more(caller, len(said["forms"]))
        with site_calls.begun(caller):
            known = form_maps.note_announced(caller.site.id, said["forms"])
            form_tests.note_announced(caller.site.id, said["forms"])
            habits.note_announced(caller.site.id, said["forms"], said["whole"])
    return signed.answer({"known": known}, caller)


@api.route("", role="manager")
@api.response(200, KnownForms)
def list_forms() -> dict[str, Any]:
    """The forms of all sites that are not cut off, by title."""
    sites = [site.id for site in Site.select(Site.id).where(Site.revoked_at.is_null())]
    rows = FormMap.select().where(FormMap.site_id.in_(sites)).order_by(FormMap.title, FormMap.id)
    return {"forms": list(map(_document, rows)), "slots": [*SLOTS, *form_maps.own_slots(), IGNORE]}


@api.route("/<uuid:form>", methods=["PATCH"], role="manager")
@api.arguments(FieldSaid)
@api.response(200, KnownForm)
def say_form_field(given: dict[str, Any], form: UUID) -> dict[str, Any]:
    """Say what a field is, for what is sent from now on. A slot has one field: another that had it loses it."""
    before, after = form_maps.say_field(form, given["field"], given["slot"])
    if after:
        changes.note("form", form, before, after)
    return _document(FormMap.find(form))


def _document(form: Any) -> dict[str, Any]:
    seen = [
        {name: field[name] for name in ("id", "label", "type")}
        | {
            "said": form.slots.get(field["id"]),
            "read": meaning_of(field["id"], field["label"], field["type"]).only or None,
        }
        for field in form.fields
    ]
    about = {"id": form.id, "site": form.site_id, "title": form.title, "silent_since": form.silent_since}
    about |= {"tested_at": form.test_ended_at if form.test_since else None, "test_fault": form.test_fault}
    return about | {"seen": seen}

"""The real service with one room more, which has what no page of today has yet (an upload) and levers for tests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Response, jsonify, make_response, render_template_string, request

from filon.app import create_app as real_app
from filon.appointments import links
from filon.appointments.models import Appointment
from filon.appointments.plans import Plan as Meeting
from filon.dashboard.frame import Pages, back_to
from filon.desk import meetings, own_minutes, reminders, standing
from filon.foundation import clock
from filon.foundation.access import Actor, acting_as
from filon.foundation.ids import new_id
from filon.foundation.outbox import Event
from filon.foundation.signatures import read_connection_code
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.interactions import edits
from filon.interactions.bulk import Wanted
from filon.interactions.messages import write_message
from filon.interactions.minutes import Minutes
from filon.interactions.models import Interaction
from filon.leads import erasure_requests, suspected
from filon.leads.models import Lead
from filon.tasks.actions import Plan
from filon.tenants import actions as tenants
from filon.tenants import doorplates, invitations, ownership, sessions, site_secrets
from filon.tenants.links import new_link
from filon.tenants.models import Member, Session, Site
from filon.tenants.pairing import pair
from filon.worker.events import claim, run

pages = Pages("trial", __name__)

UPLOAD = """
{% extends "dashboard/plain.html" %}
{% block title %}Essai{% endblock %}
{% block main %}
<h1>Essai</h1>
<form method="post" action="{{ page_url('trial.upload') }}" enctype="multipart/form-data">
<input type="file" name="file" aria-label="Fichier"><button type="submit" class="btn">Envoyer</button></form>
<p id="got">{{ request.args.get("got", "") }}</p>
<img alt="Essai" width="32" {{ "data-src" if frame() == "wp" else "src" }}="{{ page_url('trial.picture') }}">
{% endblock %}
"""

_PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="32" height="32"/></svg>'
)


@pages.get("/trial")
def show() -> Response:
    return make_response(render_template_string(UPLOAD, request=request))


@pages.post("/trial")
def upload() -> Response:
    file = request.files["file"]
    return back_to("trial.show", got=f"{file.filename}: {len(file.read())} octets")


@pages.get("/trial/picture")
def picture() -> Response:
    response = make_response(_PICTURE)
    response.headers["Content-Type"] = "image/svg+xml"
    return response


def create_app() -> Flask:
    """The application that granian serves in these tests."""
    app = real_app()
    app.register_blueprint(pages)

    @app.post("/codes")
    def add_client() -> dict[str, str]:
        """A new client and the connection code of its site."""
        added = tenants.add_client(
            service=app.config["FILON"].address,
            name="Menuiserie Atlas",
            site_url=request.get_json()["site_url"],
            owner_email=f"alice-{new_id().hex}@example.com",
            region="MA",
            currency="MAD",
            zone="Africa/Casablanca",
            language="fr",
        )
        return {"site": str(added.site), "code": added.code}

    @app.post("/pairings")
    def pair_site() -> dict[str, str]:
        """Pair without the door, where one address may pair thirty times an hour."""
        asked = request.get_json()
        paired = pair(
            token=read_connection_code(asked["code"])[1],
            nonce="0" * 32,
            home_url=asked["site_url"],
            rest_url=f"{asked['site_url']}/wp-json/",
            version="0.1.0",
            wordpress="7.1",
            php="8.2",
        )
        return {"secret": paired.secret}

    @app.post("/work")
    def work() -> dict[str, int]:
        """Run what is due, as a worker would."""
        done = 0
        while events := claim(Event.name.is_null(False), "browser"):
            for event in events:
                run(event, app.config["FILON"])
                done += 1
        return {"done": done}

    @app.post("/levers/<uuid:site>/<lever>")
    def pull(site: UUID, lever: str) -> Any:
        tenant = doorplates.tenant_of_site(site)
        assert tenant is not None
        with acting_for(tenant), transaction():
            return jsonify(LEVERS[lever](site))

    @app.post("/levers/<uuid:site>/hire/<name>")
    def hire(site: UUID, name: str) -> dict[str, str]:
        tenant = doorplates.tenant_of_site(site)
        assert tenant is not None
        with acting_for(tenant), transaction():
            added = tenants.add_member(
                name=name, email=f"{new_id().hex}@atlas.example", role="agent", language="fr"
            )
        return {"member": str(added.id)}

    return app


def _end_sessions(site: UUID) -> int:
    return int(Session.delete().where(Session.site_id == site).execute())


def _revoke(site: UUID) -> str:
    tenants.revoke_site(Site.find(site))
    return "revoked"


def _secret(site: UUID) -> str:
    return site_secrets.secret_of(Site.find(site))


def _sign_out(_site: UUID) -> int:
    return int(Session.delete().where(Session.site_id.is_null()).execute())


def _sign_in(_site: UUID) -> str:
    return sessions.open_session(Member.select().where(Member.email.is_null(False)).first())


def _remind(_site: UUID) -> str:
    """Reminders of every kind, for the first prospect or nobody; the id of one."""
    owner = Member.select().where(Member.email.is_null(False)).first()
    lead = Lead.by_number(1)
    for hours, title, about in (
        (-20, "Relancer le devis de l’escalier en hêtre étuvé, livraison comprise", lead),
        (-1, "", lead),
        (1, "Donaudampfschifffahrtsgesellschaftskapitän" * 4, None),
        (30, "الاتصال بالمورد بخصوص الخشب", None),
        (400, "Relever la caisse", None),
    ):
        who = Actor("owner", owner.id, "Alice")
        with acting_as(who), clock.standing_at(clock.now() - timedelta(days=2)):
            plan = Plan(clock.now() + timedelta(days=2, hours=hours), title, owner.id)
            task = reminders.plan(plan, about)
    reminders.change(task, repeat="weekday")
    return str(task.id)


def _furnish(site: UUID) -> dict[str, str]:
    """A message, a change of many, an appointment, somebody who may be the first prospect and asks to be erased."""
    owner = Member.select().where(Member.email.is_null(False)).first()
    dina = tenants.add_member(
        name="Dina Abdelkrim-Benchekroun",
        email=f"{new_id().hex}@atlas.example",
        role="manager",
        language="fr",
    )
    first, second = Lead.by_number(1), Lead.by_number(2)
    with acting_as(Actor("manager", dina.id, dina.name)):
        write_message(first, "Il rappellera, et le devis est prêt : " + "kapitän" * 40, [owner.id])
    with acting_as(Actor("owner", owner.id, "Alice")):
        twin = edits.add_lead(
            {"name": "Bennani Salma", "phone": first.phone, "email": "salma@example.com"}, "MA"
        )
        suspected.keep(twin, [first])
        erasure_requests.note(site, first.id, "salma@example.com")
        many = standing.change_many([1, 2, 3], Wanted("tag", "Donaudampfschifffahrtsgesellschaft"), "MA")
        when = clock.now() + timedelta(days=1)
        met = meetings.book(Meeting(when, minutes=60, members=(owner.id, dina.id), lead=second, tells=False))
    return {
        "bulk_change": str(many.id),
        "appointment": str(met.id),
        "asked": str(Interaction.of(first.id, 1, kind="request").get().id),
        "invitation": new_link(invitations.PURPOSE, dina.id, invitations.LIFETIME),
        "ownership": new_link(ownership.PURPOSE, dina.id, ownership.LIFETIME),
    }


def _proposed_page(_site: UUID) -> str:
    """The path of the page of what was proposed last, as its mail has it."""
    asked = Appointment.select().where(Appointment.lead_confirms).order_by(Appointment.made_at.desc())
    return links.address_of(asked.get(), "")


def _minutes_page(_site: UUID) -> str:
    """The path of the page of the minutes that were mailed, as the mail has it."""
    return own_minutes.address_of(Minutes.select().where(Minutes.sent_at.is_null(False)).get().mail_id, "")


LEVERS = {
    "end-sessions": _end_sessions,
    "furnish": _furnish,
    "minutes-page": _minutes_page,
    "proposed-page": _proposed_page,
    "remind": _remind,
    "revoke": _revoke,
    "secret": _secret,
    "sign-in": _sign_in,
    "sign-out": _sign_out,
}

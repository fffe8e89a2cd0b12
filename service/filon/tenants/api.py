"""JSON that sites and frames ask for before or beside a dashboard: pairing, rotation, state, sessions, tickets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request

import filon
from filon.foundation import clock
from filon.foundation.errors import Forbidden, Invalid, Unauthorized
from filon.foundation.i18n import _, closest, language, speaking
from filon.foundation.limits import Flood, count_attempt
from filon.foundation.tenancy import acting_for
from filon.foundation.web import Blueprint, client_address, identity, settings
from filon.tenants import (
    actions,
    doorplates,
    embedding,
    pairing,
    releases,
    schemas,
    sessions,
    signed,
    site_calls,
    site_secrets,
)
from filon.tenants.actions import is_address, is_same_place
from filon.tenants.models import Site, Tenant
from filon.tenants.revoked import SiteRevoked

api = Blueprint(
    "sites", __name__, url_prefix="/api/v1/sites", description="Calls of a WordPress site's plugin"
)
frame_api = Blueprint(
    "frame", __name__, url_prefix="/app/s/<uuid:site>", description="Sessions of embedded pages"
)

PAIRINGS_AN_HOUR = 30
_exchanges = Flood(burst=120, per_second=4)


@api.route(
    "/pairing",
    methods=["POST"],
    public=True,
    problems=("pairing_code_over", "site_revoked", "plugin_too_old", "too_many"),
)
@api.arguments(schemas.PairingRequest)
@api.response(200, schemas.PairingAnswer)
def pair_site(asked: dict[str, Any]) -> Any:
    """Exchange the token of a connection code for the site's id and secret."""
    with speaking(closest(asked.pop("locale"), otherwise=language())):
        count_attempt("pairing", client_address(), most=PAIRINGS_AN_HOUR, seconds=3600)
        site_calls.check_version(asked["version"])
        paired = pairing.pair(**asked)
    answer = {
        "site_id": str(paired.site),
        "secret": paired.secret,
        "business": paired.business,
        "dashboard": f"{settings().address}/app/s/{paired.site}/",
        "version": filon.__version__,
    }
    return answer, 200, signed.time_header()


@api.route("/secret", methods=["POST"], public=True, problems=signed.PROBLEMS)
@api.doc(security=signed.SECURITY)
@api.alt_response(200, schema=schemas.SecretAnswer)
def change_secret() -> Any:
    """Give the site a new secret; the old one is valid until the new one is first used. Signed."""
    with signed.calling() as caller, site_calls.begun(caller):
        site = Site.get_by_id(caller.site.id)
        secret = site_secrets.next_secret(site)
    return signed.answer({"secret": secret, "overlap_seconds": site_secrets.OVERLAP_SECONDS}, caller)


@api.route("/state", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid"))
@api.doc(security=signed.SECURITY)
@api.alt_response(200, schema=schemas.StateAnswer)
def tell_state() -> Any:
    """What the plugin says of itself, and what its admin bar shows. Signed."""
    with signed.calling() as caller:
        said = _read_state(caller.call.body)
        # It may have to be read from the disk, which no writer should wait for.
        release = releases.newest(settings().plugin)
        with site_calls.begun(caller):
            Site.update(**said, seen_at=clock.now()).where(Site.id == caller.site.id).execute()
            answer: dict[str, Any] = {"business": Tenant.current().name}
            for tell in _told:
                answer |= tell()
        if release:
            answer["plugin"] = release.document(settings().address)
    return signed.answer(answer, caller)


@api.route("/leaving", methods=["POST"], public=True, problems=(*signed.PROBLEMS, "invalid", "elsewhere"))
@api.doc(security=signed.SECURITY)
@api.alt_response(204)
def leave() -> Any:
    """The site is disconnected or the plugin deleted: it is revoked, and its people's sessions end. Signed."""
    with signed.calling() as caller:
        said = signed.read_body(schemas.LeavingRequest(), caller.call.body)
        with site_calls.begun(caller):
            # A copy holds the same secret; what happens to it must not cut the site off.
            if not is_same_place(said["home_url"], Site.get_by_id(caller.site.id).home_url):
                raise Forbidden(code="elsewhere")
            actions.revoke_site(caller.site)
    return "", 204, signed.time_header()


def _read_state(body: bytes) -> dict[str, Any]:
    """Columns of Site that the plugin's words change; raises Invalid."""
    said = signed.read_body(schemas.StateRequest(), body)
    for name in ("home_url", "rest_url", "admin_url"):
        if name in said and not is_address(said[name]):
            sentence = _("L’adresse du site doit commencer par https://")
            raise Invalid({name: [sentence]}, sentence)
    columns = {"wordpress": "wordpress_version", "php": "php_version"}
    said.pop("oldest_waiting_at")
    return {columns.get(name, name): value for name, value in said.items()}


# Leads stand on a floor above: app.py lends what tells of them.
_told: list[Callable[[], dict[str, Any]]] = []


def tell_with(*tellers: Callable[[], dict[str, Any]]) -> None:
    """Let each of these, called in the site's tenant, add to what a site is told when it says how it is."""
    _told[:] = tellers


@frame_api.route(
    "/session",
    methods=["POST"],
    public=True,
    problems=("token", "token_used", "clock_skew", "site_revoked", "forbidden", "too_many"),
)
@frame_api.arguments(schemas.EmbedToken)
@frame_api.response(201, schemas.EmbedSession)
def open_frame_session(asked: dict[str, Any], site: UUID) -> dict[str, Any]:
    """Exchange an embed token for a session of fifteen minutes."""
    _exchanges.spend(f"{site} {client_address()}")
    tenant = doorplates.tenant_of_site(site)
    if tenant is None:
        raise SiteRevoked()
    with acting_for(tenant):
        token, _member = embedding.exchange(
            asked["token"], site, settings().origin, request.user_agent.string
        )
    return {"session": token, "expires_in": int(sessions.FRAME_LIFETIME.total_seconds())}


@frame_api.route("/tickets", methods=["POST"], role="reader", problems=("site_revoked",))
@frame_api.doc(security=[{"frame": []}])
@frame_api.arguments(schemas.TicketRequest)
@frame_api.response(201, schemas.Ticket)
def give_ticket(asked: dict[str, Any], site: UUID) -> dict[str, Any]:
    """A one-use ticket of sixty seconds for a download below this frame."""
    path = asked["path"].partition("?")[0]
    if not path.startswith(request.path.removesuffix("tickets")):
        raise Invalid({"path": ["Tickets are for this dashboard only"]})
    who = identity()
    if who.session is None or who.member is None:
        raise Unauthorized()
    return {"ticket": sessions.new_ticket(session=who.session, member=who.member, path=path)}

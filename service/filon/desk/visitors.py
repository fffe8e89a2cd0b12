"""Pages for whoever books: nobody signs in, they work without scripts, and wear the business's name and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request

from filon.appointments.links import BOOKING
from filon.appointments.models import Kind
from filon.dashboard.frame import plain, private
from filon.foundation.access import SYSTEM
from filon.foundation.errors import NotFound
from filon.foundation.i18n import LANGUAGES, closest, language, speaking
from filon.foundation.limits import Flood
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.foundation.voice import Voice
from filon.foundation.web import check_same_origin, client_address, origin_of, settings, view
from filon.intake import arrivals
from filon.intake.provenance import host_of
from filon.tenants import logos
from filon.tenants.models import Site, Tenant

from .free_days import city_of, named, offered_zones, read_zone, shows_the_same

# A visitor looks through weeks, and a telephone company's visitors share an address; a robot looks again and again.
_looks = Flood(burst=120, per_second=3)
_COLOUR = re.compile(r"[0-9a-f]{6}")
_A_YEAR = 365 * 24 * 3600
_KEPT = ("lang", "zone")
# What led a visitor here, beside what arrivals.is_told() knows; and how much of each.
_LONGEST = {"page": 1_000, "referrer": 1_000, "visit": arrivals.LONGEST_VISIT}


class VisitorPages(Blueprint):
    """Pages for anybody; a browser that was led here from elsewhere may only look."""

    def open(self, rule: str, method: str = "GET") -> Any:
        def register(fn: Any) -> Any:
            def answer(**arguments: Any) -> Any:
                check_same_origin()
                _looks.spend(client_address())
                return make_response(fn(**arguments))

            self.add_url_rule(rule, fn.__name__, view(answer, public=True), methods=[method])
            return fn

        return register


pages = VisitorPages("visitors", __name__, url_prefix="/vitrine")


@pages.open("/<colour>.css")
def wear(colour: str) -> Response:
    """A business's colour, as a page without styles of its own can take it; whose it is it does not say."""
    if not _COLOUR.fullmatch(colour):
        raise NotFound()
    return _lasting(make_response(f":root {{ --scheme: #{colour}; }}\n"), "text/css")


@pages.open("/<uuid:business>/<picture>")
def show_logo(business: UUID, picture: str) -> Response:
    """The logo. Another one has another name, so browsers may keep it."""
    with visited(business):
        if Tenant.current().logo != picture:
            raise NotFound()
        return _lasting(make_response(logos.shown()), "image/png")


def _lasting(response: Response, kind: str) -> Response:
    response.mimetype = kind
    response.cache_control.public = response.cache_control.immutable = True
    response.cache_control.max_age = _A_YEAR
    return response


@contextmanager
def visited(tenant: UUID, *, write: bool = False) -> Iterator[Any]:
    """The business, for one request of somebody unknown, in the language that they read. Raises NotFound."""
    with acting_for(tenant, SYSTEM), transaction(write=write, together=not write):
        business = Tenant.find(tenant)
        if business is None or business.removed_at is not None:
            raise NotFound()
        with speaking(_wanted(business.language)):
            yield business


def _wanted(otherwise: str) -> str:
    """The language that was chosen on the page, else the browser's, else the business's."""
    chosen = request.args.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    return closest(request.headers.get("Accept-Language"), otherwise=otherwise)


def visitor_page(template: str, status: int = 200, **values: Any) -> Response:
    """A page of the business in context, on the visitor's clock; its own paired sites alone may frame it."""
    business = Tenant.current()
    zone = read_zone(request.args.get("zone"), business.zone)
    about = (business.region, business.currency)
    response = plain(
        template,
        status,
        business=business,
        voice=Voice(zone, *about),
        there=Voice(business.zone, *about),
        zone=zone,
        same_clock=shows_the_same,
        city_of=city_of,
        zones=offered_zones(zone, business.zone),
        named=named,
        languages=LANGUAGES,
        address=address,
        elsewhere=_elsewhere,
        kept=kept,
        again=f"{BOOKING}/{business.online_name}" if Kind.online().exists() else "",
        **values,
    )
    return private(response, ancestors=_own_sites())


def over_page(status: int, about: str = "appointment") -> Response:
    """Where a link leads that is none, or is over: in words, and without saying which of the two.

    It was to an "appointment", to "minutes", or to the page where one books ("booking").
    """
    with speaking(_wanted(language())):
        return private(plain("desk/visitor_over.html", status, about=about))


def address(path: str, /, **more: Any) -> str:
    """The path with what the visitor's way keeps, and these; what is None or empty is left out."""
    said = {**kept(path), **more}
    query = urlencode({name: value for name, value in said.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path


def led_to(path: str, /, **more: Any) -> Response:
    """After something was saved: show that page, by an address that can be reloaded."""
    return make_response(redirect(address(path, **more), 303))


def _elsewhere(**more: Any) -> str:
    """The address of this very page, but for these: in another language, on another clock."""
    return f"{request.path}?{urlencode({**kept(request.path), **request.args.to_dict(), **more})}"


def kept(path: str) -> dict[str, str]:
    """What the visitor's way keeps of the address asked for; until they have booked, what led them here too."""
    names: list[str] = [*_KEPT]
    if path.startswith(BOOKING):
        names += [*_LONGEST, *filter(arrivals.is_told, request.args)]
    given = {name: request.args.get(name, "") for name in names}
    if path.startswith(BOOKING):
        given["referrer"] = given["referrer"] or _from_elsewhere()
    # Cut, an address or a cookie says something else: too long is nothing.
    return {
        name: value
        for name, value in given.items()
        if value and len(value) <= _LONGEST.get(name, arrivals.LONGEST)
    }


def _from_elsewhere() -> str:
    """The page that led here, unless it is one of ours or stands on the site that shows us."""
    referrer = request.referrer or ""
    known = (settings().address, request.args.get("page", ""))
    return "" if host_of(referrer) in map(host_of, known) else referrer


def _own_sites() -> str:
    connected = Site.select(Site.home_url).where(Site.paired_at.is_null(False) & Site.revoked_at.is_null())
    origins = {origin_of(home) for (home,) in connected.tuples()}
    return " ".join(sorted(origins)) or "'none'"

"""The door for HTTP: who asks, for which tenant, in which transaction, with which role; then the view."""

from __future__ import annotations

import functools
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Network
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import flask_smorest
from flask import Flask, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from filon.foundation import access, measuring, openapi
from filon.foundation.api_keys import refuse_misplaced_keys
from filon.foundation.config import Settings
from filon.foundation.errors import Forbidden, Unauthorized
from filon.foundation.i18n import _, closest, speaking
from filon.foundation.ids import new_id
from filon.foundation.logs import request_id
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction

log = logging.getLogger(__name__)
_DEFAULT_PORTS = {"http": 80, "https": 443}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_BYTES = 2 * 1024 * 1024
# What every answer carries unless its view says otherwise.
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
# Asked for many times a minute, and they say nothing.
_UNLOGGED = ("/healthz", "/readyz", "/app/static/<path:name>")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Identity:
    """Who asks, and how the answer should look. `site` and `scheme` are set inside wp-admin only.

    `logo` is the name of the business's picture in storage, empty when there is none; `email` is empty for those
    who come from wp-admin.
    """

    tenant: UUID
    business: str
    business_number: int
    member: UUID | None
    name: str
    role: str
    language: str
    zone: str
    region: str
    currency: str
    site: UUID | None = None
    session: UUID | None = None
    scheme: str = ""
    colour: str = ""
    # What a key may do; None for a person, whom the role alone bounds.
    scopes: frozenset[str] | None = None
    logo: str = ""
    email: str = ""
    only_own: bool = False  # as access.Actor has it
    list_columns: str = ""  # as Tenant has them


@dataclass
class Hooks:
    """What rooms above lend to this floor; app.py sets them."""

    # Who the request's credentials belong to; None when there are none that count.
    identify: Callable[[], Identity | None] = lambda: None
    # The origin of a site's wp-admin, or None when the site is unknown or revoked.
    site_origin: Callable[[UUID], str | None] = lambda site: None


hooks = Hooks()


def settings() -> Settings:
    """The settings of the running app."""
    checked: Settings = current_app.config["FILON"]
    return checked


def identity() -> Identity:
    """Who asks; Unauthorized when nobody known does."""
    who: Identity | None = g.get("identity")
    if who is None:
        raise Unauthorized()
    return who


def site_origin(site: UUID) -> str | None:
    return hooks.site_origin(site)


@contextmanager
def serving(who: Identity, *, role: str, write: bool) -> Iterator[None]:
    """Tenant, actor, language and transaction for one request of `who`, who needs `role` or more."""
    g.identity = who
    with ExitStack() as stack:
        actor = access.Actor(who.role, who.member, who.name, who.only_own)
        stack.enter_context(acting_for(who.tenant, actor))
        stack.enter_context(speaking(who.language))
        access.require(role)
        stack.enter_context(transaction(write=write, together=not write))
        yield


def view(
    fn: Callable[..., Any], *, role: str = "reader", scope: str | None = None, public: bool = False
) -> Callable[..., Any]:
    """Wrap a view so that it runs for somebody known, in their tenant, in one transaction.

    `scope` is what a key needs to call it; without one it takes no key. `public=True` leaves all of that to the
    view, aloud: signed requests of sites, pairing, sign-in.
    """

    @functools.wraps(fn)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if public:
            return fn(*args, **kwargs)
        who = hooks.identify()
        if who is None:
            raise Unauthorized()
        _check_scope(who, scope)
        with serving(who, role=role, write=request.method not in SAFE_METHODS):
            return fn(*args, **kwargs)

    wrapped.filon_public = public  # type: ignore[attr-defined]  # read by the test that walks all routes
    wrapped.filon_role = role  # type: ignore[attr-defined]
    wrapped.filon_scope = scope  # type: ignore[attr-defined]
    return wrapped


def _check_scope(who: Identity, scope: str | None) -> None:
    if who.scopes is None:
        return
    if scope is None:
        raise Forbidden(_("Cela ne se fait pas avec une clé d’accès"), code="key_not_taken")
    if scope not in who.scopes:
        raise Forbidden(_("Cette clé n’a pas le droit %(scope)s", scope=scope), code="key_scope", scope=scope)


class Blueprint(flask_smorest.Blueprint):
    """A room's JSON API. `role` is the least that may call; `public=True` means no tenant is known yet.

    The tenant's context lies outside flask-smorest's own decorators, because a returned query runs during the
    dump. Operation ids are the function's names, so that generated clients read well.
    """

    def route(
        self,
        rule: str,
        *,
        role: str = "reader",
        scope: str | None = None,
        public: bool = False,
        problems: tuple[str, ...] = (),
        **options: Any,
    ) -> Any:
        """`scope` lets keys call it; `problems` are codes that it answers beyond those that follow from the rest."""
        outer = super().route

        def decorator(fn: Callable[..., Any]) -> Callable[..., Any]:
            wrapped = view(fn, role=role, scope=scope, public=public)
            about = openapi.about(fn, role=role, scope=scope, public=public, problems=problems)
            wrapped.filon_api = True  # type: ignore[attr-defined]  # errors are documents, whatever is asked for
            outer(rule, **options)(self.doc(operationId=fn.__name__, **about)(wrapped))
            return fn

        return decorator


def check_same_origin() -> None:
    """Refuse an unsafe request that a browser sent from elsewhere (CSRF); programs send neither header."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden(_("Cette demande vient d’un autre site"), code="cross_site")
    origin = request.headers.get("Origin")
    if origin is not None and origin != settings().origin:
        raise Forbidden(_("Cette demande vient d’un autre site"), code="cross_site")


def bearer() -> str | None:
    """The bearer token of the request, or None."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def client_address() -> str:
    """Where the request came from, for limits only; proxies count as far as the settings trust them.

    Of an IPv6 address the network: whoever has one has all of its 2**64 addresses (RFC 6177).
    """
    address = request.remote_addr or "unknown"
    if ":" not in address:
        return address
    try:
        return str(IPv6Network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


def origin_of(address: str) -> str:
    """Scheme, host and port of an address as browsers write an origin: no default port, the host in ASCII (IDNA)."""
    parts = urlsplit(address.lower())
    host = (
        (parts.hostname or "").encode("idna").decode()
        if ":" not in (parts.hostname or "")
        else f"[{parts.hostname}]"
    )
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _log_request(response: Response) -> None:
    # The rule, never the address: that may hold a token or a person's number.
    rule = request.url_rule.rule if request.url_rule else ""
    if rule in _UNLOGGED:
        return
    ms = round((time.perf_counter() - g.get("began_at", time.perf_counter())) * 1000, 1)
    who: Identity | None = g.get("identity")
    more: dict[str, Any] = {"route": rule, "method": request.method, "status": response.status_code, "ms": ms}
    if who is not None:
        more["tenant"] = who.business_number
    log.info("request", extra=more)


def _with_headers(app: Any, ours: list[tuple[str, str]]) -> Any:
    """The WSGI app whose answers carry `ours` too, each unless the answer has its own.

    Outside Flask, so that the answer to a failure has them as well, and in a tenth of the time that it takes there.
    """
    names = [(name.lower(), (name, value)) for name, value in ours]

    def answering(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            given = {name.lower() for name, _value in headers}
            return start_response(
                status, headers + [pair for name, pair in names if name not in given], *error
            )

        return app(environ, start)

    return answering


def _speaking_to_the_asker(app: Any) -> Any:
    """The WSGI app, speaking the language that the asker prefers until somebody better known is found to be asking.

    Outside Flask, so that errors which it meets by itself are said in that language too.
    """

    def answering(environ: Any, start_response: Any) -> Any:
        with speaking(closest(environ.get("HTTP_ACCEPT_LANGUAGE"))):
            return app(environ, start_response)

    return answering


def prepare(app: Flask) -> None:
    """Request ids, body limits, the asker's language, and the headers that every answer carries."""
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES + 64 * 1024
    if proxies := app.config["FILON"].trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    ours = list(_HEADERS)
    if app.config["FILON"].production:
        ours.append(("Strict-Transport-Security", "max-age=31536000"))
    app.wsgi_app = _with_headers(_speaking_to_the_asker(app.wsgi_app), ours)  # type: ignore[method-assign]

    @app.before_request
    def _name_the_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else new_id().hex
        g.began_at = time.perf_counter()
        request_id.set(g.request_id)

    app.before_request(refuse_misplaced_keys)
    if app.config["FILON"].metrics_token:
        measuring.measure(app)

    @app.after_request
    def _log(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        _log_request(response)
        return response

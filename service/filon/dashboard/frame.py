"""Pages in two frames: each rule stands at /app/… and, inside one site's wp-admin, at /app/s/<site>/…."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.templating import Environment

from filon.foundation import access, errors, problems, rich_text, web
from filon.foundation.i18n import direction, gettext, language, ngettext, speaking
from filon.foundation.voice import Voice

from .static_files import STYLESHEETS, asset, files

STANDALONE = "/app"
SIGN_IN = f"{STANDALONE}/sign-in"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Place:
    """One word of the navigation: where it leads, and how many wait there (None: no number), in which words.

    `role` is the least that sees it. `ahead` sends what `waiting` asks the database, see Prepared.ahead().
    """

    endpoint: str
    word: Callable[[], str]
    icon: str
    waiting: Callable[[], int | None] = lambda: None
    waiting_word: Callable[[], str] = str
    role: str = "reader"
    ahead: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Setting:
    """One section of the settings: where it leads, and the least role that may open it."""

    endpoint: str
    word: Callable[[], str]
    icon: str
    role: str = "reader"


class Pages(Blueprint):
    """A room's pages. `role` is the least that may open one.

    `place` is the room's word in the navigation, `setting` its section in the settings; both stand in the order in
    which app.py lists the rooms. `everywhere` are templates that stand at the end of every page, of whatever room:
    sheets that buttons open. `on_removal` says, by their ids, what members who are removed from the team leave behind.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        place: Place | None = None,
        setting: Setting | None = None,
        everywhere: tuple[str, ...] = (),
        on_removal: Callable[[], dict[UUID, str]] = dict,
        template_folder: str = "templates",
    ) -> None:
        super().__init__(name, import_name, template_folder=template_folder)
        self.place = place
        self.setting = setting
        self.everywhere = everywhere
        self.on_removal = on_removal

    def get(self, rule: str, *, role: str = "reader", **options: Any) -> Callable[[View], View]:
        return self._both(rule, "GET", role, options)

    def post(self, rule: str, *, role: str = "agent", **options: Any) -> Callable[[View], View]:
        return self._both(rule, "POST", role, options)

    def _both(self, rule: str, method: str, role: str, options: dict[str, Any]) -> Callable[[View], View]:
        def register(view: View) -> View:
            answer = _in_either_frame(web.view(view, role=role))
            for prefix in (STANDALONE, f"{STANDALONE}/s/<uuid:site>"):
                self.add_url_rule(prefix + rule, view.__name__, answer, methods=[method], **options)
            return view

        return register


def _in_either_frame(inside: Callable[..., Any]) -> Callable[..., Response]:
    @functools.wraps(inside)
    def answer(site: UUID | None = None, **arguments: Any) -> Response:
        # Without a bearer nobody is known: nothing of the tenant is shown, the shell comes back with one.
        asks_as_nobody = web.bearer() is None and "ticket" not in request.args
        if site is not None and asks_as_nobody and request.method in web.SAFE_METHODS:
            return shell(site)
        return private(make_response(inside(**arguments)))

    return answer


def shell(site: UUID) -> Response:
    """The data-free page that wp-admin's iframe loads: it fetches the same address again with a bearer."""
    origin = web.site_origin(site)
    if origin is None:
        return private(plain("dashboard/unlinked.html", 404))
    base = f"{STANDALONE}/s/{site}"
    body = render_template("dashboard/shell.html", base=base, site=origin, sign_in=SIGN_IN)
    return private(make_response(body), ancestors=origin)


def private(response: Response, ancestors: str = "'none'") -> Response:
    """Never stored unless it says so, never framed but by `ancestors`, and nothing runs in it but our own files.

    In a file that somebody handed in, not even those: it has said so itself (confined()).
    """
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Authorization, Cookie"
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}",
    )
    return response


def confined(response: Response) -> Response:
    """Whatever is in this file, and however a browser comes to show it: nothing runs in it and it reaches nothing."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def page(template: str, status: int = 200, **values: Any) -> Response:
    """A page for the one who asks, with navigation. `values` are the template's."""
    who = web.identity()
    places = _places()
    counts = {place.endpoint: place.waiting() for place in places}
    values |= {"me": who, "voice": voice(), "places": places, "counts": counts, "everywhere": _everywhere()}
    return make_response(render_template(template, **values), status)


def ask_ahead() -> None:
    """Send what the navigation will ask: pages that people open all day do so first, and wait for it no more."""
    for place in _places():
        place.ahead()


def settings_page(template: str, status: int = 200, **values: Any) -> Response:
    """A section of the settings, with the way to those that the one asking may open."""
    rooms = current_app.blueprints.values()
    sections = [room.setting for room in rooms if isinstance(room, Pages) and room.setting]
    open_to_me = [section for section in sections if access.at_least(section.role)]
    return page(template, status, sections=open_to_me, **{"wrong": {}, "typed": {}, "change": None, **values})


def said_on_removal() -> dict[UUID, list[str]]:
    """What the rooms say of members where they are removed from the team, by their ids."""
    said = defaultdict(list)
    for room in _rooms():
        for member, words in room.on_removal().items():
            said[member].append(words)
    return said


def plain(template: str, status: int = 200, **values: Any) -> Response:
    """A page for somebody who may be unknown: sign-in, errors. No navigation, no data."""
    return make_response(render_template(template, **values), status)


def back_to(endpoint: str, **values: Any) -> Response:
    """After something was saved: show that page, by an address that can be reloaded."""
    return make_response(redirect(page_url(endpoint, **values), 303))


def page_url(endpoint: str, **values: Hashable) -> str:
    """Address of a page, in the frame that the request is in. It is remembered by its values: no lists."""
    asked = {**_same_frame(), **values}
    if not asked.keys().isdisjoint(_TYPED):
        return url_for(endpoint, **asked)
    return _address(
        request.script_root, endpoint, tuple((name, type(value), value) for name, value in asked.items())
    )


# What people look for names people, and so does the name at which a page ends: that is not remembered.
_TYPED = frozenset({"q", "where", "after", "next"})


# A page has a hundred addresses, most of them those of the page before: building one costs as much as a row of a list.
@functools.lru_cache(maxsize=4096)
def _address(_mounted_at: str, endpoint: str, values: tuple[tuple[str, type, Any], ...]) -> str:
    return url_for(endpoint, **{name: value for name, _type, value in values})


def home_url() -> str:
    """Address of the first screen, in the frame that the request is in."""
    site = _same_frame().get("site")
    return f"{STANDALONE}/s/{site}/" if site else f"{STANDALONE}/"


def voice() -> Voice:
    """How figures and times are said to the one who asks."""
    who = web.identity()
    return Voice(who.zone, who.region, who.currency)


def error_page(error: errors.FilonError) -> Response:
    """An error in words that a shop owner understands; programs among the askers get the problem document."""
    wanted = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    if wanted == "application/json":
        return problems.document(error)
    embedded = "site" in _same_frame()
    # A page that asks for a part of itself is told no; leading it to sign-in would put that page inside itself.
    whole = request.headers.get("HX-Request-Type") != "partial"
    if error.status == 401 and whole and not embedded and request.method in web.SAFE_METHODS:
        return private(make_response(redirect(f"{SIGN_IN}?next={quote(request.full_path.rstrip('?'))}")))
    who = request_identity()
    with speaking(who.language if who else language()):
        named = {"error": error, "reference": g.get("request_id", ""), "scheme": who}
        response = private(plain("dashboard/error.html", error.status, **named))
    if isinstance(error, errors.TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def request_identity() -> web.Identity | None:
    """Who asks, if that is known by now: an error may come before."""
    try:
        return web.identity()
    except errors.Unauthorized:
        return None


class _Templates(Environment):
    """Templates whose globals are all there before the first is read: one dictionary.

    Jinja chains two, and takes them apart key by key at each of the imports of a page.
    """

    def make_globals(self, d: Any) -> Any:
        return {**self.globals, **(d or {})}


def install(app: Flask) -> None:
    """Give the app our static files, our words in its templates, and our error pages."""
    app.jinja_environment = _Templates
    app.register_blueprint(files)
    app.register_blueprint(Blueprint("dashboard", __name__, template_folder="templates"))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = app.jinja_env.globals[
        "gettext"
    ]  # Jinja's own looks for this at each sentence
    app.jinja_env.filters["rich"] = rich_text.shown
    app.jinja_env.globals.update(
        asset=asset,
        stylesheets=STYLESHEETS,
        page_url=page_url,
        home_url=home_url,
        frame=lambda: "wp" if "site" in _same_frame() else "app",
        language=language,
        direction=direction,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    problems.show_pages_with(error_page)


def _same_frame() -> dict[str, Any]:
    site = (request.view_args or {}).get("site")
    return {"site": site} if site else {}


def _places() -> list[Place]:
    return [room.place for room in _rooms() if room.place and access.at_least(room.place.role)]


def _everywhere() -> list[str]:
    return [template for room in _rooms() for template in room.everywhere]


def _rooms() -> list[Pages]:
    return [room for room in current_app.blueprints.values() if isinstance(room, Pages)]

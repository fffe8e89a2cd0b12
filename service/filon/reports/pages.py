"""Exports, as HTML: how far they are, and where their files are had."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page, voice
from filon.foundation import access, web
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.leads.conditions import read
from filon.leads.exports import Export
from filon.leads.filter_fields import fields_here, sound
from filon.leads.filter_words import FilterWords
from filon.leads.schemas import ChosenQuery, settled, understood
from filon.reports import actions
from filon.reports.downloads import download_of
from filon.reports.files import FORMATS
from filon.reports.links import check, link_to
from filon.tenants.models import Member

pages = Pages("exports", __name__)


@pages.post("/exports", role="reader")
def ask() -> Response:
    """Have a file made of what the list shows; what can't be understood is as if it were not there, as in the list."""
    return _ask_of_list()


def _ask_of_list() -> Response:
    actions.count_asking()
    form = request.form.to_dict()
    typed = {**form, "columns": form.get("file_columns", form.get("columns", ""))}
    return _ask({name: typed[name].strip() for name in understood(ChosenQuery(exclude=("after",)), typed)})


@pages.post("/exports/chosen", role="reader")
def ask_chosen() -> Response:
    """Have a file made of those that are ticked, or of all the list with "whole".

    Of nobody there is none, rather than one of everybody.
    """
    if request.form.get("whole") == "1":
        return _ask_of_list()
    actions.count_asking()
    asked = {"numbers": ",".join(request.form.getlist("number"))}
    if ChosenQuery().validate(asked):
        raise Invalid({"number": [_("Choisissez au moins un prospect.")]})
    if columns := understood(
        ChosenQuery(only=("columns",)), {"columns": request.form.get("file_columns", "")}
    ):
        asked |= columns
    return _ask(asked)


def _ask(asked: dict[str, str]) -> Response:
    who, format = web.identity(), request.form.get("format", "")
    if format not in FORMATS:
        raise Invalid({"format": [_("Choisissez Excel ou CSV.")]})
    try:
        actions.ask_for_export(settled(asked), format, language=who.language, zone=who.zone)
    except Conflict as error:
        return _show(409, refused=error.detail)
    return back_to("exports.show")


@pages.get("/exports")
def show() -> Response:
    """Those of the one who asks: what is being made, and what is ready, for a week.

    Whoever runs the business reads below who has exported what, for a year; `after` is where that page begins.
    """
    return _show()


def _show(status: int = 200, refused: str = "") -> Response:
    exports, members, fields = list(Export.of(access.actor().member)), list(Member.select()), fields_here()
    words = FilterWords(fields, {member.id: member.name for member in members}, voice())

    def narrowed(where: str) -> list[str]:
        """What each condition says; a field may be gone by now."""
        return [words.say(part) for part in sound(read(where), fields)[0].parts]

    manages = web.identity().role in ("owner", "manager")
    notes, older = actions.history(request.args.get("after", type=UUID)) if manages else ([], None)
    return page(
        "reports/exports.html",
        status,
        notes=notes,
        older=older,
        refused=refused,
        exports=exports,
        links={export.id: link_to(export) for export in exports if export.is_done},
        day_of=date.fromisoformat,
        running=any(export.is_running for export in exports),
        owners={str(member.id): member.name for member in members},
        narrowed=narrowed,
    )


@pages.get("/exports/<uuid:export>/<link>")
def download(export: UUID, link: str) -> Response:
    found = actions.the_export(export)
    check(found, link)
    return download_of(found)

"""Imports, as HTML: bringing a file, saying what its columns are, trying it, running and undoing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page
from filon.foundation import web
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.intake.imports import actions, files, preview
from filon.intake.imports.downloads import faults_of
from filon.intake.imports.merging import POLICIES
from filon.intake.imports.models import Import
from filon.intake.imports.own_targets import targets_for
from filon.intake.imports.sentences import unreadable
from filon.leads.models import STATUSES
from filon.leads.named import offered_sources
from filon.leads.sources import sources
from filon.tenants.models import Member

pages = Pages("imports", __name__)
# Above the file itself: the form's own lines around it.
_AROUND_BYTES = 16 * 1024


@pages.get("/import", role="manager")
def show_all() -> Response:
    return _show_all()


@pages.post("/import", role="manager")
def bring() -> Response:
    request.max_content_length = files.MOST_BYTES + _AROUND_BYTES
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    if sent is None or not sent.filename:
        return _show_all(422, wrong={"file": [_("Choisissez un fichier.")]})
    try:
        made = actions.bring(content, sent.filename)
    except Invalid as error:
        return _show_all(422, wrong=error.errors)
    return back_to("imports.show", upload=made.id)


@pages.get("/import/<uuid:upload>", role="manager")
def show(upload: UUID) -> Response:
    return _show(actions.the_import(upload))


@pages.post("/import/<uuid:upload>/colonnes", role="manager")
def choose(upload: UUID) -> Response:
    """Say what the columns are, and the rest, and have it checked."""
    form = request.form
    words, statuses = form.getlist("word"), form.getlist("status")
    chosen = {
        "columns": {name[2:]: value for name, value in form.items() if name.startswith("c-")},
        "statuses": dict(zip(words, statuses, strict=False)),
        "making": form.getlist("making"),
        **{name: form.get(name, "") for name in ("policy", "source", "owner")},
    }
    try:
        actions.choose(upload, chosen, web.identity().region)
    except Invalid as error:
        return _show(actions.the_import(upload), 422, chosen=chosen, wrong=error.errors)
    return back_to("imports.show", upload=upload)


@pages.post("/import/<uuid:upload>/lancement", role="manager")
def start(upload: UUID) -> Response:
    actions.start(upload)
    return back_to("imports.show", upload=upload)


@pages.post("/import/<uuid:upload>/annulation", role="manager")
def undo(upload: UUID) -> Response:
    actions.undo(upload)
    return back_to("imports.show", upload=upload)


@pages.post("/import/<uuid:upload>/suppression", role="manager")
def discard(upload: UUID) -> Response:
    actions.discard(upload)
    return back_to("imports.show_all")


@pages.get("/import/<uuid:upload>/erreurs", role="manager")
def download_faults(upload: UUID) -> Response:
    """The rows that something is wrong with, as a file to mend and bring again."""
    return faults_of(actions.the_import(upload))


def _show_all(status: int = 200, **more: Any) -> Response:
    return page("imports/list.html", status, imports=list(Import.shown()), **{"wrong": {}, **more})


def _show(one: Any, status: int = 200, chosen: dict[str, Any] | None = None, **more: Any) -> Response:
    if one.state == "ready" or (one.state == "checked" and ("colonnes" in request.args or chosen)):
        return _show_columns(one, status, chosen or one.choices, **more)
    return page(
        "imports/import.html", status, one=one, sentence=unreadable(one.failure), **{"wrong": {}, **more}
    )


def _show_columns(one: Any, status: int, chosen: dict[str, Any], **more: Any) -> Response:
    columns, targets = chosen["columns"], targets_for(one)
    codes = dict.fromkeys(["file", *offered_sources(), *sources()])
    return page(
        "imports/columns.html",
        status,
        one=one,
        chosen=chosen,
        targets=[preview.choices_for(one, column, targets) for column in one.profile["columns"]],
        shares=[round(100 * column["filled"] / one.total) for column in one.profile["columns"]],
        unsure=set(one.profile["unsure"]),
        unknown_statuses=preview.unknown_statuses(one, columns),
        unknown_options=preview.unknown_options(one, columns, targets),
        own_targets=targets,
        statuses=STATUSES,
        policies=POLICIES,
        sources=list(codes),
        members=[(m.id.hex, m.name) for m in Member.select().where(Member.removed_at.is_null())],
        example=preview.example(one, columns, request.args.get("ligne", 1, type=int)),
        **{"wrong": {}, **more},
    )

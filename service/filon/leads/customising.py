"""The settings of what a business makes its own: fields, stages, tags, reasons, sources; each change kept at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Setting, back_to, settings_page
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.tenants import changes

from . import arranging, custom_fields, defining
from .fields import KINDS, SEEN_BY, WITH_OPTIONS, Field
from .labels import STAGED, Label
from .words import word_of

_SUBJECTS: dict[str, Callable[[Any], None]] = {"field": defining.undo, "label": arranging.undo}
_STEPS = {"up": -1, "down": 1}

pages = Pages(
    "customising",
    __name__,
    setting=Setting("customising.show", lambda: _("Prospects"), "tag", role="manager"),
)
pages.add_app_template_global(word_of, "label_word")


@pages.get("/reglages/prospects", role="manager")
def show() -> Response:
    return _show()


@pages.post("/reglages/prospects/champs", role="manager")
def add_field() -> Response:
    typed = request.form
    options = typed.get("options", "").splitlines()
    return _keep(lambda: defining.add(typed.get("label", ""), typed.get("kind", ""), options), "new-field")


@pages.post("/reglages/prospects/champs/<uuid:custom>", role="manager")
def change_field(custom: UUID) -> Response:
    """Write what the form holds of a field: its name, who sees it, its default, or one of its switches."""
    typed = request.form
    changing: dict[str, Callable[[], Any]] = {
        "label": lambda: defining.rename(custom, typed.get("label", "")),
        "seen_by": lambda: defining.show_to(custom, typed.get("seen_by", "")),
        "default": lambda: defining.set_default(custom, typed.get("default", "")),
    }
    what = typed.get("what", "")
    return _keep(
        changing.get(what) or (lambda: defining.switch(custom, what, "on" in typed)), f"{what}-{custom}"
    )


@pages.post("/reglages/prospects/champs/<uuid:custom>/<any(up, down):way>", role="manager")
def move_field(custom: UUID, way: str) -> Response:
    return _keep(lambda: defining.move(custom, _STEPS[way]), f"field-{custom}")


@pages.post("/reglages/prospects/champs/<uuid:custom>/retrait", role="manager")
def archive_field(custom: UUID) -> Response:
    return _keep(lambda: defining.archive(custom), f"field-{custom}")


@pages.post("/reglages/prospects/champs/<uuid:custom>/retour", role="manager")
def restore_field(custom: UUID) -> Response:
    return _keep(lambda: defining.restore(custom), f"field-{custom}")


@pages.post("/reglages/prospects/champs/<uuid:custom>/choix", role="manager")
def add_option(custom: UUID) -> Response:
    """A choice more for a field that has choices."""
    field = custom_fields.the_field(custom)
    if field.kind not in WITH_OPTIONS:
        raise NotFound()
    name = request.form.get("name", "")
    return _keep(lambda: arranging.add("option", name, field.id.hex, field.id), f"option-{custom}")


@pages.post("/reglages/prospects/listes/<any(stage, tag, reason, source):kind>", role="manager")
def add_label(kind: str) -> Response:
    """A word more in a list; a stage says inside which status."""
    within = request.form.get("within", "") if kind == "stage" else ""
    name = request.form.get("name", "")
    return _keep(lambda: arranging.add(kind, name, within), f"{kind}-{within}".rstrip("-"))


@pages.post("/reglages/prospects/mots/<uuid:label>", role="manager")
def rename_label(label: UUID) -> Response:
    return _keep(lambda: arranging.rename(label, request.form.get("name", "")), f"label-{label}")


@pages.post("/reglages/prospects/mots/<uuid:label>/<any(up, down):way>", role="manager")
def move_label(label: UUID, way: str) -> Response:
    return _keep(lambda: arranging.move(label, _STEPS[way]), f"label-{label}")


@pages.post("/reglages/prospects/mots/<uuid:label>/retrait", role="manager")
def archive_label(label: UUID) -> Response:
    return _keep(lambda: arranging.archive(label), f"label-{label}")


@pages.post("/reglages/prospects/mots/<uuid:label>/retour", role="manager")
def restore_label(label: UUID) -> Response:
    return _keep(lambda: arranging.restore(label), f"label-{label}")


@pages.post("/reglages/prospects/mots/<uuid:label>/reunion", role="manager")
def merge_tag(label: UUID) -> Response:
    """Make the tag one with another."""
    into = request.form.get("into", type=UUID) or label
    return _keep(lambda: arranging.merge(label, into), f"label-{label}")


@pages.post("/reglages/prospects/changements/<uuid:change>/annulation", role="manager")
def undo(change: UUID) -> Response:
    made = changes.find(change, *_SUBJECTS)
    _SUBJECTS[made.subject](made)
    return back_to("customising.show")


def _keep(change: Callable[[], Any], at: str) -> Response:
    """Make the change and announce it; what is wrong is said where it was typed, which `at` names."""
    try:
        made = change()
    except Invalid as error:
        return _show(422, wrong=error.errors, typed=request.form.to_dict(), at=at)
    return back_to("customising.show", changed=made and made.id, _anchor=at.removeprefix("new-"))


def _show(status: int = 200, **more: Any) -> Response:
    fields = [field for field in Field.all_of_them() if field.is_visible]
    change = changes.fresh(request.args.get("changed", type=UUID), *_SUBJECTS)
    return settings_page(
        "leads/customising.html",
        status,
        fields=[field for field in fields if not field.is_archived],
        gone=[field for field in fields if field.is_archived],
        options={
            field.id: Label.of("option", field.id.hex) for field in fields if field.kind in WITH_OPTIONS
        },
        stages=[(status, Label.of("stage", status)) for status in STAGED],
        tags=Label.of("tag"),
        reasons=Label.of("reason"),
        sources=Label.of("source"),
        kinds=KINDS,
        roles=SEEN_BY,
        change=change,
        about=change and _about(change),
        **{"at": "", **more},
    )


def _about(change: Any) -> str:
    """What the changed row is called now."""
    if change.subject == "field":
        field = Field.find(change.about_id)
        return field.label if field and field.is_visible else ""
    label = Label.find(change.about_id)
    return word_of(label) if label else ""

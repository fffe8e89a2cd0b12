"""The names that a business gives to sources, reasons and stages, for templates: asked for once a request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from filon.leads.custom_fields import options_of
from filon.leads.fields import Field
from filon.leads.labels import Label, names_of, stage_names
from filon.leads.words import reason_word, source_word


def source(code: str) -> str:
    """What a source is called."""
    return source_word(code, _known("source"))


def reason(code: str) -> str:
    """What a reason to abandon somebody is called."""
    return reason_word(code, _known("reason"))


def stage(id: UUID | None) -> str:
    """What a stage is called; empty for none."""
    if id is None:
        return ""
    if "stage_names" not in g:
        g.stage_names = stage_names()
    return str(g.stage_names.get(id, ""))


def offered_sources() -> list[str]:
    """The codes of the sources that a member chooses among."""
    return [label.code for label in Label.in_use("source")]


def offered_reasons() -> list[str]:
    """The codes of the reasons to abandon somebody."""
    return [label.code for label in Label.in_use("reason")]


def offered_tags() -> list[str]:
    """The names of the tags in use."""
    return [label.name for label in Label.in_use("tag")]


def asked_fields() -> list[tuple[Any, list[Any]]]:
    """(field, options) of what the form for somebody new asks beside name and contact."""
    asked = [field for field in Field.visible() if field.is_asked or field.is_required]
    return [(field, options_of(field)) for field in asked]


def _known(kind: str) -> dict[str, str]:
    known: dict[str, dict[str, str]] = g.setdefault("label_names", {})
    if kind not in known:
        known[kind] = names_of(kind)
    return known[kind]

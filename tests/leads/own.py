"""Fields of a business, made as its owner would make them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from filon.leads import defining
from filon.leads.fields import Field
from tests.parts.service import PairedSite

OPTIONS = ("Chêne", "Hêtre", "Noyer")


def add_field(site: PairedSite, label: str, kind: str, options: Sequence[str] = OPTIONS, **more: Any) -> Any:
    """A field of this kind, with these columns."""
    with site.filon.inside(site.tenant):
        made = defining.add(label, kind, options)
        if more:
            Field.update(**more).where(Field.id == made.about_id).execute()
        return Field.get_by_id(made.about_id)

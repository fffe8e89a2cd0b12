"""What the last comparison of each site's ledger with ours found; the comparing itself is in intake/ledger.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from peewee import SQL, DateField, IntegerField

from filon.foundation import clock
from filon.foundation.fields import JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to

# Form plugins, and a shop, that keep what was sent: a site looks there for what nobody told it of.
_KEEPERS = {
    "cf7": "Contact Form 7",
    "elementor-pro": "Elementor Pro",
    "everest-forms": "Everest Forms",
    "fluent-forms": "Fluent Forms",
    "formidable": "Formidable Forms",
    "forminator": "Forminator",
    "gravity-forms": "Gravity Forms",
    "jetpack-forms": "Jetpack Forms",
    "ninja-forms": "Ninja Forms",
    "woocommerce": "WooCommerce",
    "wpforms": "WPForms",
}


def name_of_keeper(source: str) -> str:
    """The name of the form plugin whose submissions have this source."""
    return _KEEPERS.get(source, source)


class Ledger(TenantModel):
    """The last comparison with the site that has the same id, over the days from `from_on` to `until_on`.

    `recorded`, `joined` and `quarantined` count what came of those days; `gaps` what the site has and is not here,
    None while it is being looked for. `found` is what it found of those days among the entries that form plugins keep:
    [{source, count, is_deaf}], is_deaf for one that no longer tells the site of what is sent.
    """

    writable_by = "system"

    compared_at = UtcField(default=clock.now)
    from_on = DateField()
    until_on = DateField()
    recorded = IntegerField()
    joined = IntegerField()
    quarantined = IntegerField()
    gaps = IntegerField(null=True)
    found = JsonField(default=list, constraints=[SQL("DEFAULT '[]'")])

    class Meta:
        table_name = "ledger"
        constraints = [belongs_to("site", "id")]

    @property
    def received(self) -> int:
        """What the site has captured of those days: what came, and what did not."""
        return int(self.recorded + self.joined + self.quarantined + (self.gaps or 0))

    @property
    def keepers(self) -> list[tuple[str, int]]:
        """(name of a form plugin, how many requests were found in it), where there were any."""
        return [(name_of_keeper(one["source"]), one["count"]) for one in self.found if one["count"]]

    @property
    def deaf(self) -> list[str]:
        """Names of the form plugins that no longer tell the site of what is sent."""
        return [name_of_keeper(one["source"]) for one in self.found if one["is_deaf"]]

    @classmethod
    def by_site(cls) -> dict[UUID, Any]:
        """Site → its last comparison."""
        return {row.id: row for row in cls.select()}


def keep_comparison(
    site: UUID,
    *,
    from_on: date,
    until_on: date,
    gaps: int | None,
    found: Sequence[dict[str, Any]] = (),
    **counts: int,
) -> None:
    """Put a comparison made now in the place of the site's one before."""
    said: dict[str, Any] = {"from_on": from_on, "until_on": until_on, "gaps": gaps, **counts}
    said |= {"compared_at": clock.now(), "found": list(found)}
    if not Ledger.update(**said).where(Ledger.id == site).execute():
        Ledger.add(id=site, **said)

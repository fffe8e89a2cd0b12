"""What the last comparison of each site's ledger with ours found; the comparing itself is in intake/ledger.py."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from peewee import DateField, IntegerField

from filon.foundation import clock
from filon.foundation.fields import UtcField
from filon.foundation.tenancy import TenantModel, belongs_to


class Ledger(TenantModel):
    """The last comparison with the site that has the same id, over the days from `from_on` to `until_on`.

    `recorded`, `joined` and `quarantined` count what came of those days; `gaps` what the site has and is not here,
    None while it is being looked for.
    """

    writable_by = "system"

    compared_at = UtcField(default=clock.now)
    from_on = DateField()
    until_on = DateField()
    recorded = IntegerField()
    joined = IntegerField()
    quarantined = IntegerField()
    gaps = IntegerField(null=True)

    class Meta:
        table_name = "ledger"
        constraints = [belongs_to("site", "id")]

    @property
    def received(self) -> int:
        """What the site has captured of those days: what came, and what did not."""
        return int(self.recorded + self.joined + self.quarantined + (self.gaps or 0))

    @classmethod
    def by_site(cls) -> dict[UUID, Any]:
        """Site → its last comparison."""
        return {row.id: row for row in cls.select()}


def keep_comparison(site: UUID, *, from_on: date, until_on: date, gaps: int | None, **counts: int) -> None:
    """Put a comparison made now in the place of the site's one before."""
    said = {"compared_at": clock.now(), "from_on": from_on, "until_on": until_on, "gaps": gaps, **counts}
    if not Ledger.update(**said).where(Ledger.id == site).execute():
        Ledger.add(id=site, **said)

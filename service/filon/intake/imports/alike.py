"""After an import: whom its new leads may be, looked for a few at a time, with others of the lane in between.

Each step is kept, so that a kill costs one; undoing the import ends it.
"""

from __future__ import annotations

from functools import reduce
from typing import Any
from uuid import UUID

from filon.foundation import outbox
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.intake.imports.models import ImportBatch
from filon.leads import suspected
from filon.leads.models import Lead

# A step reads for some hundred milliseconds before it writes; after so many of them, others go first.
LOOKED_AT, STEPS = 50, 40


def look_among_new(event: Event, settings: Settings) -> None:
    """Look whom the new leads of the import that the event names may be, from where that is."""
    id = UUID(event.payload["import"])
    for _step in range(STEPS):
        with transaction(write=False):
            batch = _next_batch(id)
            if batch is None:
                return
            leads = list(_waiting(batch))
            found = [(lead, suspected.alike_to(lead)) for lead in leads]
        with transaction():
            for lead, alike in found:
                suspected.keep(lead, alike)
            last = len(leads) < LOOKED_AT
            ImportBatch.update(waits_from=None if last else leads[-1].number + 1).where(
                (ImportBatch.id == batch.id) & (ImportBatch.waits_from == batch.waits_from)
            ).execute()
    with transaction():
        outbox.emit("import.ran", **event.payload)


def _next_batch(id: UUID) -> Any:
    waits = (ImportBatch.import_id == id) & ImportBatch.waits_from.is_null(False)
    return ImportBatch.select().where(waits).order_by(ImportBatch.id).first()


def _waiting(batch: Any) -> Any:
    """The next leads of the batch. Between its first and its last number there may be others'."""
    its = reduce(
        lambda one, other: one | other, [Lead.number.between(first, last) for first, last in batch.numbers]
    )
    rest = Lead.number.between(batch.waits_from, batch.numbers[-1][1])
    return Lead.kept().where(rest & its).order_by(Lead.number).limit(LOOKED_AT)

"""What every step that a worker takes has in common: beginning, telling how far it is, giving up with a sentence."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.access import Actor
from filon.foundation.i18n import speaking
from filon.foundation.outbox import Event, GivenUp
from filon.foundation.transactions import transaction
from filon.intake.imports.cells import Unreadable
from filon.intake.imports.models import Import

log = logging.getLogger(__name__)

# A minute with its pauses: somebody is looking at a bar.
TRIES = 5
_NOTED_EVERY_SECONDS = 0.5


class Forgotten(Exception):
    """The import is not wanted any more, or another worker has gone on with it."""


def step(event: Event, state: str, work: Callable[[Any], None]) -> None:
    """Do the step that an import in this state waits for. What is done already is not done again."""
    id = UUID(event.payload["import"])
    with transaction(write=False):
        one = Import.select().where((Import.id == id) & (Import.state == state)).first()
    if one is None:
        return
    if event.attempts >= TRIES:  # whoever had it was killed each time
        fail(one, state, "")
        raise GivenUp("The workers at this import did not live to its end")
    try:
        # In the name of whoever asked for it, whose role was enough then.
        with speaking(one.language), access.acting_as(Actor("system", one.member_id, one.member_name)):
            work(one)
    except Forgotten:
        return
    except Unreadable as error:
        fail(one, state, error.reason)
    except Exception as error:
        if event.attempts + 1 < TRIES:
            raise
        fail(one, state, "")
        raise GivenUp(f"{type(error).__name__} at an import") from error


def move(one: Any, before: str, /, **columns: Any) -> None:
    """Change an import that is still in this state, inside a transaction. Raises Forgotten."""
    if not Import.update(columns).where((Import.id == one.id) & (Import.state == before)).execute():
        raise Forgotten
    for name, value in columns.items():
        setattr(one, name, value)


def move_from(one: Any, before: int, /, **columns: Any) -> None:
    """Go on with a run that is still at this place, inside a transaction. Raises Forgotten."""
    with_place = (Import.id == one.id) & (Import.state == "running") & (Import.place == before)
    if not Import.update(columns).where(with_place).execute():
        raise Forgotten
    for name, value in columns.items():
        setattr(one, name, value)


def fail(one: Any, state: str, reason: str) -> None:
    """Nothing more will come of it by itself."""
    try:
        with transaction():
            move(one, state, state="failed", failure=reason, finished_at=clock.now())
            if state == "running":  # what came in stays
                outbox.emit("import.ran", **{"import": one.id.hex})
    except Forgotten:
        return
    log.warning("import failed", extra={"event": "import.failed", "code": reason or "fault"})


class Progress:
    """Tells now and then how many rows are through."""

    def __init__(self, one: Any, state: str) -> None:
        self._one, self._state = one, state
        self._noted = time.monotonic()

    def at(self, rows: int) -> None:
        """Raises Forgotten."""
        if time.monotonic() - self._noted >= _NOTED_EVERY_SECONDS:
            with transaction():
                move(self._one, self._state, rows=rows)
            self._noted = time.monotonic()

"""What pages about leads ask of the database beside the leads: sent first, so that it comes in one trip with them."""

from __future__ import annotations

from collections.abc import Callable

from filon.dashboard.frame import ask_ahead, voice
from filon.foundation import access, clock
from filon.tenants import absences, team

from .bulk_changes import BulkChange
from .fields import Field
from .labels import ask_offered_ahead
from .sources import ask_for_sources
from .views import ask_views_ahead


def ask_for_page() -> None:
    """Send what every page about leads will ask: the navigation's counts, own fields, words, and who is away."""
    ask_ahead()
    Field.ask_ahead()
    ask_offered_ahead()
    absences.ask_ahead(clock.now().astimezone(voice().timezone).date())


def ask_for_list() -> Callable[[], list[str]]:
    """Send what a list and the board will ask, too; what is returned gives the sources."""
    ask_for_page()
    team.ask_names_ahead()
    if (member := access.actor().member) is not None:
        ask_views_ahead(member)
    BulkChange.ask_at_work_ahead()
    return ask_for_sources()

"""Whoever is limited to their own prospects waits for none of their colleagues', however many these have."""

from __future__ import annotations

import re
from uuid import UUID

from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.leads.models import Lead
from tests.desk.test_only_own import bob, ids, more_of, owner
from tests.leads.plans import count_rows, noted, plan
from tests.parts.service import Filon, PairedSite

__all__ = ["bob", "owner"]


def test_no_page_of_his_reads_through_what_colleagues_have(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    """By the engine's own plan: every page says how many wait, every first screen asks who came last."""
    her, his = ids(alice)
    more_of(alice, her, 2_000)
    count_rows(filon, "lead")
    with filon.inside(alice.tenant, Actor("agent", UUID(his), "Bob", only_own=True), write=False):
        with noted() as asked:
            assert Lead.waiting_count(most=100) == 2
            assert [lead.first_name for lead in Lead.waiting(3)] == ["Younes", "Nadia"]
            assert Lead.newest().first_name == "Nadia"
        read = [set(re.findall(r"\blead_\w+", plan(*one))) for one in asked]
    assert read == [{"lead_waiting_by_owner"}] * 4 + [{"lead_kept_by_owner"}] * 2

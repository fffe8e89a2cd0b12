"""Whoever is limited to their own prospects waits for none of their colleagues', however many these have."""

from __future__ import annotations

import re
from uuid import UUID

from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.leads.models import Lead
from filon.leads.request_filters import fields_of_requests
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


def test_what_is_offered_to_him_is_read_without_theirs(
    filon: Filon, alice: PairedSite, owner: FlaskClient, bob: FlaskClient
) -> None:
    """The campaigns and the sentences that his newest prospects came with, and nobody's."""
    her, his = ids(alice)
    more_of(alice, her, 2_000)
    touch = {"utm_source": "google"}
    with filon.inside(alice.tenant):
        first = {name: lead.number for lead in Lead.kept() for name in [lead.first_name]}
        for name, campaign in (("Younes", "la sienne"), ("Nadia", "à personne")):
            document = {"consent": "given", "first": {**touch, "utm_campaign": campaign}, "last": {}}
            Lead.update(attribution=document).where(Lead.number == first[name]).execute()
        theirs = {"consent": "given", "first": {**touch, "utm_campaign": "la leur"}, "last": {}}
        Lead.update(attribution=theirs).where(Lead.owner_id == UUID(her)).execute()
    count_rows(filon, "lead")
    campaigns = next(field for field in fields_of_requests() if field.key == "campaign").offered
    assert campaigns
    with filon.inside(alice.tenant, Actor("agent", UUID(his), "Bob", only_own=True), write=False):
        with noted() as asked:
            assert sorted(campaigns()) == sorted(["la sienne", "à personne"])
        read = [set(re.findall(r"\blead_\w+", plan(*one))) for one in asked]
    assert read == [{"lead_kept_by_owner"}] * 2

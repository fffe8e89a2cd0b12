"""Whoever is limited to leads of their own: on every route, unasked, a colleague's are not there."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from peewee import ModelSelect
from werkzeug.routing import Rule

from filon.appointments.models import Participant
from filon.foundation.access import ROLES, Actor
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.foundation.test_access import models
from tests.house.test_routes import _body_for, _filled_in, alice, is_for_programs, routes
from tests.house.things import path_of, things_of
from tests.parts.service import Filon, PairedSite

__all__ = ["alice", "routes"]

# What of an address leads to a lead, or is somebody's own.
LEADS_TO_A_LEAD = {
    *("number", "other_number", "file", "note", "change", "asked", "call", "pair", "bulk_change", "merge"),
    *("task", "step", "export", "view", "appointment"),
}
# What nobody but the colleague may read; lists of words of the business say "Salma" too.
SECRETS = ("Younes", "Nadia", "salma@example.com")
QUERIES = ("?status=all", "?q=nadia&phone=&email=nadia@example.com")


@pytest.fixture
def things(filon: Filon, alice: PairedSite) -> dict[str, Any]:
    """All that Alice has; each of her three leads is her own."""
    filon.work()
    made = things_of(filon, alice)
    with filon.inside(alice.tenant):
        Lead.update(owner_id=Member.get(Member.role == "owner").id).execute()
    return made


@pytest.fixture
def bob(filon: Filon, alice: PairedSite, things: dict[str, Any]) -> FlaskClient:
    """Bob, an agent who sees no leads but his own."""
    browser = at_the_api(signed_in(alice, "agent"))
    limit(filon, alice)
    return browser


def limit(filon: Filon, site: PairedSite) -> None:
    with filon.inside(site.tenant):
        Member.update(only_own=True).where(Member.role == "agent").execute()


def may_go(filon: Filon, rule: Rule) -> bool:
    role = getattr(filon.app.view_functions[rule.endpoint], "filon_role", None)
    return (
        role is not None
        and not rule.rule.startswith("/operator/")
        and ROLES.index(role) <= ROLES.index("agent")
    )


def test_it_works(
    filon: Filon, alice: PairedSite, bob: FlaskClient, things: dict[str, Any], routes: list[tuple[str, Rule]]
) -> None:
    """At every address that leads to a colleague's lead, in either frame and for programs."""
    bearer = frame_bearer(alice, "agent")
    limit(filon, alice)
    walked, found = 0, []
    for method, rule in routes:
        if not rule.arguments & LEADS_TO_A_LEAD or not may_go(filon, rule):
            continue
        path, body = path_of(rule, alice, things), {"json": _body_for(rule)}
        if not is_for_programs(rule):
            body = {"data": _filled_in()}
        if "site" in rule.arguments:
            answer = filon.client.open(path, method=method, headers=bearer, **body)
        else:
            answer = bob.open(path, method=method, **body)
        if answer.status_code != 404:
            found.append((answer.status_code, method, path))
        walked += 1
    assert (found, walked > 60) == ([], True)
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(3).status == "open"
        assert Interaction.select().where(Interaction.kind.not_in(["request", "task"])).count() == 2


def test_who_takes_part_in_an_appointment_has_it_whole_and_nothing_else(
    filon: Filon, alice: PairedSite, bob: FlaskClient, things: dict[str, Any], routes: list[tuple[str, Rule]]
) -> None:
    """At every address that leads to a colleague's lead, or only to when they meet."""
    with filon.inside(alice.tenant):
        Participant.add(appointment_id=things["appointment"], member_id=Member.get(Member.role == "agent").id)
    page = bob.get(f"/app/calendrier/{things['appointment']}").text
    assert ("nadia@example.com" in page, "/app/prospects/3" in page) == (True, False)
    opened = set()
    for method, rule in routes:
        if not rule.arguments & LEADS_TO_A_LEAD or "site" in rule.arguments or not may_go(filon, rule):
            continue
        body = {"json": _body_for(rule)} if is_for_programs(rule) else {"data": _filled_in()}
        if bob.open(path_of(rule, alice, things), method=method, **body).status_code != 404:
            opened.add(rule.rule)
    own = {"/app/calendrier/<uuid:appointment>", "/api/v1/appointments/<uuid:appointment>"}
    assert own <= opened
    assert all(any(rule.startswith(one) for one in own) for rule in opened), opened - own


def test_no_list_no_search_and_no_count_names_a_colleagues_lead(
    filon: Filon, alice: PairedSite, bob: FlaskClient, routes: list[tuple[str, Rule]]
) -> None:
    owner, hers = at_the_api(signed_in(alice)), 0
    for method, rule in routes:
        if method != "GET" or rule.arguments - {"column"} or not may_go(filon, rule):
            continue
        path = rule.rule.replace("<any(new, open, won, lost):column>", "new")
        for query in QUERIES:
            hers += any(word in owner.get(path + query).text for word in SECRETS)
            assert not any(word in bob.get(path + query).text for word in SECRETS), path + query
    assert hers >= 10


def test_what_is_nobodys_is_there_for_him_too(filon: Filon, alice: PairedSite, bob: FlaskClient) -> None:
    with filon.inside(alice.tenant):
        Lead.update(owner_id=None).where(Lead.number == 2).execute()
    assert bob.get("/app/prospects/2").status_code == 200
    assert "Younes" in bob.get("/app/prospects?status=all&q=younes").text
    frame = frame_bearer(alice, "agent")
    limit(filon, alice)
    assert "Younes" in filon.client.get(f"{base(alice)}/prospects?status=all", headers=frame).text


def test_every_table_that_hangs_on_leads_is_seen_with_them(filon: Filon, alice: PairedSite) -> None:
    """A new one as well, unless it is none of an agent's business."""
    hanging = [
        model
        for model in models()
        if ROLES.index(model.readable_by) <= ROLES.index("agent")
        and any('REFERENCES "lead"' in getattr(one, "sql", "") for one in model._meta.constraints or ())
    ]
    assert len(hanging) > 10
    with filon.inside(alice.tenant, write=False):
        for model in hanging:
            assert model.in_sight(alice.tenant) is not None, f"{model}: say who sees it (leads.sight)"


def test_whoever_is_not_limited_asks_as_ever(filon: Filon, alice: PairedSite) -> None:
    """Nothing of it is in anybody else's statements."""
    for who in (Actor("owner"), Actor("agent", alice.tenant), Actor("reader"), Actor("system")):
        for model in models():
            if ROLES.index(model.readable_by) > ROLES.index(who.role):
                continue
            with filon.inside(alice.tenant, who, write=False):
                plain = ModelSelect(model, model._meta.sorted_fields).where(model.tenant == alice.tenant)
                assert model.select().sql() == plain.sql(), model

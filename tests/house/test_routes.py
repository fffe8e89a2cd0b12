"""Lock 6: every route, unasked: nobody enters without credentials, and another tenant's things are not there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from filon.foundation.access import ROLES
from filon.interactions import actions as interactions
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants.key_models import ApiKey
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.foundation.neighbours import record
from tests.house.public_routes import PUBLIC, WITHOUT_CREDENTIALS
from tests.house.things import KEY, path_of, things_of
from tests.parts.service import Filon, PairedSite

SECRETS = ("Salma", "salma", "Menuiserie", "Bennani")


@pytest.fixture
def alice(filon: Filon, alice: PairedSite) -> PairedSite:
    record(filon, alice, "Salma", "Younes", "Nadia")
    with filon.inside(alice.tenant):
        interactions.change_status(Lead.by_number(3), "open")
        ApiKey.create(id=KEY, name="Salma", digest="", shown="filon_", scopes=["leads:read"])
    return alice


@pytest.fixture
def routes(filon: Filon) -> list[tuple[str, Rule]]:
    """(method, rule) of every route of the application, whoever wrote it."""
    found = []
    for rule in filon.app.url_map.iter_rules():
        found += [(method, rule) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def test_it_works(filon: Filon, alice: PairedSite, routes: list[tuple[str, Rule]]) -> None:
    """Public is what is listed, and nothing else; all others say so in their view."""
    assert len(routes) > 25
    views = filon.app.view_functions
    open_to_all = {
        (method, rule.rule)
        for method, rule in routes
        if getattr(views[rule.endpoint], "filon_public", True) and not _is_page(filon, rule)
    }
    assert open_to_all == set(PUBLIC)


def _is_page(filon: Filon, rule: Rule) -> bool:
    return getattr(filon.app.view_functions[rule.endpoint], "filon_public", None) is False


def test_nobody_enters_without_credentials(
    filon: Filon, alice: PairedSite, routes: list[tuple[str, Rule]]
) -> None:
    things = things_of(filon, alice)
    for method, rule in routes:
        where = (method, rule.rule)
        answer = filon.client.open(path_of(rule, alice, things), method=method)
        assert not any(word in answer.text for word in SECRETS), where
        if where in PUBLIC:
            assert answer.status_code == WITHOUT_CREDENTIALS.get(where, answer.status_code), where
            assert answer.status_code != 500, where
        elif method == "GET" and "site" in rule.arguments:
            _check_shell(answer, where)
        elif method == "GET" and not is_for_programs(rule):
            _check_sent_to_sign_in(answer, where)
        else:
            assert answer.status_code == 401, where
    with filon.inside(alice.tenant, write=False):
        by_members = Interaction.kind.not_in(["request", "task"])
        assert Interaction.select().where(by_members).count() == 2, "nothing was written"
        assert [task.last_step["what"] for task in Task.select()] == ["planned"]


def is_for_programs(rule: Rule) -> bool:
    return rule.rule.startswith("/api/")


def _check_shell(answer: TestResponse, where: tuple[str, str]) -> None:
    assert answer.status_code == 200, where
    assert "frame-ancestors https://atlas.example" in answer.headers["Content-Security-Policy"], where
    assert answer.headers["Cache-Control"] == "no-store", where
    assert "Authorization" in answer.headers["Vary"], where


def test_the_shell_is_the_same_for_every_address_and_every_tenant(
    filon: Filon, alice: PairedSite, charlie: PairedSite, routes: list[tuple[str, Rule]]
) -> None:
    """But for the site's own id and address: so there is nothing in it to read."""
    shells = set()
    things = things_of(filon, alice)
    for site in (alice, charlie):
        for method, rule in routes:
            if method == "GET" and "site" in rule.arguments:
                text = filon.client.get(path_of(rule, site, things)).text
                shells.add(text.replace(site.id, "SITE").replace(site.home_url, "ADDRESS"))
    assert len(shells) == 1


def _check_sent_to_sign_in(answer: TestResponse, where: tuple[str, str]) -> None:
    """People are led to sign in; programs are told 401."""
    assert answer.status_code == 302, where
    assert answer.headers["Location"].startswith("/app/sign-in?next="), where


def test_programs_are_told_401(filon: Filon, alice: PairedSite, routes: list[tuple[str, Rule]]) -> None:
    things = things_of(filon, alice)
    for method, rule in routes:
        if (method, rule.rule) in PUBLIC or (method == "GET" and "site" in rule.arguments):
            continue
        for headers in ({}, {"Authorization": "Bearer " + "x" * 43}, {"Cookie": "filon_session=" + "x" * 43}):
            answer = filon.client.open(
                path_of(rule, alice, things),
                method=method,
                headers={"Accept": "application/json", **headers},
            )
            assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), (method, rule.rule)


def objects(routes: list[tuple[str, Rule]]) -> list[tuple[str, Rule]]:
    """Routes that name a thing of a tenant, beyond the site that they are embedded in."""
    return [
        (m, r)
        for m, r in routes
        if r.arguments - {"site", "token", "name", "day", "kind", "column"}
        and not r.rule.startswith("/operator/")
        and (m, r.rule) not in PUBLIC  # signed: a site's own things, tests/intake/test_files.py
    ]


def test_alices_things_are_not_there_for_charlie(
    filon: Filon, alice: PairedSite, charlie: PairedSite, routes: list[tuple[str, Rule]]
) -> None:
    record(filon, charlie, "Karim")
    things = things_of(filon, alice)
    his_member = signed_in(charlie)
    his_bearers = {role: frame_bearer(charlie, role) for role in ("manager", "agent")}
    assert len(objects(routes)) >= 12
    for method, rule in objects(routes):
        where = (method, rule.rule)
        if is_for_programs(rule):
            path = path_of(rule, charlie, things)
            answer = at_the_api(his_member).open(path, method=method, json=_body_for(rule))
            assert answer.status_code == 404, where
            continue
        if "site" not in rule.arguments:
            answer = his_member.open(path_of(rule, charlie, things), method=method, data=_filled_in())
            assert answer.status_code == 404, where
            continue
        least = ROLES.index(filon.app.view_functions[rule.endpoint].filon_role)
        for role, bearer in his_bearers.items():
            answer = filon.client.open(
                path_of(rule, charlie, things), method=method, headers=bearer, data=_filled_in()
            )
            # Whoever may not go there at all is told so whatever is named; it says nothing of hers.
            assert answer.status_code == (404 if ROLES.index(role) >= least else 403), where
            assert not any(word in answer.text for word in SECRETS), where
    _check_alice_unharmed(filon, alice)


def test_alices_change_is_not_there_on_charlies_own_lead(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    record(filon, charlie, "Karim", "Lina", "Omar")
    things = things_of(filon, alice)
    answer = signed_in(charlie).post(f"/app/prospects/3/changes/{things['change']}/undoing")
    assert answer.status_code == 404
    shown = signed_in(charlie, "manager").get(f"/app/prospects/3?changed={things['change']}")
    assert shown.status_code == 200
    assert str(things["change"]) not in shown.text
    _check_alice_unharmed(filon, alice)


def test_a_number_that_nothing_can_have_is_nowhere(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    for number in (0, 2**31, 2**63, 10**40, "-1", "1.0", "²"):
        assert browser.get(f"/app/prospects/{number}").status_code == 404, number
        assert browser.get(f"/app/prospects?status=all&after={number}").status_code == 200, number


def test_in_alices_frame_charlie_is_nobody(
    filon: Filon, alice: PairedSite, charlie: PairedSite, routes: list[tuple[str, Rule]]
) -> None:
    """His bearer, his cookie and his ticket at her addresses: unknown, and told nothing else."""
    things = things_of(filon, alice)
    his_bearer, his_browser = frame_bearer(charlie), signed_in(charlie)
    for method, rule in routes:
        if "site" not in rule.arguments or (method, rule.rule) in PUBLIC:
            continue
        path = path_of(rule, alice, things)
        answers = [filon.client.open(path, method=method, headers=his_bearer, data=_filled_in())]
        if method != "GET":
            answers.append(his_browser.open(path, method=method, data=_filled_in()))
        for answer in answers:
            assert answer.status_code == 401, (method, rule.rule)
            assert not any(word in answer.text for word in SECRETS)
    ticket = filon.client.post(
        f"{base(charlie)}/tickets",
        json={"path": f"{base(charlie)}/prospects/3/contact.vcf"},
        headers=his_bearer,
    ).json["ticket"]
    stolen = filon.client.get(f"{base(alice)}/prospects/3/contact.vcf?ticket={ticket}")
    assert (stolen.status_code, "Nadia" in stolen.text) == (410, False)
    _check_alice_unharmed(filon, alice)


def test_the_dashboard_of_each_names_only_its_own(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    record(filon, charlie, "Karim")
    her_bearer, his_bearer = frame_bearer(alice), frame_bearer(charlie)
    for path in ("/", "/prospects?status=all", "/prospects/1"):
        hers = filon.client.get(base(alice) + path, headers=her_bearer).text
        his = filon.client.get(base(charlie) + path, headers=his_bearer).text
        assert "Salma" in hers
        assert "Karim" in his
        assert "Karim" not in hers
        assert not re.search("Salma|Younes|Nadia|Menuiserie", his)


def _body_for(rule: Rule) -> dict[str, Any]:
    """A good document, so that nothing but the wall stops it."""
    last = rule.rule.rsplit("/", 1)[-1]
    return {
        "status": {"status": "lost"},
        "<int:number>": {"note": "his"},
        "<uuid:member>": {"name": "his"},
        "merges": {"gone": 2},
        "<uuid:rule>": {"name": "his"},
        "<uuid:task>": {"title": "his"},
        "<uuid:appointment>": {"title": "his"},
        "<uuid:appointment_kind>": {"name": "his"},
        "<uuid:appointment_resource>": {"name": "his"},
        "time": {"wall": "2030-04-02T10:00"},
        "cancellation": {},
        "outcome": {"outcome": "held"},
        "minutes": {"version": 0, "said": "his"},
        "postponement": {"when": "demain"},
        "notes": {"text": "his"},
        "mails": {"subject": "his", "text": "his", "reply_to": "alice@atlas.example"},
        "<uuid:note>": {"text": "his", "version": 0},
        "<uuid:custom>": {"label": "his"},
        "choices": {},
        "completion": {},
        "calls": {"outcome": "answered"},
        "messages": {"text": "his"},
        "<uuid:view>": {"name": "his"},
        "<uuid:label>": {"name": "his"},
        "merge": {"into": KEY},
        "<uuid:form>": {"field": "his", "slot": "name"},
        "<uuid:installation>": {"role_cap": "reader"},
        "<uuid:snippet>": {"title": "his", "text": "his"},
    }.get(last, {"decision": "blank"})


def _filled_in() -> dict[str, str]:
    """What would be a good form, so that nothing but the wall stops it."""
    planned = {"line": "his", "title": "his", "when": "demain"}
    said = {"text": "his", "outcome": "answered", "status": "lost", "reason": "price", "decision": "blank"}
    return planned | said | {"name": "his", "value": "his", "what": "label", "label": "his"}


def _check_alice_unharmed(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(3).status == "open"
        assert ApiKey.get_by_id(KEY).revoked_at is None
        assert Interaction.select().where(Interaction.kind.not_in(["request", "task"])).count() == 2
        assert {task.last_step["what"] for task in Task.select()} <= {"planned"}

"""Every route, unasked: a key enters by those that name a scope, and by no other."""

from __future__ import annotations

from werkzeug.routing import Rule

from filon.foundation.access import ROLES, SCOPES
from tests.house.public_routes import PUBLIC
from tests.house.test_routes import alice, is_for_programs, routes
from tests.house.things import path_of, things_of
from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import Program

__all__ = ["alice", "routes"]

# A key is held back that asks so many things at once.
FEW = 50


def test_it_works(filon: Filon, alice: PairedSite, routes: list[tuple[str, Rule]]) -> None:
    """A key with every scope there is enters by the routes that name one, and by no other."""
    things, entered = things_of(filon, alice), 0
    for at, (method, rule) in enumerate(routes):
        if at % FEW == 0:
            program = Program(alice, name=f"Agenda {at}")
        if (method, rule.rule) in PUBLIC or "site" in rule.arguments:
            continue
        answer = program(method, path_of(rule, alice, things), {} if method != "GET" else None)
        where, scope = (method, rule.rule), filon.app.view_functions[rule.endpoint].filon_scope
        if scope is not None:
            assert answer.status_code not in (401, 403), where
            entered += 1
        elif is_for_programs(rule):
            assert (answer.status_code, answer.json["code"]) == (403, "key_not_taken"), where
        else:
            assert (answer.status_code, answer.json["code"]) == (401, "unauthorized"), where
    assert entered >= 3


def test_a_scope_never_gives_less_than_its_routes_need(filon: Filon, routes: list[tuple[str, Rule]]) -> None:
    for _method, rule in routes:
        view = filon.app.view_functions[rule.endpoint]
        if getattr(view, "filon_scope", None) is not None:
            needed = ROLES.index(view.filon_role)
            assert ROLES.index(SCOPES[view.filon_scope]) >= needed, rule.rule

"""A worker that is killed midway costs nothing: the import goes on where it was, and nobody is there twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from filon.intake.imports import actions
from filon.leads.models import Lead
from tests.bench.running import Worker
from tests.intake.imports.bringing import again, bring, choose
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite

# So many that a program of its own reads ahead.
ROWS, KILLS = 12_000, 2


@pytest.mark.long
def test_it_works(filon: Filon, alice: PairedSite, tmp_path: Path) -> None:
    lines = "".join(f"Client {n};client{n}@example.com\n" for n in range(ROWS))
    one = choose(filon, alice, bring(filon, alice, f"Nom;Mail\n{lines}"))
    with filon.inside(alice.tenant):
        actions.start(one.id)
    before = 0
    for kill in range(KILLS):
        with Worker(filon.environ, tmp_path / f"{kill}.log") as killed:
            until(lambda rows=before: again(filon, alice, one).rows > rows, "it to be on its way", 60)
            killed.server.kill()
        before = again(filon, alice, one).rows
        filon.outlast_leases()
    assert before < ROWS, "it was killed midway"
    with Worker(filon.environ, tmp_path / "last.log") as last:
        until(lambda: again(filon, alice, one).state == "done", "the end", 90)
        # It has begun to compare them all with each other, and would be waited for.
        last.server.kill()
    with filon.inside(alice.tenant, write=False):
        found = [number for (number,) in Lead.select(Lead.number).order_by(Lead.number).tuples()]
        people = {mail for (mail,) in Lead.select(Lead.email).tuples()}
    assert found == list(range(1, ROWS + 1))
    assert len(people) == ROWS
    assert again(filon, alice, one).counts["new"] == ROWS

"""Orders go where their buyer goes: erased, thrown away, merged. A shop goes on sending what becomes of them."""

from __future__ import annotations

import json
from pathlib import Path

from filon.foundation.access import Actor
from filon.housekeeping import actions, journal
from filon.housekeeping.journal import Erasure
from filon.intake.models import Submission
from filon.leads.models import Lead
from tests.housekeeping.backup_parts import back_up, run
from tests.housekeeping.rows import all_rows, where_found
from tests.intake.door import deliver, rows
from tests.interactions.test_shop_orders import line
from tests.parts.service import Filon, PairedSite

SALMA = ("salma", "bennani", "661234567", "B-1042", "chêne", "1200.5")


def erase(site: PairedSite) -> None:
    with site.filon.inside(site.tenant, Actor("owner")):
        actions.erase_lead(Lead.by_number(1))


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """Of somebody who was erased nothing comes back."""
    deliver(alice, line("placed"))
    erase(alice)
    refund = line("refunded", 1, refunded="1200.50")
    (answer,) = deliver(alice, refund)
    assert (answer["answer"], answer["reason"]) == ("quarantined", "invalid")
    assert deliver(alice, refund)[0]["answer"] == "repeated"
    assert rows(filon, alice.tenant)["leads"] == 0
    with filon.inside(alice.tenant, write=False):
        assert {bytes(one.line) for one in Submission.select()} == {b""}


def test_nor_with_a_backup_from_before_or_after_the_order(
    filon: Filon, alice: PairedSite, tmp_path: Path
) -> None:
    before = back_up(filon.environ, tmp_path / "before")
    deliver(alice, line("placed"))
    after = back_up(filon.environ, tmp_path / "after")
    erase(alice)
    for number, made in enumerate((before, after)):
        done = run(filon.environ, "restore", str(made), "--replace")
        assert done.exit_code == 0, done.output
        (answer,) = deliver(alice, line("paid", 1 + number))
        assert (answer["answer"], answer["lead"]) == ("quarantined", None)
        assert rows(filon, alice.tenant)["leads"] == 0
        assert where_found(all_rows(filon.environ), *SALMA) == []


def test_a_journal_of_an_older_release_is_read(alice: PairedSite) -> None:
    old = {"at": "2026-01-01T00:00:00+00:00", "tenant": alice.tenant.hex, "lead": "0" * 32, "submissions": []}
    journal.place().write_text(json.dumps(old) + "\n")
    assert list(journal.read(journal.place())) == [Erasure(**old, orders=[])]

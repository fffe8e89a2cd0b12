"""Orders go where their buyer goes: erased, thrown away, merged. A shop goes on sending what becomes of them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.housekeeping import actions, journal, merging, parting
from filon.housekeeping.journal import Erasure
from filon.housekeeping.trash import empty_trash
from filon.intake.models import Submission
from filon.leads import by_hand
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.housekeeping.backup_parts import back_up, run
from tests.housekeeping.rows import all_rows, where_found
from tests.intake.door import deliver, lead_of, rows
from tests.interactions.test_shop_orders import line, orders
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


def trash(site: PairedSite, number: int) -> None:
    with site.filon.inside(site.tenant):
        by_hand.trash_lead(Lead.by_number(number))


def test_whoever_pays_after_being_thrown_away_is_somebody_new(alice: PairedSite) -> None:
    deliver(alice, line("placed"))
    trash(alice, 1)
    (answer,) = deliver(alice, line("cancelled", 1))
    assert (answer["answer"], answer["number"]) == ("joined", 1), "it changes nothing for anybody"
    (answer,) = deliver(alice, line("paid", 2))
    assert (answer["answer"], answer["number"]) == ("recorded", 2)
    assert (lead_of(alice, 2).status, f"{lead_of(alice, 2).amount:.2f}") == ("won", "1200.50")
    (answer,) = deliver(alice, line("refunded", 3, refunded="1200.50"))
    assert answer["number"] == 2
    assert orders(alice, 2) == [("B-1042", "refunded", "1200.50", "1200.50")]


def test_an_order_outlives_the_trash(filon: Filon, alice: PairedSite) -> None:
    """Whoever was thrown away was not erased: what comes later is not of somebody to forget."""
    deliver(alice, line("placed"))
    trash(alice, 1)
    with (
        clock.standing_at(clock.now() + by_hand.KEPT_IN_TRASH + timedelta(days=1)),
        filon.inside(alice.tenant),
    ):
        empty_trash()
    (answer,) = deliver(alice, line("paid", 1))
    assert (answer["answer"], answer["number"]) == ("recorded", 2)
    assert lead_of(alice, 2).status == "won"


def test_the_amount_of_two_that_are_one_goes_on_following_their_orders(alice: PairedSite) -> None:
    theirs = {"id": "1043", "number": "B-1043", "buyer": {"email": "karim@example.com"}}
    deliver(alice, line("paid"), line("paid", total="300", **theirs))
    compared = signed_in(alice).get("/app/prospects/1/merging/2").text
    assert "500,50" in compared
    assert 'name="amount"' not in compared, "there is nothing to choose"
    with alice.filon.inside(alice.tenant):
        merge = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {"amount": "kept"})
    assert f"{lead_of(alice).amount:.2f}" == "1500.50"
    deliver(alice, line("paid", 1, total="300", refunded="100", **theirs))
    assert f"{lead_of(alice).amount:.2f}" == "1400.50"
    with alice.filon.inside(alice.tenant):
        parting.undo_merge(merge)
    assert [f"{lead_of(alice, number).amount:.2f}" for number in (1, 2)] == ["1200.50", "200.00"]


def test_what_a_person_has_written_comes_back_when_they_are_parted(alice: PairedSite) -> None:
    deliver(alice, line("paid"))
    with alice.filon.inside(alice.tenant):
        kept = by_hand.add_lead({"name": "Karim", "amount": "5000"}, "MA")
        merge = merging.merge_leads(kept, Lead.by_number(1), {"amount": "gone"})
    assert f"{lead_of(alice, 2).amount:.2f}" == "1200.50"
    with alice.filon.inside(alice.tenant):
        parting.undo_merge(merge)
    assert [f"{lead_of(alice, number).amount:.2f}" for number in (1, 2)] == ["1200.50", "5000.00"]

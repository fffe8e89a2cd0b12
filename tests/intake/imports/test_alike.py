"""After an import it is looked whom its new people may be: in the background, step by step, while it stands."""

from __future__ import annotations

from filon.foundation import outbox
from filon.foundation.tenancy import acting_for
from filon.intake.imports import alike, work
from filon.intake.imports.models import Import, ImportBatch
from filon.leads.models import Lead
from filon.leads.suspected import Suspicion
from filon.worker.events import claim
from tests.dashboard.people import signed_in
from tests.intake.imports.bringing import bring, run, undo
from tests.parts.service import Filon, PairedSite, submission
from tests.reports.test_making import ANY

FILE = "Nom;Mail;GSM\nBennani Salma;salma@gmial.com;\nOmar Alami;omar@example.com;\nOmar Alamy;;0661000001\n"


def pairs(filon: Filon, site: PairedSite) -> list[tuple[int, int]]:
    """The numbers of those that are suspected."""
    with filon.inside(site.tenant, write=False):
        numbers = {lead.id: lead.number for lead in Lead.select()}
        return sorted((numbers[one.other_id], numbers[one.lead_id]) for one in Suspicion.select())


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "email": "salma@gmail.com"}))
    filon.work()
    done = run(filon, alice, bring(filon, alice, FILE))
    assert done.counts["new"] == 3
    assert pairs(filon, alice) == [(1, 2), (3, 4)]
    page = signed_in(alice).get("/app/prospects/duplicates").text
    assert "Salma Bennani" in page
    assert "Omar Alamy" in page


def test_a_long_one_goes_on_where_it_was(filon: Filon, alice: PairedSite) -> None:
    count = alike.LOOKED_AT * 2 + 1
    rows = [f"Omar Alami;{n}@example.com" for n in range(count - 1)]
    names = ["Nom;Mail;GSM", *rows, "Omar Alami;;0661000001"]
    one = run(filon, alice, bring(filon, alice, "\n".join(names)))
    assert one.counts["new"] == count
    with filon.inside(alice.tenant):
        assert ImportBatch.get().waits_from is None
        found = Suspicion.select().count()
        Suspicion.delete().execute()
        ImportBatch.update(waits_from=count).execute()  # as a kill leaves it
        outbox.emit("import.ran", **{"import": one.id.hex})
    filon.work()
    with filon.inside(alice.tenant, write=False):
        left = Suspicion.select().count()
        assert ImportBatch.get().waits_from is None
    assert 0 < left < found, "the last one alone was still to be looked at"


def test_an_import_that_is_undone_meanwhile_is_looked_at_no_more(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "email": "salma@gmail.com"}))
    filon.work()
    one = run(filon, alice, bring(filon, alice, FILE))
    undo(filon, alice, one)
    with filon.inside(alice.tenant):
        Suspicion.delete().execute()
        outbox.emit("import.ran", **{"import": one.id.hex})
    filon.work()
    assert pairs(filon, alice) == []
    assert claim(ANY, "worker") == []


def test_what_came_in_before_an_import_stopped_is_looked_at_too(filon: Filon, alice: PairedSite) -> None:
    one = run(filon, alice, bring(filon, alice, FILE))
    with filon.inside(alice.tenant):  # as it is while a worker is at its rows
        Suspicion.delete().execute()
        ImportBatch.update(waits_from=1).execute()
        Import.update(state="running").execute()
    with acting_for(alice.tenant):
        work.fail(one, "running", "")
    filon.work()
    assert pairs(filon, alice) == [(2, 3)]

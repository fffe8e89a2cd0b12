"""Each change of a prospect can be taken back from the history for thirty days, unless it was written over."""

from __future__ import annotations

import re
from datetime import timedelta

from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission

LEAD = "/app/prospects/1"


def _ways_back(page: str) -> list[str]:
    return re.findall(r'class="way-back" action="([^"]+)"', page)


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"}))
    browser = signed_in(alice)
    browser.post(f"{LEAD}/fields/company", data={"value": "Atlas", "seen": ""})
    browser.post(f"{LEAD}/status", data={"status": "won", "seen": "new"})
    status, company = _ways_back(browser.get(LEAD).text)
    browser.post(company)
    with alice.filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(1)
        assert (lead.company, lead.status) == ("", "won")
    assert _ways_back(browser.get(LEAD).text) == [status], (
        "what was undone is not offered again, nor its undoing"
    )
    browser.post(status)
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).status == "new"


def test_what_was_written_over_stays(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"}))
    browser = signed_in(alice)
    browser.post(f"{LEAD}/fields/company", data={"value": "Atlas", "seen": ""})
    (first,) = _ways_back(browser.get(LEAD).text)
    browser.post(f"{LEAD}/fields/company", data={"value": "Rif", "seen": "Atlas"})
    assert first not in _ways_back(browser.get(LEAD).text)
    assert browser.post(first).status_code == 409


def test_after_thirty_days_it_stands(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"}))
    browser = signed_in(alice)
    browser.post(f"{LEAD}/fields/company", data={"value": "Atlas", "seen": ""})
    (way,) = _ways_back(browser.get(LEAD).text)
    with alice.filon.inside(alice.tenant):
        long_ago = clock.now() - timedelta(days=30)
        Interaction.update(happened_at=long_ago).where(Interaction.kind == "change").execute()
    assert _ways_back(browser.get(LEAD).text) == []
    assert browser.post(way).status_code == 409


def test_a_reader_is_offered_none(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma Bennani", "phone": "0661234567"}))
    signed_in(alice).post(f"{LEAD}/fields/company", data={"value": "Atlas", "seen": ""})
    assert _ways_back(signed_in(alice, "reader").get(LEAD).text) == []

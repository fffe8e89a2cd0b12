"""What an erasure would take, on a page that is quick however much robots have sent."""

from __future__ import annotations

from datetime import timedelta

from filon.foundation import clock
from filon.housekeeping import merging
from filon.housekeeping.at_stake import MOST_LOOKED_THROUGH, MOST_SHOWN, at_stake
from filon.intake.models import Submission
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.housekeeping.test_erasure_mails import ask
from tests.leads.plans import count_rows, noted, plan
from tests.parts.service import Filon, PairedSite, submission

LOOKED_THROUGH = f"que dans les {MOST_LOOKED_THROUGH} plus récents"


def shown(site: PairedSite) -> str:
    page = signed_in(site).get("/app/prospects/1/person").text
    return page.partition("Ce qui serait effacé")[2].partition("</section>")[0].replace("\xa0", " ")


def send_as_robots(site: PairedSite, count: int) -> None:
    with site.filon.inside(site.tenant):
        common = {
            "site_id": Submission.select().first().site_id,
            "sha256": "",
            "line": b'{"fields": []}',
            "answer": "quarantined",
            "reason": "spam",
            "received_at": clock.now() + timedelta(minutes=1),
        }
        Submission.add_many([dict(common) for _robot in range(count)])


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    other = {"name": "S. Bennani", "email": "sb@example.com", "phone": "0522001122"}
    mention = {"email": "x@example.com", "message": "Tél. +212522001122"}
    alice.deliver(submission(), submission(other), submission(mention, spam={"by": "honeypot"}))
    with filon.inside(alice.tenant):
        merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    ask(alice)
    send_as_robots(alice, MOST_LOOKED_THROUGH - 1)
    page = shown(alice)
    assert 'Prospect n° 2 <span class="muted">réuni avec celui-ci' in page, "they go too"
    assert (page.count(">Demande "), page.count("Envoi mis de côté")) == (2, 1)
    assert LOOKED_THROUGH not in page
    send_as_robots(alice, 1)
    page = shown(alice)
    assert (page.count(">Demande "), page.count("Envoi mis de côté")) == (2, 0)
    assert LOOKED_THROUGH in page, "it says what it has not looked through"


def test_the_newest_are_shown_and_the_others_counted(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(*(submission({"email": "salma@example.com", "message": f"n° {n}"}) for n in range(22)))
    mention = {"email": "x@example.com", "message": "Écrire à salma@example.com"}
    alice.deliver(submission(mention, spam={"by": "honeypot"}))
    ask(alice)
    page = shown(alice)
    assert page.count(">Demande ") + page.count("Envoi mis de côté") == MOST_SHOWN
    assert "et 3 autres" in page


def test_nothing_that_others_sent_is_looked_through(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    send_as_robots(alice, 5)
    count_rows(filon, "submission")
    with filon.inside(alice.tenant, write=False):
        with noted() as statements:
            at_stake(Lead.by_number(1))
        plans = [plan(*one) for one in statements if '"submission"' in one[0]]
    assert len(plans) == 4
    if filon.settings.engine == "postgresql":
        # Which of two indexes it takes for five rows is chance.
        assert not any("Seq Scan" in said for said in plans), plans
    else:
        assert all("submission_by_lead" in said or "submission_of_nobody" in said for said in plans), plans

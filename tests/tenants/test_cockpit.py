"""The agency's screen: every client, those who need help first and why; nobody who asked is named."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.outbox import Event
from filon.leads import actions as leads
from filon.leads.models import Lead
from filon.tenants import actions
from filon.tenants.ledgers import keep_comparison
from filon.tenants.models import Site
from filon.tenants.operators.cockpit import clients
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tenants.test_operators import enrolled, filon

__all__ = ["filon"]  # the service with Olivia of the agency


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox) -> None:
    olivia, _phone, _codes = enrolled(filon, mailbox)
    assert "Aucun client n’a besoin de vous" in olivia.get("/operator/").text
    with filon.inside(charlie.tenant):
        Site.update(waiting=3).execute()
    page = unescape(olivia.get("/operator/").text)
    assert "1 client a besoin de vous" in page
    assert "3 demandes retenues sur le site" in page
    assert page.index("Garage Charlie") < page.index("Menuiserie Atlas")


def test_who_needs_help_most_comes_first(filon: Filon) -> None:
    sites = {
        name: filon.add_client(name, f"{name}@x.example", site=f"https://{name}.example") for name in "abcdef"
    }
    with filon.inside(sites["f"].tenant):
        outbox.emit("lead.recorded", lead="x")
        Event.update(dead_at=clock.now()).execute()
    with filon.inside(sites["e"].tenant):
        actions.revoke_site(Site.get())
    with filon.inside(sites["d"].tenant):
        Site.update(expected_at=clock.now() - timedelta(minutes=1)).execute()
    with filon.inside(sites["c"].tenant):
        Site.update(attention=1).execute()
    with filon.inside(sites["b"].tenant):
        actions.add_site("https://shop.example")
    record(filon, sites["a"], "Salma")
    with filon.inside(sites["a"].tenant):
        leads.wait_again(Lead.by_number(1), clock.now() - timedelta(days=2))
    filon.add_client("aaa", "aaa@x.example", site="https://aaa.example")
    found = [(client.name, client.worst) for client in clients()]
    assert found == [
        ("f", "given_up"),
        ("e", "cut_off"),
        ("d", "silent"),
        ("c", "held"),
        ("b", "unpaired"),
        ("a", "unanswered"),
        ("aaa", None),
    ]


def test_what_did_not_come_is_grave(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    today = clock.now().date()
    with filon.inside(alice.tenant):
        keep_comparison(
            UUID(alice.id), from_on=today, until_on=today, gaps=2, recorded=300, joined=18, quarantined=4
        )
    olivia, _phone, _codes = enrolled(filon, mailbox)
    assert "2 demandes ne sont pas arrivées" in unescape(olivia.get("/operator/").text)
    page = unescape(olivia.get("/operator/clients/1").text)
    assert "324 reçues\u00a0: 300 nouveaux, 18 relances, 4 à vérifier, 2 écarts." in page


def test_a_removed_client_is_gone(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    with filon.inside(charlie.tenant):
        actions.remove_client()
    assert [client.name for client in clients()] == ["Menuiserie Atlas"]


def test_no_person_who_asked_is_named(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    record(filon, alice, "Salma")
    with filon.inside(alice.tenant):
        leads.wait_again(Lead.by_number(1), clock.now() - timedelta(days=2))
    olivia, _phone, _codes = enrolled(filon, mailbox)
    for path in ("/operator/", "/operator/clients/1"):
        page = olivia.get(path).text
        assert "1 personne attend un appel" in page
        assert "alma" not in page


def test_a_client_is_opened_and_that_is_written_down(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    olivia, _phone, _codes = enrolled(filon, mailbox)
    page = unescape(olivia.get("/operator/clients/1").text)
    assert "atlas.example" in page
    assert "alice@" in page
    assert "Olivia</bdi></b> a ouvert le client n° 1" in unescape(olivia.get("/operator/").text)
    assert olivia.get("/operator/clients/99").status_code == 404


def test_a_client_is_found_by_name(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    olivia, _phone, _codes = enrolled(filon, mailbox)
    found = olivia.get("/operator/?q=GARAGE").text
    assert ("Garage Charlie" in found, "Menuiserie Atlas" in found) == (True, False)
    assert "Aucun client de ce nom" in olivia.get("/operator/?q=<script>").text

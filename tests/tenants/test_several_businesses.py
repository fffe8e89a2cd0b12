"""One address, several businesses: one mail, the business is chosen after the link, and changed later."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.notifications.models import Notification
from filon.tenants import actions, sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Session, Tenant
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tenants.test_sign_in import ALICE, ask, mailed_link, mailed_links

pytestmark = pytest.mark.usefixtures("mailbox")


@pytest.fixture
def charlie(charlie: PairedSite) -> PairedSite:
    """Charlie's business, for which Alice works too."""
    with charlie.filon.inside(charlie.tenant):
        actions.add_member(name="Alice", email=ALICE, role="reader", language="fr")
    return charlie


def number_of(site: PairedSite, page: str) -> str:
    found = re.search(r'name="business" value="(\d+)"[^<]*<?[^>]*>\s*' + site_name(site), page)
    assert found, page
    return found[1]


def site_name(site: PairedSite) -> str:
    return "Menuiserie Atlas" if "atlas" in site.home_url else "Garage Charlie"


def business_of(browser: FlaskClient) -> str:
    found = re.search(r'class="brand".*?<span>(.*?)</span>', browser.get("/app/").text, re.DOTALL)
    assert found
    return found[1]


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox) -> None:
    browser = filon.client
    ask(browser)
    (link,) = mailed_links(filon, mailbox)
    choice = browser.post(link)
    assert (choice.status_code, "Quelle entreprise" in choice.text) == (200, True)
    assert "Set-Cookie" not in choice.headers
    entered = browser.post(link, data={"business": number_of(charlie, choice.text)})
    assert entered.status_code == 303
    assert business_of(browser) == "Garage Charlie"


def test_who_only_invites_her_signs_no_mail_of_hers(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    with filon.inside(charlie.tenant):
        Tenant.update(name="AAA Gagnez 1000 euros").where(Tenant.id == charlie.tenant).execute()
    ask(filon.client)
    mailed_link(filon, mailbox)
    assert "Filon" in mailbox.mails[-1].text, "she has not come to any yet"
    signed_in(alice)
    ask(filon.client)
    mailed_link(filon, mailbox)
    assert "Menuiserie Atlas" in mailbox.mails[-1].text
    assert not any("Gagnez" in str(mail) for mail in mailbox.mails)
    for site in (alice, charlie):
        with filon.inside(site.tenant, write=False):
            assert Notification.select().count() == 0, "neither business keeps her mail"


def test_of_several_that_she_joined_none_signs(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    for site in (alice, charlie):
        with filon.inside(site.tenant):
            sessions.open_session(Member.get(Member.email == ALICE))
    ask(filon.client)
    mailed_link(filon, mailbox)
    text = mailbox.mails[-1].text
    assert "Filon" in text
    assert not re.search("Atlas|Charlie", text)


def test_a_choice_uses_the_link_up_for_all(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    choice = filon.client.post(link).text
    statuses = [
        filon.client.post(link, data={"business": number_of(site, choice)}).status_code
        for site in (alice, charlie, alice)
    ]
    assert statuses == [303, 410, 410]


def test_only_what_the_address_opens_can_be_chosen(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    filon.add_client("Pharmacie Dupont", "dupont@pharmacie.example")
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    for number in ("3", "0", "-1", "x", "9" * 40):
        answer = filon.client.post(link, data={"business": number})
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False), number
        assert "Pharmacie" not in answer.text


def test_a_business_that_is_no_more_is_not_offered(
    filon: Filon, alice: PairedSite, charlie: PairedSite, mailbox: Mailbox
) -> None:
    ask(filon.client)
    link = mailed_link(filon, mailbox)
    with filon.inside(charlie.tenant):
        Member.update(removed_at=clock.now()).where(Member.email == ALICE).execute()
    assert filon.client.post(link).status_code == 303, "one is left: nothing to choose"


def test_she_changes_business_without_a_new_mail(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    browser = signed_in(alice)
    before = browser.get_cookie(COOKIE, path="/app")
    page = browser.get("/app/reglages").text
    assert "Mes entreprises" in page
    changed = browser.post("/app/switch", data={"business": number_of_other(page)})
    assert changed.status_code == 303
    assert business_of(browser) == "Garage Charlie"
    assert before
    browser.set_cookie(COOKIE, before.value, path="/app")
    assert browser.get("/app/").status_code == 302, "the session of the other business has ended"


def number_of_other(page: str) -> str:
    found = re.search(r'name="business" value="(\d+)"', page)
    assert found
    return found[1]


def test_changing_business_makes_no_session_longer(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    browser = signed_in(alice)
    page = browser.get("/app/reglages").text
    with filon.inside(alice.tenant, write=False):
        until = Session.get().expires_at
    with clock.standing_at(clock.now() + timedelta(days=20)):
        browser.post("/app/switch", data={"business": number_of_other(page)})
    with filon.inside(charlie.tenant, write=False):
        assert Session.get().expires_at == until


def test_bob_changes_to_no_business_that_is_not_his(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    bob = signed_in(alice, "manager")
    assert "Mes entreprises" not in bob.get("/app/reglages").text
    for number in ("2", "1", "0", ""):
        wanted = bob.post("/app/switch", data={"business": number})
        assert wanted.status_code == (303 if number == "1" else 404), number


def test_nobody_changes_business_without_a_session(filon: Filon, alice: PairedSite) -> None:
    answer = filon.client.post("/app/switch", data={"business": "1"})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (401, False)

"""`filon site …` and `filon submission …`: a site is bounded and named without doubt; what was set aside is seen."""

from __future__ import annotations

from filon.foundation.access import SYSTEM
from filon.tenants.models import Member, Session, Site
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_client_command import run
from tests.tenants.wordpress_user import enter


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    assert enter(alice).status_code == 201
    done = run(filon, "site", "cap", "1", alice.home_url, "reader")
    assert done.exit_code == 0, done.output
    with filon.inside(alice.tenant, SYSTEM, write=False):
        assert not Session.select().exists(), "signed out until they come in under the new bound"
    assert enter(alice).status_code == 201
    with filon.inside(alice.tenant, SYSTEM, write=False):
        assert Member.get(Member.wordpress_user.is_null(False)).role == "reader"


def test_a_site_that_takes_anothers_address_is_named_by_its_id(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant, SYSTEM):
        liar = Site.create(home_url=alice.home_url)
    doubt = run(filon, "site", "revoke", "1", alice.home_url)
    assert doubt.exit_code == 1
    assert alice.id in doubt.output
    assert run(filon, "site", "revoke", "1", str(liar.id)).exit_code == 0
    assert alice.deliver(submission()).status_code == 200, "the other one goes on"


def test_an_address_is_added_once(filon: Filon, alice: PairedSite) -> None:
    again = run(filon, "site", "add", "1", alice.home_url)
    assert again.exit_code == 1
    assert "site code" in again.output


def test_what_was_set_aside_is_seen(filon: Filon, alice: PairedSite) -> None:
    spam = submission(spam={"by": "honeypot"})
    alice.deliver(spam)
    listed = run(filon, "submission", "list", "1").output
    assert spam["uuid"] in listed
    assert "honeypot" in listed
    assert "Salma Bennani" in run(filon, "submission", "show", "1", spam["uuid"]).output

"""A form that its owner leaves out or deletes is not missed: the site says so, and the agency is not alarmed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from filon.foundation import clock
from tests.intake.test_habits import DAY, HOUR, send, silent, told
from tests.parts.service import Filon, PairedSite
from tests.parts.smtp import Mailbox
from tests.tenants.test_shapes import contract

DEVIS = {"source": "wpforms", "form": "devis", "title": "Devis"}
CONTACT = {"source": "wpforms", "form": "contact", "title": "Contact"}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Somebody is to hear of it."""
    return {**environ, "FILON_ALERTS": "ops@agence.example"}


def announce(site: PairedSite, *forms: dict[str, Any], **more: Any) -> None:
    said = {"forms": list(forms), **more}
    contract("forms_request").validate(said)
    assert site.call("/api/v1/sites/forms", json.dumps(said).encode()).status_code == 200


def send_each_day(site: PairedSite, form: str) -> None:
    """With a habit of a day, and silent for three."""
    send(site, form, *(n * DAY for n in range(3, 14)), source="wpforms")


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    send_each_day(alice, "devis")
    send_each_day(alice, "contact")
    announce(alice, DEVIS, CONTACT)
    assert set(silent(filon, alice)) == {"devis", "contact"}
    announce(alice, DEVIS | {"excluded": True}, CONTACT)
    assert set(silent(filon, alice)) == {"contact"}
    (text,) = told(filon, mailbox)
    assert "Contact" in text
    assert "Devis" not in text


def test_one_that_was_deleted(filon: Filon, alice: PairedSite) -> None:
    send_each_day(alice, "devis")
    send_each_day(alice, "contact")
    announce(alice, CONTACT)
    assert set(silent(filon, alice)) == {"devis", "contact"}, (
        "an older plugin does not say that these are all"
    )
    announce(alice, CONTACT, whole=["cf7"])
    assert set(silent(filon, alice)) == {"devis", "contact"}, "all of another form plugin's"
    announce(alice, CONTACT, whole=["wpforms"])
    assert set(silent(filon, alice)) == {"contact"}
    announce(alice, whole=["wpforms"])
    assert silent(filon, alice) == {}


def test_one_that_is_taken_in_again_has_as_long_as_any_other(filon: Filon, alice: PairedSite) -> None:
    send_each_day(alice, "devis")
    announce(alice, DEVIS | {"excluded": True})
    announce(alice, DEVIS)
    assert silent(filon, alice) == {}
    with clock.standing_at(clock.now() + 2 * DAY - HOUR):
        assert silent(filon, alice) == {}
    with clock.standing_at(clock.now() + 2 * DAY + timedelta(minutes=5)):
        assert set(silent(filon, alice)) == {"devis"}


def test_nothing_of_it_reaches_another_site(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    send_each_day(alice, "devis")
    announce(charlie, whole=["wpforms"])
    assert set(silent(filon, alice)) == {"devis"}

"""A form that is silent against its own habit is noticed, told to the agency once, and forgotten when it sends."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest

from filon import schedule
from filon.foundation import clock
from filon.foundation.last_seen import note_seen
from filon.intake.models import FormMap
from filon.tenants import actions
from filon.tenants.models import Site
from tests.dashboard.people import signed_in
from tests.intake.door import deliver
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Somebody is to hear of it."""
    return {**environ, "FILON_ALERTS": "ops@agence.example"}


def send(site: PairedSite, form: str, *ago: timedelta, **more: object) -> None:
    """Requests of so long ago, each of somebody else."""
    for n, one in enumerate(ago):
        asked = submission(
            {
                "name": f"Visitor {n}",
                "email": f"{form}{n}-{one.total_seconds()}@example.com",
                "message": f"{n}",
            },
            form={"id": form, "title": form.title()},
            submitted_at=f"{clock.now() - one:%Y-%m-%dT%H:%M:%SZ}",
            **more,
        )
        deliver(site, asked)


def silent(filon: Filon, site: PairedSite) -> dict[str, datetime]:
    """What the schedule's look finds."""
    schedule.notice_silent_forms(filon.settings)
    with filon.inside(site.tenant, write=False):
        return {row.form: row.silent_since for row in FormMap.select() if row.silent_since}


def told(filon: Filon, mailbox: Mailbox) -> list[str]:
    note_seen("worker")
    schedule.tell_the_operator(filon.settings)
    return [mail.text for mail in mailbox.mails if mail.recipients == ["ops@agence.example"]]


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    send(alice, "devis", *(n * DAY for n in range(3, 14)))  # each day, and nothing for three
    send(alice, "contact", *(n * DAY / 2 for n in range(11)))
    send(alice, "seldom", *(3 * n * DAY for n in range(1, 12)))  # three days are nothing for this one
    send(alice, "few", *(n * HOUR for n in range(72, 81)))
    assert set(silent(filon, alice)) == {"devis"}
    for _look in range(2):
        (text,) = told(filon, mailbox)
    assert "https://atlas.example (client 1): the form “Devis” has sent nothing since" in text
    assert "Visitor" not in text
    page = unescape(signed_in(alice).get("/app/reglages/formulaires").text)
    assert page.count("Silencieux plus que d’habitude") == 1
    send(alice, "devis", HOUR)
    assert silent(filon, alice) == {}


def test_spam_is_no_sign_of_life(filon: Filon, alice: PairedSite) -> None:
    send(alice, "devis", *(n * DAY for n in range(3, 14)))
    send(alice, "devis", HOUR, spam={"by": "akismet"})
    assert set(silent(filon, alice)) == {"devis"}


def test_a_busy_form_is_missed_after_a_day_and_forgotten_after_sixty(filon: Filon, alice: PairedSite) -> None:
    send(alice, "devis", *(n * HOUR for n in range(1, 13)))
    assert silent(filon, alice) == {}
    with clock.standing_at(clock.now() + DAY):
        assert set(silent(filon, alice)) == {"devis"}
    with clock.standing_at(clock.now() + 59 * DAY):
        assert set(silent(filon, alice)) == {"devis"}
    with clock.standing_at(clock.now() + 61 * DAY):
        assert silent(filon, alice) == {}


def test_a_site_that_is_silent_itself_is_told_of_alone(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    send(alice, "devis", *(n * DAY for n in range(3, 14)))
    silent(filon, alice)
    with filon.inside(alice.tenant):
        Site.update(expected_at=clock.now() - 2 * DAY).execute()
    (text,) = told(filon, mailbox)
    assert "has delivered nothing since" in text
    assert "the form" not in text


def test_a_site_that_was_cut_off_is_not_missed(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    send(alice, "devis", *(n * DAY for n in range(3, 14)))
    silent(filon, alice)
    with filon.inside(alice.tenant):
        actions.revoke_site(Site.get())
    assert told(filon, mailbox) == []

"""A nightly test goes through the door and all that follows, ends before the mail, and counts nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape
from typing import Any

import psycopg
import pytest

from filon import schedule
from filon.foundation import clock
from filon.foundation.last_seen import note_seen
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.intake.form_tests import MOST_A_DAY
from filon.intake.models import Submission
from filon.notifications.models import Notification
from filon.tenants.models import Member, Site
from tests.dashboard.people import signed_in
from tests.intake.door import deliver, kept, rows
from tests.intake.test_announced_forms import QUOTE, announce
from tests.intake.test_ledger import compare
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.tenants.test_shapes import contract

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOBODY = {"name": "Essai Filon", "email": "essai-filon@example.com", "message": "Essai de la nuit"}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Somebody is to hear of it."""
    return {**environ, "FILON_ALERTS": "ops@agence.example"}


def trial(fields: dict[str, str] = NOBODY, **more: Any) -> dict[str, Any]:
    """What the plugin sends for the form QUOTE at night."""
    return submission(fields, test=True, source="wpforms", form={"id": "12", "title": "Devis"}, **more)


def say(site: PairedSite, **test: Any) -> None:
    """The site tells of its form, that it is tested and how that went."""
    form = QUOTE | {"test": {"since": (clock.now() - HOUR).isoformat(), **test}}
    contract("forms_request").validate({"forms": [form]})
    assert announce(site, form).status_code == 200


def shown(site: PairedSite) -> str:
    page = unescape(signed_in(site).get("/app/reglages/formulaires").text)
    return " ".join(page.replace("\u00a0", " ").split())


def told(filon: Filon, mailbox: Mailbox, later: timedelta = timedelta()) -> list[str]:
    """What the agency has been told; the sites themselves are heard of."""
    with across_tenants("hear of the sites"), transaction():
        Site.update(expected_at=clock.now() + 9 * DAY).execute()
    with clock.standing_at(clock.now() + later):
        note_seen("worker")
        schedule.tell_the_operator(filon.settings)
    return [mail.text for mail in mailbox.mails if mail.recipients == ["ops@agence.example"]]


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    say(alice)
    assert "Le premier essai se fera la nuit prochaine." in shown(alice)
    line = json.dumps(trial()).encode()
    [answer] = deliver(alice, line)
    assert (answer["answer"], answer["lead"], answer["number"]) == ("tested", None, None)
    assert deliver(alice, line)[0]["first_answer"] == "tested"
    filon.work()
    assert rows(filon, alice.tenant) == kept(1)
    with filon.inside(alice.tenant, write=False):
        assert Notification.select().count() == 0
    assert mailbox.mails == []
    assert "tout va bien, jusqu’au mail qui aurait prévenu l’équipe" in shown(alice)
    assert compare(alice, line) == {"differ": [], "recorded": 0, "joined": 0, "quarantined": 0, "gaps": 0}
    [first] = deliver(alice, submission())
    assert first["number"] == 1, "its number was given back"


def test_what_a_visitor_sent_is_theirs_however_it_is_marked(alice: PairedSite) -> None:
    """A site that was taken over hides nobody by saying that they are tests."""
    salma = trial({"name": "Salma", "email": "salma@example.com"})
    karim = trial({"name": "Essai Filon", "phone": "0661234567"})
    assert [answer["answer"] for answer in deliver(alice, salma, karim)] == ["recorded", "recorded"]
    [long] = deliver(alice, trial({"message": "Essai Filon " * 2_000}))
    assert long["answer"] == "recorded", "no form is filled in with so much"
    answers = [answer["answer"] for answer in deliver(alice, *[trial() for _ in range(MOST_A_DAY + 1)])]
    assert answers == ["tested"] * MOST_A_DAY + ["recorded"]
    assert deliver(alice, trial() | {"source": "cf7"})[0]["answer"] == "tested", (
        "another form has that number"
    )


def test_a_test_that_does_not_come_is_told_once(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    say(alice)
    deliver(alice, trial())
    filon.work()
    assert told(filon, mailbox, later=29 * HOUR) == []
    with clock.standing_at(clock.now() + 31 * HOUR):
        for _look in range(2):
            [text] = told(filon, mailbox)
        assert (
            "https://atlas.example (client 1): the form “Devis” did not pass its nightly test: none has come"
            in text
        )
        assert "aucun essai n’est arrivé" in shown(alice)
        deliver(alice, trial(), timestamp=clock.unix())
        filon.work()
        assert told(filon, mailbox, later=11 * timedelta(minutes=1))[1].startswith("This is over:")


def test_what_the_form_said_is_told(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    say(alice, tried_at=clock.now().isoformat(), outcome="refused", detail="Le champ <b>Budget</b> manque")
    [text] = told(filon, mailbox)
    assert "it refused what was filled in, and said “Le champ <b>Budget</b> manque”" in text
    assert "Ce formulaire n’a pas passé le dernier essai : il a refusé" in shown(alice)
    say(alice, outcome="counted")
    assert "Filon l’a compté comme une demande" in shown(alice)
    say(alice, outcome="captcha")
    assert "Son captcha, qu’aucun essai ne peut passer, arrête l’essai là." in shown(alice)
    say(alice, since="0001-01-01T00:00:00+14:00", tried_at="9999-12-31T23:59:59-14:00", outcome="no_page")
    assert "il n’est plus sur sa page" in shown(alice), "whatever the site's clock says"
    assert announce(alice, QUOTE).status_code == 200, "switched off"
    assert "essai" not in shown(alice)


def test_a_test_of_which_nobody_would_hear_did_not_pass(filon: Filon, alice: PairedSite) -> None:
    say(alice)
    with filon.inside(alice.tenant):
        Member.update(told_of_requests=False).execute()
    deliver(alice, trial())
    filon.work()
    assert "personne de l’équipe n’en serait prévenu par mail" in shown(alice)
    deliver(alice, trial(spam={"by": "akismet"}))
    filon.work()
    assert "le site l’a pris pour du spam" in shown(alice)


def test_old_tests_are_forgotten(filon: Filon, alice: PairedSite) -> None:
    deliver(alice, trial(), submission())

    def lines_after(days: int) -> list[bool]:
        with clock.standing_at(clock.now() + days * DAY):
            schedule.forget_old_tests(filon.settings)
        with filon.inside(alice.tenant, write=False):
            return sorted(bool(row.line) for row in Submission.select())

    assert lines_after(6) == [True, True]
    assert lines_after(8) == [False, True], "its hash stays for the ledger"
    assert lines_after(61) == [True]


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_old_tests_are_emptied_once(filon: Filon, alice: PairedSite) -> None:
    """Not written anew at every look: a site has two months of them."""
    deliver(alice, trial())

    def versions() -> list[Any]:
        with clock.standing_at(clock.now() + 8 * DAY):
            schedule.forget_old_tests(filon.settings)
        with psycopg.connect(filon.settings.database_owner) as looking:
            looking.execute("SELECT set_config('filon.tenant', %s, true)", (str(alice.tenant),))
            return looking.execute("SELECT line, xmin::text FROM submission").fetchall()

    emptied = versions()
    assert [bytes(line) for line, _version in emptied] == [b""]
    assert versions() == emptied

"""Spam is the plugin's verdict or a flood of one form: it is kept for a person, and becomes no lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from filon.foundation import clock
from filon.intake.floods import MOST_A_MINUTE
from filon.intake.models import Submission
from tests.dashboard.people import signed_in
from tests.intake.door import deliver, kept, rows
from tests.parts.service import Filon, PairedSite, submission

_NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def _at(moment: datetime, form: str = "contact", n: int = 0) -> dict[str, Any]:
    return submission(
        {"name": f"Visitor {n}", "email": f"visitor{n}@example.com"},
        form={"id": form},
        submitted_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _flood(site: PairedSite, moment: datetime, count: int, form: str = "contact") -> list[str]:
    answers: list[str] = []
    for start in range(0, count, 50):
        batch = [_at(moment, form, n) for n in range(start, min(start + 50, count))]
        answers += [answer["answer"] for answer in deliver(site, *batch)]
    return answers


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    (answer,) = deliver(alice, submission(spam={"by": "honeypot"}))
    assert (answer["answer"], answer["reason"], answer["detail"]) == ("quarantined", "spam", "by honeypot")
    assert rows(filon, alice.tenant) == kept(1)
    with filon.inside(alice.tenant, write=False):
        (aside,) = Submission.quarantined()
        assert b"cuisine en L" in bytes(aside.line), "what the visitor wrote is not lost"


def test_a_flood_of_one_form_is_set_aside(filon: Filon, alice: PairedSite) -> None:
    answers = _flood(alice, _NOON, MOST_A_MINUTE + 5)
    assert answers == ["recorded"] * MOST_A_MINUTE + ["quarantined"] * 5
    assert rows(filon, alice.tenant) == kept(MOST_A_MINUTE + 5, leads=MOST_A_MINUTE)


def test_a_flood_stops_no_other_form_minute_or_site(alice: PairedSite, charlie: PairedSite) -> None:
    _flood(alice, _NOON, MOST_A_MINUTE + 1)
    others = deliver(alice, _at(_NOON, "quote"), _at(_NOON + timedelta(minutes=1)))
    assert {answer["answer"] for answer in others} <= {"recorded", "joined"}
    (his,) = deliver(charlie, _at(_NOON))
    assert his["answer"] == "recorded"


def test_hours_of_honest_submissions_after_an_outage_are_no_flood(alice: PairedSite) -> None:
    batches = [
        [_at(_NOON + timedelta(minutes=n), n=n) for n in range(start, start + 50)]
        for start in range(0, 200, 50)
    ]
    assert {answer["answer"] for batch in batches for answer in deliver(alice, *batch)} == {"recorded"}


def test_naming_ever_new_forms_is_a_flood_too(alice: PairedSite) -> None:
    minute = "2026-03-01T10:00:00Z"
    answers = [
        answer["answer"]
        for start in range(0, 310, 50)
        for answer in deliver(
            alice,
            *(
                submission({"message": str(n)}, form={"id": f"form-{n}"}, submitted_at=minute)
                for n in range(start, min(start + 50, 310))
            ),
        )
    ]
    assert answers.count("recorded") == 300
    assert answers[-1] == "quarantined"


def test_the_owner_is_told_of_a_flood_for_a_day(alice: PairedSite, charlie: PairedSite) -> None:
    """Honest people may be among those set aside."""
    _flood(alice, _NOON, MOST_A_MINUTE + 5)
    told = "Un robot semble écrire à vos formulaires : 5 envois mis de côté depuis hier."
    assert told in signed_in(alice).get("/app/").text.replace("\u00a0", " ")
    deliver(charlie, submission())
    assert "Un robot" not in signed_in(charlie).get("/app/").text
    with clock.standing_at(clock.now() + timedelta(days=1, minutes=1)):
        assert "Un robot" not in signed_in(alice).get("/app/").text

"""The same form with the same content within 120 seconds is a double click: one interaction, not two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from filon.foundation import clock
from tests.intake.door import deliver, kept, rows, timeline
from tests.parts.service import Filon, PairedSite, submission


def _after(site: PairedSite, seconds: int, sent: dict[str, Any]) -> dict[str, Any]:
    moment = clock.now() + timedelta(seconds=seconds)
    with clock.standing_at(moment):
        sent["submitted_at"] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        (answer,) = deliver(site, sent, timestamp=int(moment.timestamp()))
    return answer


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    (first,) = deliver(alice, submission())
    second = _after(alice, 110, submission())
    assert (second["answer"], second["lead"], second["number"]) == ("joined", first["lead"], 1)
    assert rows(filon, alice.tenant) == kept(2, leads=1, interactions=1)
    filon.work()
    assert len(timeline(alice)) == 1


def test_later_it_is_a_second_request(filon: Filon, alice: PairedSite) -> None:
    deliver(alice, submission())
    second = _after(alice, 125, submission())
    assert (second["answer"], second["number"]) == ("joined", 1)
    assert rows(filon, alice.tenant) == kept(2, leads=1, interactions=2)


def test_another_form_or_another_word_is_a_second_request(filon: Filon, alice: PairedSite) -> None:
    deliver(alice, submission())
    _after(alice, 10, submission(form={"id": "quote"}))
    deliver(alice, submission({"name": "Salma Bennani", "email": "salma@example.com", "message": "Alors ?"}))
    assert rows(filon, alice.tenant) == kept(3, leads=1, interactions=3)


def test_charlies_visitors_are_no_double_clicks_of_alices(alice: PairedSite, charlie: PairedSite) -> None:
    deliver(alice, submission())
    (his,) = deliver(charlie, submission())
    assert his["answer"] == "recorded"


def test_somebody_without_contact_who_clicks_twice(filon: Filon, alice: PairedSite) -> None:
    only = {"message": "Vous ouvrez samedi ?"}
    (first,) = deliver(alice, submission(only))
    second = _after(alice, 3, submission(only))
    assert second["lead"] == first["lead"]
    assert rows(filon, alice.tenant) == kept(2, leads=1)


def test_the_visitors_clock_counts_not_ours(filon: Filon, alice: PairedSite) -> None:
    """After an outage two requests of one morning are delivered in one moment."""
    morning = [submission(submitted_at=f"2026-05-18T{hour}:00:00Z") for hour in ("08", "11")]
    assert [answer["answer"] for answer in deliver(alice, *morning)] == ["recorded", "joined"]
    assert rows(filon, alice.tenant) == kept(2, leads=1, interactions=2)

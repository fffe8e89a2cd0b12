"""Deliveries at the same moment: one person is one lead, one uuid is one submission, numbers have no gap."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from filon.leads.models import Lead
from tests.intake.door import deliver, kept, lead_of, rows
from tests.parts.service import Filon, PairedSite, submission

THREADS = 8


def _at_once(filon: Filon, work: Callable[[int], Any]) -> list[Any]:
    """work(0) to work(7), each in a thread of its own, begun together."""
    ready = Barrier(THREADS)

    def one(n: int) -> Any:
        try:
            ready.wait(10)
            return work(n)
        finally:
            filon.close()  # this thread's connection

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """The same person by two spellings, from eight forms: one is recorded, seven join."""
    spellings = [{"email": "Salma@example.com"}, {"phone": "06 61 23 45 67", "email": "salma@EXAMPLE.com"}]
    answers = _at_once(
        filon,
        lambda n: deliver(alice, submission(spellings[n % 2], form={"id": f"form-{n}"}))[0],
    )
    assert sorted(answer["answer"] for answer in answers) == ["joined"] * 7 + ["recorded"]
    assert {answer["number"] for answer in answers} == {1}
    assert rows(filon, alice.tenant) == kept(8, leads=1, interactions=8)


def test_the_same_submission(filon: Filon, alice: PairedSite) -> None:
    line = json.dumps(submission()).encode()
    answers = _at_once(filon, lambda _n: deliver(alice, line)[0])
    assert sorted(answer["answer"] for answer in answers) == ["recorded"] + ["repeated"] * 7
    assert len({answer["receipt"] for answer in answers}) == 1
    assert rows(filon, alice.tenant) == kept(1, leads=1)


def test_the_same_submission_of_nobody_known(filon: Filon, alice: PairedSite) -> None:
    """Without e-mail and phone nothing but the uuid keeps them apart."""
    line = json.dumps(submission({"message": "Vous ouvrez samedi ?"})).encode()
    answers = _at_once(filon, lambda _n: deliver(alice, line)[0])
    assert len({answer["receipt"] for answer in answers}) == 1
    assert rows(filon, alice.tenant) == kept(1, leads=1)


def test_numbers_without_gap_or_double(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    def five(n: int) -> Any:
        site = (alice, charlie)[n % 2]
        return [deliver(site, submission({"email": f"v{n}-{m}@example.com"}), b"{")[0] for m in range(5)]

    _at_once(filon, five)
    for site in (alice, charlie):
        with filon.inside(site.tenant, write=False):
            assert sorted(number for (number,) in Lead.select(Lead.number).tuples()) == list(range(1, 21))


def test_batches_that_name_the_same_people_in_another_order(filon: Filon, alice: PairedSite) -> None:
    """Each would wait for the other if they took their people one by one."""

    def batch(n: int) -> Any:
        people = [f"v{m}@example.com" for m in range(10)]
        order = people if n % 2 else people[::-1]
        return deliver(alice, *[submission({"email": who}, form={"id": f"form-{n}"}) for who in order])

    answers = [answer for batch_answers in _at_once(filon, batch) for answer in batch_answers]
    assert sum(answer["answer"] == "recorded" for answer in answers) == 10
    assert rows(filon, alice.tenant) == kept(80, leads=10, interactions=80)


def test_no_consent_is_lost_when_one_is_joined_by_address_and_by_number(
    filon: Filon, alice: PairedSite
) -> None:
    deliver(alice, submission({"email": "salma@example.com", "phone": "0661234567"}))

    def consent(n: int) -> Any:
        how = {"email": "salma@example.com"} if n % 2 else {"phone": "0661234567"}
        given = [{"field_id": "gdpr", "text": f"Consent {n}", "given": True}]
        return deliver(alice, submission({**how, "message": f"Message {n}"}, consents=given))[0]

    assert {answer["number"] for answer in _at_once(filon, consent)} == {1}
    kept_texts = sorted(one["text"] for one in lead_of(alice).consent)
    assert kept_texts == [f"Consent {n}" for n in range(THREADS)]

"""A list is narrowed by telephone as people write numbers, also those that could not be read."""

from __future__ import annotations

import pytest

from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission

PHONES = {
    "Salma": "06 61 23 45 67",
    "Younes": "+33 6 12 34 56 78",
    "Claire": "0522 00 11 22",
    "Omar": "06 61 9",
    "Nadia": "",
}


@pytest.fixture
def five(alice: PairedSite) -> PairedSite:
    people = [
        submission({"name": name, "phone": phone, "email": f"{name.lower()}@example.com"})
        for name, phone in PHONES.items()
    ]
    assert alice.deliver(*people).status_code == 200
    alice.filon.work()
    return alice


def found(site: PairedSite, where: str) -> set[str]:
    answer = at_the_api(signed_in(site)).get("/api/v1/leads", query_string={"where": f"phone:{where}"})
    assert answer.status_code == 200, answer.text
    return {lead["name"] for lead in answer.json["leads"]}


def test_it_works(five: PairedSite) -> None:
    for where, names in {
        "has:06 61": {"Salma", "Omar"},
        "has:22.00": {"Claire"},
        "begins:06": {"Salma", "Younes", "Omar"},
        "begins:06 61": {"Salma", "Omar"},
        "begins:0522": {"Claire"},
        "begins:+212": {"Salma", "Claire"},
        "begins:0033": {"Younes"},
        "begins:661": {"Salma", "Omar"},
        "is:06 61 23 45 67": {"Salma"},
        "is:+212661234567": {"Salma"},
        "is:06 61 9": {"Omar"},
        "is:06 61": set(),
        "empty": {"Nadia"},
        "filled": set(PHONES) - {"Nadia"},
    }.items():
        assert found(five, where) == names, where


def test_what_is_no_number_is_refused(five: PairedSite) -> None:
    answer = at_the_api(signed_in(five)).get("/api/v1/leads", query_string={"where": "phone:has:abc"})
    assert answer.status_code == 422

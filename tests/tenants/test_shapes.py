"""What pairing, rotation and state send and answer is what schemas/pairing.schema.json says, in both directions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from filon.tenants.schemas import LeavingRequest, PairingRequest, StateRequest
from tests.parts.service import Filon, PairedSite

CONTRACT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "schemas/pairing.schema.json").read_text(encoding="utf-8")
)


def contract(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": CONTRACT["$defs"]})


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    contract("pairing_answer").validate(alice.pair().json)
    contract("secret_answer").validate(alice.call("/api/v1/sites/secret", b"{}").json)
    contract("state_answer").validate(alice.call("/api/v1/sites/state", b'{"waiting": 0}').json)


PAIRING = {
    "token": "t" * 43,
    "nonce": "n" * 16,
    "home_url": "https://a.example",
    "rest_url": "https://a.example/wp-json/",
    "version": "0.1.0",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"wordpress": "", "php": "8.2", "locale": "fr_FR"},
        {"nonce": "n" * 15},
        {"nonce": "n" * 65},
        {"token": "t" * 201},
        {"token": 3},
        {"version": "1" * 21},
        {"version": None},
        {"home_url": "https://" + "a" * 500},
        {"more": 1},
    ],
    ids=str,
)
def test_pairing_requests_are_judged_alike(change: dict[str, Any]) -> None:
    asked = {**PAIRING, **change}
    assert contract("pairing_request").is_valid(asked) is not bool(PairingRequest().validate(asked))


@pytest.mark.parametrize(
    "said",
    [
        {"waiting": 0},
        {
            "waiting": 2_147_483_647,
            "attention": 3,
            "oldest_waiting_at": None,
            "wordpress": "6.8",
            "php": "8.2",
        },
        {"waiting": 1, "oldest_waiting_at": "2026-11-20T12:00:00Z", "home_url": "https://a.example"},
        {},
        {"waiting": -1},
        {"waiting": 2_147_483_648},
        {"waiting": "1"},
        {"waiting": 1.5},
        {"waiting": None},
        {"waiting": 1, "attention": None},
        {"waiting": 1, "php": "8" * 21},
        {"waiting": 1, "more": 1},
    ],
    ids=str,
)
def test_states_are_judged_alike(said: dict[str, Any]) -> None:
    assert contract("state_request").is_valid(said) is not bool(StateRequest().validate(said))


@pytest.mark.parametrize(
    "said",
    [
        {"home_url": "https://a.example"},
        {"home_url": ""},
        {"home_url": "a" * 501},
        {"home_url": None},
        {},
        {"home_url": "https://a.example", "more": 1},
    ],
    ids=str,
)
def test_leavings_are_judged_alike(said: dict[str, Any]) -> None:
    assert contract("leaving_request").is_valid(said) is not bool(LeavingRequest().validate(said))

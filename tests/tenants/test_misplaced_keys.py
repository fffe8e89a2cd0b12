"""A key in an address or a form is refused before anything else, told to be revoked, and never written down."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.foundation.test_logs import lines
from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import Program

__all__ = ["lines"]


@pytest.fixture
def program(alice: PairedSite) -> Program:
    return Program(alice)


@pytest.fixture
def heard(program: Program, lines: io.StringIO) -> Iterator[io.StringIO]:
    """What the service logs; at the end no key is in it."""
    yield lines
    assert "/api/v1/leads" in lines.getvalue()
    assert program.key not in lines.getvalue()
    assert program.key[10:40] not in lines.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/leads/1/checks?key={key}",
        "/api/v1/leads/1/checks?access_token={key}&x=1",
        "/api/v1/leads/1/checks?{key}",
        "/api/v1/leads/1/checks?key={encoded}",
        "/api/v1/leads/1/checks/{key}",
        "/api/v1/leads/1/checks?next=https%3A%2F%2Ffilon.example%2F%3Fk%3D{key}",
        "/app/prospects?q={key}",
    ],
)
def test_it_works(program: Program, heard: io.StringIO, address: str) -> None:
    encoded = quote(program.key).replace("_", "%5F")
    path = address.format(key=program.key, encoded=encoded)
    for answer in (
        program("GET", path),
        program.filon.client.get(path, headers={"Accept": "application/json"}),
    ):
        assert (answer.status_code, answer.json["code"]) == (422, "key_in_address")
        assert "Révoquez-la" in answer.json["detail"]
        assert program.key not in answer.text
    program("GET", "/api/v1/leads/1/checks")
    assert program.row.revoked_at is None, "revoking is for its owner to decide"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_nor_in_a_form(program: Program, heard: io.StringIO, kind: str) -> None:
    answer = program.filon.client.put(
        "/api/v1/leads/1/checks/phone", data={"key": program.key}, content_type=kind
    )
    assert (answer.status_code, answer.json["code"]) == (422, "key_in_address")


def test_what_only_begins_like_one_passes(filon: Filon) -> None:
    assert filon.client.get("/healthz?filon_session=1&q=filon_abc").status_code == 200

"""Keys, signatures, receipts and codes between a site and the service, by the vectors that PHP reads too."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import jwt
import pytest

from filon.foundation.signatures import (
    TOLERANCE_SECONDS,
    SiteKeys,
    connection_code,
    is_signed,
    read_connection_code,
    receipt,
    sign,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "schemas/site-keys.json").read_text(encoding="utf-8")
)
KEYS = SiteKeys.of(base64.urlsafe_b64decode(VECTORS["derived_keys"]["vector"]["secret"] + "="))
CALL = {"id": "msg_1", "timestamp": 1766400000, "method": "POST", "target": "/a?b=c", "body": b"{}"}


def test_it_works() -> None:
    expected = VECTORS["derived_keys"]["vector"]["keys"]
    assert {name: getattr(KEYS, name).hex() for name in expected} == expected
    assert len(set(expected.values())) == 4


@pytest.mark.parametrize("vector", VECTORS["signed_request"]["vectors"], ids=lambda v: v["name"])
def test_signatures_fit_the_vectors(vector: dict[str, Any]) -> None:
    said = {name: vector[name] for name in ("id", "timestamp", "method", "target")}
    key = getattr(KEYS, vector["key"])
    assert sign(key, **said, body=vector["body"].encode()) == vector["signature"]
    assert is_signed(vector["signature"], [key], **said, body=vector["body"].encode()) == key


@pytest.mark.parametrize("vector", VECTORS["receipt"]["vectors"], ids=lambda v: v["answer"])
def test_receipts_fit_the_vectors(vector: dict[str, Any]) -> None:
    assert hashlib.sha256(vector["line"].encode()).hexdigest() == vector["sha256"]
    parts = {name: vector[name] for name in ("site", "uuid", "sha256", "answer", "lead")}
    assert receipt(KEYS.receipts, **parts) == vector["receipt"]


def test_connection_codes_fit_the_vector() -> None:
    vector = VECTORS["connection_code"]["vector"]
    assert connection_code(vector["service"], vector["token"]) == vector["code"]
    pasted = f"  {vector['code'][:40]}\n {vector['code'][40:]}\r\n"
    assert read_connection_code(pasted) == (vector["service"], vector["token"])


def test_the_embed_token_fits_the_vector() -> None:
    vector = VECTORS["embed_token"]["vector"]
    claims = jwt.decode(
        vector["token"],
        KEYS.embed,
        algorithms=["HS256"],
        audience=vector["claims"]["aud"],
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims == vector["claims"]
    assert VECTORS["embed_token"]["lifetime_seconds"] == 60
    assert VECTORS["signed_request"]["tolerance_seconds"] == TOLERANCE_SECONDS


@pytest.mark.parametrize(
    "code",
    [
        "",
        "filon1.",
        "filon2.e30",
        "filon1.e30",
        "filon1.bnVsbA",
        "filon1.W10",
        "filon1.***",
        "filon1./////w",
        "é",
    ],
)
def test_a_broken_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="connection code"):
        read_connection_code(code)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "msg_2"},
        {"timestamp": 1766400001},
        {"method": "PUT"},
        {"target": "/a?b=d"},
        {"target": "/a"},
        {"body": b"{} "},
        {"body": b""},
    ],
    ids=str,
)
def test_every_part_is_signed(change: dict[str, Any]) -> None:
    header = sign(KEYS.to_service, **CALL)
    assert is_signed(header, [KEYS.to_service], **CALL)
    assert is_signed(header, [KEYS.to_service], **{**CALL, **change}) is None


def test_each_key_is_for_one_use_only() -> None:
    header = sign(KEYS.to_service, **CALL)
    assert is_signed(header, [KEYS.to_site, KEYS.receipts, KEYS.embed], **CALL) is None


def test_several_signatures_are_read_and_not_endlessly_many() -> None:
    good = sign(KEYS.to_service, **CALL)
    assert is_signed(f"v1,AAAA v2,x {good}", [KEYS.to_service], **CALL)
    assert is_signed(" ".join(["v1,AAAA"] * 5 + [good]), [KEYS.to_service], **CALL) is None
    for header in (
        "",
        " ",
        "v1,",
        good[3:],
        good.replace("v1", "v2"),
        good.lower(),
        f"{good},",
        "é",
        good[:-1],
    ):
        assert is_signed(header, [KEYS.to_service], **CALL) is None, header

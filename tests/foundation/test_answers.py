"""What every answer carries, and errors as problem documents: for programs a code, for people a sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from filon.foundation import errors
from filon.foundation.problems import MEDIA_TYPE
from filon.foundation.web import BODY_BYTES, client_address
from tests.dashboard.people import signed_in
from tests.foundation.neighbours import record
from tests.foundation.test_guard_in_app import PRODUCTION
from tests.parts.databases import Databases
from tests.parts.service import Filon, PairedSite

PROBLEM = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "schemas/problem.schema.json").read_text())
)


def problem(answer: TestResponse) -> dict[str, Any]:
    """The document of an error, checked against its schema."""
    assert answer.mimetype == MEDIA_TYPE, answer.text
    document: dict[str, Any] = answer.json
    PROBLEM.validate(document)
    assert document["status"] == answer.status_code
    assert document["type"] == f"urn:filon:problem:{document['code']}"
    return document


def test_it_works(filon: Filon) -> None:
    answer = filon.client.post("/api/v1/sites/pairing", json={"token": 3})
    document = problem(answer)
    assert (answer.status_code, document["code"]) == (422, "invalid")
    assert set(document["errors"]) == {
        "json.token",
        "json.nonce",
        "json.home_url",
        "json.rest_url",
        "json.version",
    }


def test_each_kind_of_error_is_a_document(filon: Filon) -> None:
    kinds = [
        errors.Invalid({"name": ["Missing"]}),
        errors.Unauthorized(code="clock_skew", now=1766400000),
        errors.Forbidden("Not here"),
        errors.NotFound(),
        errors.Conflict(),
        errors.Gone(),
        errors.TooLarge(),
        errors.Outdated(),
        errors.TooMany(retry_after=7),
        errors.Unavailable(),
    ]
    for number, kind in enumerate(kinds):

        def fail(kind: errors.FilonError = kind) -> Any:
            raise kind

        filon.serve_also(f"/api/fail/{number}", fail)
    answers = [filon.client.get(f"/api/fail/{number}") for number in range(len(kinds))]
    assert [answer.status_code for answer in answers] == [422, 401, 403, 404, 409, 410, 413, 426, 429, 503]
    codes = [problem(answer)["code"] for answer in answers]
    assert len(set(codes)) == len(kinds)
    assert problem(answers[1])["now"] == 1766400000
    assert (answers[8].headers["Retry-After"], problem(answers[8])["retry_after"]) == ("7", 7)


@pytest.mark.parametrize(
    ("method", "path", "how", "status"),
    [
        ("GET", "/api/v1/nowhere", {}, 404),
        ("GET", "/api/v1/submissions", {}, 405),
        ("POST", "/api/v1/sites/pairing", {"data": b"{", "content_type": "application/json"}, 400),
        ("POST", "/api/v1/sites/pairing", {"data": b"[1]", "content_type": "application/json"}, 422),
        ("POST", "/api/v1/sites/pairing", {"data": b"\xff", "content_type": "application/json"}, 400),
        ("POST", "/api/v1/sites/pairing", {"data": b"x=1", "content_type": "text/plain"}, 422),
        ("POST", "/api/v1/sites/pairing", {"json": {"unknown": 1}}, 422),
        ("POST", "/api/v1/submissions", {"data": b"{}"}, 426),
    ],
)
def test_what_flask_refuses_is_a_document_too(
    filon: Filon, method: str, path: str, how: dict[str, Any], status: int
) -> None:
    answer = filon.client.open(path, method=method, **how)
    assert answer.status_code == status
    problem(answer)


@pytest.mark.parametrize("extra", [1, 64 * 1024 + 1, 8 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(filon: Filon, alice: PairedSite, extra: int) -> None:
    answer = alice.call("/api/v1/submissions", b"x" * (BODY_BYTES + extra))
    assert answer.status_code == 413
    assert problem(answer)["code"] == "too_large"


def test_nothing_reads_a_body_without_end(filon: Filon, alice: PairedSite) -> None:
    """Whoever sends it, wherever to."""
    for path, kind in (
        ("/api/v1/sites/pairing", "application/json"),
        ("/api/v1/submissions", "application/x-ndjson"),
        ("/app/sign-in", "application/x-www-form-urlencoded"),
        (f"/app/s/{alice.id}/session", "application/json"),
    ):
        answer = filon.client.post(
            path,
            data=b"x" * (BODY_BYTES + 65 * 1024),
            headers={**alice.headers(path, b""), "Content-Type": kind, "Accept": "application/json"},
        )
        assert answer.status_code == 413, path
        assert problem(answer)["code"] == "too_large"


def test_a_page_answers_people_in_words_and_programs_in_documents(alice: PairedSite) -> None:
    browser = signed_in(alice)
    shown = browser.get("/app/prospects/999")
    assert (shown.status_code, shown.mimetype) == (404, "text/html")
    assert "not_found" not in shown.text
    asked = browser.get("/app/prospects/999", headers={"Accept": "application/json"})
    assert problem(asked)["code"] == "not_found"


def test_requests_have_ids(filon: Filon) -> None:
    first, second = (filon.client.get("/healthz").headers["X-Request-Id"] for _ in range(2))
    assert first != second
    given = filon.client.get("/healthz", headers={"X-Request-Id": "a-proxys-own-id_1"})
    assert given.headers["X-Request-Id"] == "a-proxys-own-id_1"
    for hostile in ("short", "x" * 65, "a<script>alert(1)", "id with space", "é" * 10):
        answer = filon.client.get("/healthz", headers={"X-Request-Id": hostile})
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"]), hostile


def test_every_route_has_the_headers(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    member = signed_in(alice)
    visited = 0
    for rule in filon.app.url_map.iter_rules():
        values = {
            **{"site": alice.id, "number": 1, "token": "x", "name": "css/base.css"},
            **{
                "change": alice.id,
                "slot": "phone",
                "asked": alice.id,
                "call": alice.id,
                "key": alice.id,
                "field": "note",
            },
            **{"day": 0, "picture": "x", "export": alice.id, "link": "x", "upload": alice.id},
            **{
                "session": alice.id,
                "member": alice.id,
                "installation": alice.id,
                "form": alice.id,
                "file": alice.id,
                "note": alice.id,
            },
            **dict.fromkeys(
                ("custom", "label", "tag", "pair", "merge", "snippet", "view", "task", "mail"), alice.id
            ),
            **{
                "bulk_change": alice.id,
                "column": "won",
                "step": alice.id,
                "way": "up",
                "calendar_account": alice.id,
                "outside_calendar": alice.id,
                "provider": "google",
                "kind": "tag",
                "other_number": 1,
                "absence": alice.id,
                "appointment": alice.id,
                "appointment_kind": alice.id,
                "appointment_resource": alice.id,
                "day_hours": alice.id,
                "erasure": alice.id,
                "version": "0.1.0",
                "rule": alice.id,
                "setting_change": alice.id,
                "submission": alice.id,
                "place": 0,
                **{"business": alice.id, "colour": "none", "page": "none", "public_site": UUID(int=7)},
            },
        }
        _host, path = rule.build({name: values[name] for name in rule.arguments}) or ("", "")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            for who in (filon.client, member):
                _check_headers(who.open(path, method=method), f"{method} {rule.rule}")
                visited += 1
    assert visited > 40


def _check_headers(answer: TestResponse, where: str) -> None:
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["Referrer-Policy"] == "same-origin", where
    assert headers["X-Request-Id"], where
    if "/static/" not in where:
        assert headers["Cache-Control"] == "no-store", where
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'"), where
    assert "unsafe" not in policy, where
    framed = re.search(r"frame-ancestors ([^;]+)", policy)
    assert framed, where
    shell = answer.status_code == 200 and "/s/<uuid:site>/" in where and where.startswith("GET")
    assert framed[1] == ("https://atlas.example" if shell else "'none'"), where
    assert len(headers.getlist("Content-Security-Policy")) == 1, where
    assert "Strict-Transport-Security" not in headers, where


def test_production_says_to_come_by_https_only(databases: Databases) -> None:
    filon = Filon({**databases.sqlite(), **PRODUCTION})
    assert filon.client.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000"
    filon.close()


@pytest.mark.parametrize(("proxies", "seen"), [("0", "10.0.0.1"), ("1", "3.3.3.3"), ("2", "2.2.2.2")])
def test_proxies_are_believed_as_far_as_told(databases: Databases, proxies: str, seen: str) -> None:
    filon = Filon({**databases.sqlite(), "FILON_TRUSTED_PROXIES": proxies})
    filon.serve_also("/whoami", client_address)
    answer = filon.client.get(
        "/whoami",
        headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2, 3.3.3.3", "X-Forwarded-Host": "evil.example"},
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
    )
    assert answer.text == seen
    filon.close()


def test_alive_and_ready_say_so(filon: Filon) -> None:
    assert filon.client.get("/healthz").json == {"status": "alive"}
    assert filon.client.get("/readyz").json == {"status": "ready"}

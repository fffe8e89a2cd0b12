"""Logs hold no secret and nobody's data: JSON lines with routes instead of addresses."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import request

from filon.foundation.ids import new_id, new_token
from filon.foundation.logs import redact, set_up
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite, submission

TOKEN = new_token()
SECRETS = [
    f"Authorization: Bearer {TOKEN}",
    f"bearer {TOKEN}",
    f"GET /app/s/x/prospects/1/contact.vcf?ticket={TOKEN}",
    f"/app/sign-in/{TOKEN}?next=/app/",
    f"https://filon.example/app/sign-in/{TOKEN}",
    f'{{"token": "{TOKEN}"}}',
    f"{{'secret': '{TOKEN}'}}",
    f"filon_session={TOKEN}; Path=/app",
    f"code filon1.{TOKEN}",
    f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{TOKEN}.{TOKEN}",
    f"v1,{TOKEN}=",
]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the service writes to standard error meanwhile."""
    set_up()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_it_works(lines: io.StringIO) -> None:
    logging.getLogger("filon.test").info("job done", extra={"job": "wake", "ms": 12, "colour": "red"})
    (line,) = [json.loads(one) for one in lines.getvalue().splitlines()]
    assert (line["level"], line["logger"], line["message"]) == ("info", "filon.test", "job done")
    assert (line["job"], line["ms"]) == ("wake", 12)
    assert "colour" not in line
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("text", SECRETS, ids=[text.replace(TOKEN, "…")[:40] for text in SECRETS])
def test_a_secret_is_taken_out(text: str) -> None:
    assert TOKEN not in redact(text)


@pytest.mark.parametrize(
    "personal",
    [
        "salma@example.com",
        "salma.bennani+devis@mail.example.co.ma",
        "+212661234567",
        "06 61 23 45 67",
        "0033 1 23.45.67.89",
        "(0661) 234-567",
    ],
)
def test_people_are_taken_out(personal: str) -> None:
    said = redact(f"could not write to {personal}, later")
    assert personal not in said
    assert said.startswith("could not write to")
    assert said.endswith("later")


def test_what_helps_stays() -> None:
    useful = f"lead.recorded failed after 3 tries in 1200 ms for {new_id()} (line 42)"
    assert redact(useful) == useful


def test_a_trace_is_redacted_too(lines: io.StringIO) -> None:
    try:
        raise ValueError("no such person: salma@example.com")
    except ValueError:
        logging.getLogger("filon.test").exception("job failed")
    (line,) = [json.loads(one) for one in lines.getvalue().splitlines()]
    assert line["trace"].splitlines()[-1] == "ValueError"
    assert "salma" not in line["trace"].splitlines()[-1]


def test_a_trace_quotes_no_row_that_a_database_refused(lines: io.StringIO) -> None:
    """PostgreSQL's own words hold the whole row: names, and what somebody asked for."""
    said = "Failing row contains ({}, une cuisine en chêne)"
    try:
        try:
            raise KeyError(said.format("Salma"))
        except KeyError as error:
            raise RuntimeError(str(error)) from error
    except RuntimeError:
        logging.getLogger("filon.test").exception("job failed")
    (line,) = [json.loads(one) for one in lines.getvalue().splitlines()]
    kinds = [one for one in line["trace"].splitlines() if not one.startswith(" ")]
    assert kinds == ["KeyError", "RuntimeError"]


def test_a_long_text_is_cut(lines: io.StringIO) -> None:
    logging.getLogger("filon.test").info("x" * 1_000_000)
    (line,) = [json.loads(one) for one in lines.getvalue().splitlines()]
    assert len(line["message"]) <= 10_000


def test_whole_visits_leave_nothing_personal(filon: Filon, alice: PairedSite, lines: io.StringIO) -> None:
    browser = signed_in(alice)
    bearer = frame_bearer(alice)
    token = bearer["Authorization"].split()[1]
    alice.deliver(submission())
    browser.get("/app/prospects/1?from=salma@example.com")
    browser.get("/app/prospects?q=salma@example.com")
    filon.client.get(f"{base(alice)}/prospects/1", headers=bearer)
    filon.client.get(f"{base(alice)}/prospects/1/contact.vcf?ticket={TOKEN}")
    filon.client.get(f"/app/sign-in/{TOKEN}")
    filon.client.post(f"/app/sign-in/{TOKEN}")
    filon.client.post("/app/sign-in", data={"email": "salma@example.com"})
    filon.client.get(f"/app/nowhere/{TOKEN}")
    filon.client.post("/api/v1/sites/pairing", json={"token": TOKEN})
    written = lines.getvalue()
    # Digits that cannot stand by chance in a request's own number, which is hexadecimal.
    for personal in (
        TOKEN,
        token,
        alice.secret,
        "salma",
        "Salma",
        "Bennani",
        "661234567",
        "06 61 23",
        "alice@",
    ):
        assert personal not in written, personal
    seen: list[dict[str, Any]] = [json.loads(one) for one in written.splitlines()]
    routes = {line.get("route") for line in seen}
    assert {"/app/sign-in/<token>", "/app/prospects", "/api/v1/submissions"} <= routes
    assert all("request" in line for line in seen if "route" in line)


@pytest.fixture
def broken(filon: Filon) -> Filon:
    """A service with a view that fails; it has started, so that `lines` may listen after."""

    def fail(token: str) -> Any:
        raise ValueError(f"{request.args['name']} {token}")

    filon.serve_also("/broken/<token>", fail)
    return filon


def test_what_went_wrong_is_said_without_what_was_typed(broken: Filon, lines: io.StringIO) -> None:
    answer = broken.client.get(f"/broken/{TOKEN}?name=Salma")
    assert answer.status_code == 500
    said = [json.loads(one) for one in lines.getvalue().splitlines()]
    (error,) = [line for line in said if line["level"] == "error"]
    assert "ValueError in /broken/<token>" in error["message"]
    assert " in fail" in error["message"].splitlines()[-2]
    assert error["request"] == answer.headers["X-Request-Id"]
    assert "Salma" not in lines.getvalue()
    assert TOKEN not in lines.getvalue()

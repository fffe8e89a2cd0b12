"""Figures for Prometheus: of the whole installation, for whoever has the token, with nobody's name in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from filon.foundation.last_seen import note_seen
from tests.bench.running import Web, with_address
from tests.foundation.neighbours import record
from tests.parts.databases import Databases
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission

TOKEN = "a-token-for-the-tests-of-metrics"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return {**environ, "FILON_METRICS_TOKEN": TOKEN}


def scrape(filon: Filon, token: str = TOKEN) -> dict[str, float]:
    """Each sample → its value."""
    answer = filon.client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return samples(answer.text)


def samples(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    before = scrape(filon)
    alice.deliver(submission())
    record(filon, charlie, "Karim", "Lina")
    note_seen("worker")
    found = scrape(filon)
    assert (found["filon_clients"], found["filon_leads_total"], found["filon_requests_day"]) == (2, 3, 1)
    assert (found["filon_outbox_due"], found["filon_outbox_dead"]) == (3, 0)
    assert found["filon_worker_age_seconds"] < 5
    assert "filon_backup_age_seconds" not in found, "none was ever made"
    counted = 'filon_request_seconds_count{method="POST",route="/api/v1/submissions",status="200"}'
    assert found[counted] == before.get(counted, 0) + 1
    assert any(re.match(r"filon_request_seconds_bucket\{le=.*submissions", name) for name in found)


def test_it_names_nobody(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    filon.client.get("/app/prospects/1?q=salma@example.com")
    filon.client.open("/app/nowhere/salma", method="SALMA")
    text = filon.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    for word in ("salma", "SALMA", "Menuiserie", "atlas", alice.id, alice.tenant.hex, TOKEN):
        assert word not in text, word


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}"]
)
def test_it_takes_the_token(filon: Filon, authorization: str) -> None:
    answer = filon.client.get(
        "/metrics", headers={"Authorization": authorization, "Accept": "application/json"}
    )
    assert answer.status_code == 401
    assert "filon_" not in answer.text


def test_without_a_token_there_is_nothing(databases: Databases) -> None:
    filon = Filon(databases.sqlite())
    assert filon.client.get("/metrics").status_code == 404
    filon.close()


@pytest.mark.long
def test_several_processes_are_measured_as_one(environ: dict[str, str], tmp_path: Path) -> None:
    """Whichever of them is asked."""
    (folder := tmp_path / "sums").mkdir()
    environ = {**with_address(environ), "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    with Web(environ, tmp_path / "web.log", processes=2) as web:
        asked = 0

        def both_served() -> bool:
            nonlocal asked
            requests.get(f"{web.address}/app/sign-in", headers={"Connection": "close"}, timeout=60)
            asked += 1
            return len(list(folder.glob("histogram_*.db"))) == 2

        until(both_served, "both processes to have served")
        authorized = {"Authorization": f"Bearer {TOKEN}", "Connection": "close"}
        for _ in range(4):
            found = samples(requests.get(f"{web.address}/metrics", headers=authorized, timeout=60).text)
            assert (
                found['filon_request_seconds_count{method="GET",route="/app/sign-in",status="200"}'] == asked
            )

"""The signed path, one submission a request, everything on, against a bare insert of one row."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filon.cli.running import PROCESSES
from filon.foundation import ids, migrating
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.intake.models import Submission
from tests.bench import bare as bare_app
from tests.bench.running import Web, on_each_engine, with_address
from tests.parts.processes import program
from tests.parts.service import Filon, PairedSite, submission

WRITERS = 8
SECONDS = 6
ROUNDS = 3
LIVED = 50

# Each line of the file is one prepared request; wrk sends them in order.
_SENDER = """
local at, requests = 0, {}
for block in io.open("%s", "rb"):read("*a"):gmatch("(.-)%%z") do requests[#requests + 1] = block end
function request()
  at = at + 1
  return requests[(at - 1) %% #requests + 1]
end
function done(summary, latency, _requests)
  local e = summary.errors
  io.write(string.format("figures %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(99), e.status + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    per_s: float
    p99_ms: float
    errors: int
    requests: int


def measure(rows: int = 12_000) -> dict[str, dict[str, Any]]:
    """`rows` is how many different submissions are prepared; medians of three interleaved rounds."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    ours, bare = [], []
    for _round in range(ROUNDS):
        environ = with_address(make())
        bare_app.make_table(environ)
        with Web(
            environ, folder / "bare.log", factory="tests.bench.bare:create_app", processes=PROCESSES
        ) as web:
            bare.append(load(web, folder, _bare_requests(rows)))
        # As behind the reverse proxy of an installation, where each site has its own address and its own limits.
        environ = with_address(make()) | {"FILON_TRUSTED_PROXIES": "1"}
        service = Filon(environ)
        # Eight businesses, as eight writers: one business alone writes one lead after the other.
        sites = [
            service.add_client(f"Business {n}", f"owner{n}@example.com", site=f"https://s{n}.example")
            for n in range(WRITERS)
        ]
        requests = signed_requests(sites, rows)
        live_a_minute(service, sites)
        service.close()
        with Web(environ, folder / "ours.log", processes=PROCESSES) as web:
            sent = load(web, folder, requests)
        ours.append(sent)
        with across_tenants("count what the bench sent"), transaction(write=False):
            kept = Submission.select().count()
        service.close()
        kept -= WRITERS * LIVED
        if sent.errors or not sent.requests <= kept <= sent.requests + WRITERS:
            raise SystemExit(f"ingest: {sent.errors} errors, {sent.requests} answered, {kept} kept")
    floor = statistics.median(one.per_s for one in bare)
    per_s = statistics.median(one.per_s for one in ours)
    return {
        "ratio_to_bare": round(
            statistics.median(o.per_s / b.per_s for o, b in zip(ours, bare, strict=True)), 3
        ),
        "per_s": round(per_s, 1),
        "p99_ms": round(statistics.median(one.p99_ms for one in ours), 1),
        "bare_per_s": round(floor, 1),
    }


def live_a_minute(service: Filon, sites: list[PairedSite]) -> None:
    """A first day's leads, counted by the planner as autovacuum does within a minute: no plan for empty tables."""
    for n, site in enumerate(sites):
        people = [
            {"name": f"Karim {m}", "email": f"karim{m}@b{n}.example", "phone": f"05{20_000_000 + m}"}
            for m in range(LIVED)
        ]
        answer = site.deliver(*map(submission, people))
        assert answer.status_code == 200
    migrating.migrate(service.settings)


def load(web: Web, folder: Path, requests: bytes) -> Load:
    """Send prepared requests, each ended by a zero byte, from WRITERS connections for SECONDS seconds."""
    sender, blocks = folder / "send.lua", folder / "requests"
    blocks.write_bytes(requests.replace(b"127.0.0.1:0000", f"127.0.0.1:{web.port}".encode()))
    sender.write_text(_SENDER % blocks)
    wrk = program("wrk", "wrk")
    argv = [wrk, "-t1", f"-c{WRITERS}", f"-d{SECONDS}", "-s", str(sender), web.address]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    found = re.search(r"figures (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if not found:
        raise SystemExit(done.stdout + done.stderr)
    count, microseconds, p99, errors = map(int, found.groups())
    return Load(count / microseconds * 1e6, p99 / 1000, errors, count)


def _bare_requests(rows: int) -> bytes:
    return b"".join(_block(json.dumps(submission()).encode(), {}) for _ in range(rows))


def signed_requests(sites: list[PairedSite], rows: int) -> bytes:
    """So many different submissions, for each site in turn, as load() takes them."""
    return b"".join(_signed(sites[n % len(sites)], f"192.0.2.{n % len(sites)}", n) for n in range(rows))


def _signed(site: PairedSite, address: str, n: int) -> bytes:
    # Different people, and minutes of submission far apart enough to be no flood.
    fields = {
        "name": f"Salma Bennani {n}",
        "email": f"salma{n}@example.com",
        "phone": f"06{10_000_000 + n}",
        "message": "Bonjour, je voudrais un devis pour une cuisine en L avec îlot. Livraison avant juin si possible.",
    }
    minute = n // WRITERS // 60
    sent = submission(
        fields, submitted_at=f"2026-03-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00Z"
    )
    body = json.dumps(sent, ensure_ascii=False).encode() + b"\n"
    headers = site.headers("/api/v1/submissions", body, id=f"msg_{ids.new_id().hex}")
    return _block(body, {**headers, "X-Forwarded-For": address})


def _block(body: bytes, headers: dict[str, str]) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    first = "POST /api/v1/submissions HTTP/1.1\r\nHost: 127.0.0.1:0000\r\n"
    return f"{first}{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\0"

"""From a submission sent over HTTP to its mail accepted by the SMTP server: real web server, real worker."""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filon.desk.announcements import MOST_REQUESTS_AN_HOUR
from tests.bench.plugin import Plugin
from tests.bench.running import Web, Worker, with_address
from tests.parts.databases import Databases
from tests.parts.postgres import Postgres
from tests.parts.service import Filon, submission
from tests.parts.smtp import Mailbox

RUNS = 3
# A busy agency: twenty requests a second, whatever the answers take.
_BETWEEN_SECONDS = 0.05
_PATIENCE_SECONDS = 60


def measure(rows: int = 200) -> dict[str, dict[str, Any]]:
    """`rows` submissions a run; the median of three runs' 95th percentiles, in seconds."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, Postgres(durable=True) as postgres:
        databases = Databases(Path(folder), postgres)
        return {
            name: _engine(make, Path(folder), rows)
            for name, make in (("sqlite", databases.sqlite), ("postgresql", databases.postgresql))
        }


def _engine(make: Callable[[], dict[str, str]], folder: Path, rows: int) -> dict[str, Any]:
    runs = [_run(make(), folder, rows) for _run_number in range(RUNS)]
    return {
        "p95_s": round(statistics.median(_percentile(waits, 95) for waits in runs), 3),
        "p50_s": round(statistics.median(_percentile(waits, 50) for waits in runs), 3),
    }


def _percentile(waits: list[float], which: int) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[which - 1]


def _run(environ: dict[str, str], folder: Path, rows: int) -> list[float]:
    """Seconds from the first byte of each submission to the last of its mail."""
    with Mailbox() as mailbox:
        environ = with_address(environ) | {"FILON_SMTP": f"smtp://{mailbox.host}:{mailbox.port}"}
        service = Filon(environ)
        # An agency's many clients: nobody is told of more than so many an hour, one mail each.
        sites = [
            service.add_client(f"Client {n}", f"owner{n}@client.example", site=f"https://client{n}.example")
            for n in range(rows // MOST_REQUESTS_AN_HOUR + 1)
        ]
        service.close()
        plugins = [Plugin(site, environ["FILON_ADDRESS"]) for site in sites]
        sent: dict[str, float] = {}
        with Web(environ, folder / "web.log"), Worker(environ, folder / "worker.log"):
            _ask(plugins[0], "before", {})
            mailbox.wait_for(1, _PATIENCE_SECONDS)  # both are up
            pause = threading.Event()
            for n in range(rows):
                _ask(plugins[n % len(plugins)], f"visitor{n}", sent)
                pause.wait(_BETWEEN_SECONDS)
            mailbox.wait_for(rows + 1, _PATIENCE_SECONDS)
    arrived = {_who(mail.text): mail.monotonic for mail in mailbox.mails}
    return [arrived[who] - at for who, at in sent.items()]


def _ask(plugin: Plugin, who: str, sent: dict[str, float]) -> None:
    # Few to a form, or it were a flood.
    line = submission({"name": who, "email": f"{who}@example.com"}, form={"id": f"form-{len(sent) // 50}"})
    sent[who] = time.monotonic()
    plugin.deliver([json.dumps(line).encode()])


def _who(text: str) -> str:
    return text.split(maxsplit=1)[0]

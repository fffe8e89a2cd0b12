"""The running service keeps its own description: no failure, and every answer as documented, whatever is sent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from filon.tenants.identities import COOKIE
from tests.api.live import Live

_HERE = Path(__file__).parent
# The same requests at each run: what fails here fails again. Other seeds are for people who look for more.
SEED = int(os.environ.get("CONFORMITY_SEED", "1"))


def _look(live: Live, who: str) -> subprocess.CompletedProcess[str]:
    """Every operation of the document, as programs with keys or as the owner with a session.

    What is made up is not the same for both: twice as much is tried in the same time.
    """
    seed = 2 * SEED + (who == "key")
    environ = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks",
        "PYTHONPATH": ".",
        # Said outright, or all variables are searched for a proxy at each of thousands of requests.
        "no_proxy": "127.0.0.1",
    }
    command = [
        *(
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file",
            str(_HERE / "schemathesis.toml"),
        ),
        *("run", f"{live.address}/api/openapi.json", "--seed", str(seed), "--no-color", "--warnings", "off"),
    ]
    if who == "key":
        environ["FILON_TEST_KEYS"] = " ".join(live.keys)
    else:
        environ["FILON_TEST_SESSION"] = live.session
    return subprocess.run(
        command, env=environ, cwd=_HERE.parents[1], capture_output=True, text=True, timeout=400
    )


@pytest.mark.long
@pytest.mark.timeout(450)
def test_it_works(live: Live) -> None:
    # All operations take minutes: what a caller is does not hang on the engine, so each engine sees one kind of both.
    is_sqlite = live.environ["FILON_DATABASE"].startswith("sqlite:")
    done = _look(live, "key" if is_sqlite else "session")
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    operations = sum(
        len([m for m in item if m != "parameters"]) for item in live.document()["paths"].values()
    )
    assert f"Tested: {operations}" in done.stdout, done.stdout[-2000:]
    assert '"level": "error"' not in live.log.read_text()
    still = requests.get(f"{live.address}/api/v1/members", cookies={COOKIE: live.session}, timeout=60)
    assert still.status_code == 200, "since it ended, nobody known was asking"

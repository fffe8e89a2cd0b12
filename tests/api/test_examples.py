"""Every command in the documentation runs as it stands, against the service as it is served."""

from __future__ import annotations

import json
import os
import subprocess

from PIL import Image

from filon.foundation import curl
from filon.foundation.problem_codes import PROBLEMS
from tests.api.live import Live

# What may happen to a good command: the example names something that is not in this business, or is done already.
_NOT_HERE = {"not_found", "conflict"}
# A business closes on days to come, and one day those of the example are over.
_DATED = {"post /api/v1/business/closings", "put /api/v1/day-hours"}


def _run(command: str, live: Live) -> tuple[int, str]:
    """(status, body) of a command of the documentation, run by a shell that knows what Start says."""
    environ = {
        **os.environ,
        "FILON": live.address,
        "FILON_KEY": live.keys[0],
        "FILON_SESSION": live.session,
    }
    done = subprocess.run(
        ["bash", "-euc", command + " -w '\n%{http_code}'"],
        env=environ,
        cwd=live.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    body, _line, status = done.stdout.rpartition("\n")
    return int(status), body


def test_it_works(live: Live) -> None:
    document = live.document()
    ran = 0
    # What a command sends as a file stands where it is run.
    Image.new("RGB", (40, 20)).save(live.folder / "logo.png")
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters" or "x-codeSamples" not in operation:
                continue
            where = f"{method} {path}"
            shown = operation["x-codeSamples"][0]["source"]
            assert shown == curl.command(method, path, item, document["components"]["schemas"]), where
            _check_as_shown(shown, operation, live, where)
            ours = curl.command(method, path, item, document["components"]["schemas"], **live.things)
            names = {parameter["name"] for parameter in item.get("parameters", ())}
            if names and names <= set(live.things):
                status, body = _run(ours, live)
                # Undoing what another command has not done, or has: both say so.
                assert status < 300 or json.loads(body)["code"] in _NOT_HERE, f"{where}: {status} {body}"
            ran += 1
    assert ran >= 9


def _check_as_shown(command: str, operation: dict[str, object], live: Live, where: str) -> None:
    status, body = _run(command, live)
    assert str(status) in operation["responses"], f"{where}: {status}"  # type: ignore[operator]
    if status >= 400:
        code = json.loads(body)["code"]
        over = where in _DATED and code == "invalid"
        assert over or code in _NOT_HERE, f"{where}: {code}, {PROBLEMS[code].when}"

"""What takes long for one business, for another: a service of processes that do one thing at a time."""

from __future__ import annotations

import contextlib
import json
import threading
from pathlib import Path

import pytest
import requests

from filon.cli.running import PROCESSES
from filon.foundation import drawing
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member
from tests.bench.plugin import PATIENCE_SECONDS, Plugin
from tests.bench.running import Web, with_address
from tests.parts.databases import Databases
from tests.parts.processes import until
from tests.parts.service import Filon, submission
from tests.tenants.test_logo import BUSINESS, endless

pytestmark = pytest.mark.long


def test_pictures_without_end_let_a_neighbour_deliver(databases: Databases, tmp_path: Path) -> None:
    """It waits behind one picture at most, whose time is less than a plugin's patience with a service.

    How long that takes on a busy machine is not what is asked here, so this plugin is patient.
    """
    environ = with_address(databases.sqlite())
    filon = Filon(environ)
    hostile = filon.add_client()
    neighbour = filon.add_client("Riad Zitoune", "charlie@zitoune.example")
    with filon.inside(hostile.tenant):
        cookies = {COOKIE: sessions.open_session(Member.get(Member.role == "owner"))}
    filon.close()
    picture = endless()
    with Web(environ, tmp_path / "web.log", processes=PROCESSES) as web:
        answers = []

        def send() -> None:
            for _time in range(2):
                files = {"logo": ("logo.jpg", picture)}
                answer = requests.post(
                    f"{web.address}{BUSINESS}/logo", files=files, cookies=cookies, timeout=60
                )
                answers.append(answer.status_code)

        senders = [threading.Thread(target=send) for _ in range(PROCESSES)]
        for sender in senders:
            sender.start()
        until(lambda: _drawing() > 0, "a picture to be drawn")
        plugin = Plugin(neighbour, web.address, patience_seconds=60)
        [answer] = plugin.deliver([json.dumps(submission()).encode()])
        for sender in senders:
            sender.join()
    assert sorted(answers) == [422] + [429] * (2 * PROCESSES - 1), "one is drawn, and then there is a pause"
    assert (answer["answer"], plugin.tries) == ("recorded", 1)
    assert drawing.PATIENCE_SECONDS < PATIENCE_SECONDS


def _drawing() -> int:
    """How many programs draw a stranger's picture on this machine now."""
    count = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            count += b"filon.foundation.drawing" in path.read_bytes()
    return count

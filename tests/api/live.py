"""The service in a process of its own, and what a test needs to call it: keys, a session, things to ask for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import requests

from filon.foundation.access import SCOPES
from filon.interactions.models import Interaction
from filon.tenants import keys
from filon.tenants.identities import COOKIE
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver
from tests.intake.test_form_maps import sent_by
from tests.parts.processes import Server, free_port, listening
from tests.parts.service import Filon
from tests.tenants.programs import Program

ROOT = Path(__file__).parents[2]
# So many that none is slowed, whatever a test does.
KEYS = 40


class Live:
    """Menuiserie Atlas, with two leads whose phones are to be checked, the second's decided already."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.folder = folder
        self.environ = {**environ, "FILON_ADDRESS": self.address}
        self._filon = Filon(self.environ)
        self.site = self._filon.add_client()
        for phone in ("0661234567", "0670552108"):
            deliver(self.site, sent_by(("f1", "Téléphone du syndic", "tel", phone)))
        owner = at_the_api(signed_in(self.site))
        cookie = owner.get_cookie(COOKIE, path="/api")
        assert cookie
        self.session = cookie.value
        self.keys = self._make_keys()
        self.things = self._things()
        command = (
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "filon.app:create_app"),
            *("--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "1", "--no-ws"),
            *("--log-level", "warning"),
        )
        self.log = folder / "service.log"
        self._server = Server(
            command, log=self.log, ready=lambda: listening(port), env=self.environ, cwd=ROOT
        )

    def _make_keys(self) -> list[str]:
        with self._filon.inside(self.site.tenant):
            return [keys.add_key(f"Programme {n}", list(SCOPES))[1] for n in range(KEYS)]

    def _things(self) -> dict[str, object]:
        """What the parameters of a path may name here; whatever is not here gets an example's value."""
        program = Program(self.site, name="Agenda d’essai")
        answer = program("GET", "/api/v1/leads/2/checks").json["checks"][0]["answers"][0]["key"]
        program("PUT", "/api/v1/leads/2/checks/phone", {"decision": "answer", "answer": answer})
        with self._filon.inside(self.site.tenant, write=False):
            change = Interaction.get(Interaction.kind == "change").id
        return {"number": 2, "slot": "phone", "change": change, "key": program.id}

    def document(self) -> dict[str, Any]:
        """The API's description, as anybody gets it."""
        answer = requests.get(f"{self.address}/api/openapi.json", timeout=60)
        assert answer.headers["Content-Type"] == "application/json"
        described: dict[str, Any] = answer.json()
        return described

    def stop(self) -> None:
        self._server.stop()
        self._filon.close()

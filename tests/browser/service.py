"""A running service, its clients, and what tests may do to them from outside."""

import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

from tests.parts.processes import Server, free_port, listening

ROOT = Path(__file__).parents[2]
_KEY = base64.urlsafe_b64encode(b"only for tests: thirty-two bytes").decode()


class Client:
    """A client of the agency, "Menuiserie Atlas", with one site."""

    def __init__(self, service: str, site_address: str) -> None:
        """`service` is its origin; the site stands at `site_address`. `code` connects it."""
        self.service = service
        self.site_address = site_address
        added = self._post("/codes", {"site_url": site_address})
        self.site: str = added["site"]
        self.code: str = added["code"]
        self.dashboard = f"{service}/app/s/{self.site}/"
        self.secret = ""

    def pair(self) -> None:
        """Do what the plugin does with the code."""
        self.secret = self._post("/pairings", {"site_url": self.site_address, "code": self.code})["secret"]

    def ask(self, **given: str) -> int:
        """A visitor asks for something; returns the prospect's number.

        Fields as in leads.actions.Request, and minutes_ago.
        """
        return int(self._pull("ask", given))

    def end_sessions(self) -> None:
        self._pull("end-sessions")

    def sign_out(self) -> None:
        """End every standalone session."""
        self._pull("sign-out")

    def revoke_site(self) -> None:
        self._pull("revoke")

    def owner_cookie(self) -> Any:
        """A signed-in owner's cookie, as a browser context takes it."""
        return {"name": "filon_session", "value": self._pull("sign-in"), "url": f"{self.service}/app"}

    def _pull(self, lever: str, given: dict[str, str] | None = None) -> Any:
        return self._post(f"/levers/{self.site}/{lever}", given or {})

    def _post(self, path: str, body: dict[str, str]) -> Any:
        answer = requests.post(self.service + path, json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()


class Service:
    """The service on 127.0.0.1, on SQLite, as granian serves it; `folder` is its own."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        env = {
            "FILON_ENVIRONMENT": "development",
            "FILON_ADDRESS": self.address,
            "FILON_DATABASE": f"sqlite:///{folder}/filon.sqlite",
            "FILON_DATA": str(folder),
            "FILON_KEYS": f"k1:{_KEY}",
            "FILON_ALLOW_PRIVATE_HOSTS": "yes",
        }
        migrate = [str(Path(sys.executable).with_name("filon")), "migrate"]
        subprocess.run(migrate, env={**os.environ, **env}, cwd=ROOT, check=True, capture_output=True)
        self._server = Server(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
                *("tests.browser.app:create_app", "--host", "127.0.0.1", "--port", str(port)),
                *("--blocking-threads", "4", "--log-level", "warning"),
            ],
            log=folder / "service.log",
            ready=lambda: listening(port),
            env=env,
            cwd=ROOT,
        )

    def stop(self) -> None:
        self._server.stop()
